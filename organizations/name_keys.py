"""What names have in common that people would take for one: computed where a name is written, so that the database finds them by index.

Pure. Changing what the keys are made of takes a migration that fills them anew, as 0003_duplicates does.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_LENGTH = 255
SHORTEST = 3
NO_LETTERS = re.compile(r"[\W_]+")
# What companies put behind their names; no difference between two of them.
LEGAL_FORMS = {
    *("ab", "ag", "as", "asa", "aps", "bv", "bvba", "co", "company", "corp", "corporation", "gbr", "gmbh", "group", "holding", "inc"),
    *("incorporated", "kg", "kk", "lda", "limited", "llc", "llp", "ltd", "ltda", "mbh", "nv", "oy", "oyj", "plc", "private", "pte"),
    *("pty", "pvt", "sa", "sarl", "sas", "sl", "spa", "srl", "srls", "sro"),
}
# Latin letters that decompose into no others.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_SILENT = re.compile(r"(?<=.)[aeiouyh]")
_REPEATED = re.compile(r"(.)\1+")


def plain_name(name: str) -> str:
    """A name without what makes no difference: Gämma-Mill Co., Ltd. → gamma mill."""
    name = name[:MAX_LENGTH]
    if not name.isascii():
        name = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    words = NO_LETTERS.sub(" ", name.casefold().translate(_LETTERS).replace(".", "")).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


# Upserts send the same names again and again.
@lru_cache(maxsize=10_000)
def name_keys(name: str) -> tuple[str | None, str | None]:
    """(plain key, near key) of a name, at most 255 characters each. (None, None): too short to tell anything by.

    One plain key: the same name but for case, accents, punctuation, spaces and legal form. One near key: the same consonants in the
    same words, whatever their order, so that most slips of the keyboard, and vowels that a transcription chose otherwise, are found.
    """
    words = plain_name(name).split()
    plain = "".join(words)
    if len(plain) < SHORTEST:
        return None, None
    bones = sorted(_REPEATED.sub(r"\1", _SILENT.sub("", word)) for word in words)
    return plain[:MAX_LENGTH], "".join(bones)[:MAX_LENGTH]
