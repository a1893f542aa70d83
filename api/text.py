"""Text as it enters the system: one normal form, no invisible characters at the edges, nothing a database refuses.

Every text is brought to Unicode NFC (UAX #15) first, so that one name has one spelling in bytes.
"""

from __future__ import annotations

import re
import unicodedata

# The Unicode property White_Space. Python's own strip() also takes U+001C..U+001F, which are control characters and are refused here.
WHITE_SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
KEY_EDGES = WHITE_SPACE + "\ufeff\u200b"
MAX_COMBINING_RUN = 30

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS_BUT_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _combining_run() -> re.Pattern[str]:
    """A run of combining marks longer than the Stream-Safe Text Format allows (UAX #15, section 13)."""
    marks = "".join(chr(point) for point in range(0x300, 0x20000) if unicodedata.combining(chr(point)))
    return re.compile(f"[{re.escape(marks)}]{{{MAX_COMBINING_RUN + 1}}}")


_TOO_MANY_MARKS = _combining_run()


class TextError(ValueError):
    """A text that can't be stored. `code` is the item error code, `message` a sentence for the sender."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def clean(value: str, *, multiline: bool = False) -> str:
    """The text in NFC, without Unicode white space at its ends.

    Raises TextError `invalid_characters` for control characters, lone surrogates and more than 30 combining marks in a row.
    With `multiline`, `\\n` and `\\t` are kept inside and a `\\r\\n` becomes `\\n` (browsers send it). "" is a possible answer.
    """
    text = normalized(value).strip(WHITE_SPACE)
    if not multiline:
        _refuse(_CONTROLS, text)
        return text
    text = text.replace("\r\n", "\n")
    _refuse(_CONTROLS_BUT_LINES, text)
    return text


def clean_key(value: str) -> str:
    """An external id in NFC, without white space, U+FEFF and U+200B at its ends; inside untouched, case kept.

    Raises TextError `invalid_characters` as `clean` does. "" is a possible answer.
    """
    text = normalized(value).strip(KEY_EDGES)
    _refuse(_CONTROLS, text)
    return text


def case_key(value: str) -> str:
    """What two texts share when they differ by case only; compared byte for byte, never shown."""
    if value.isascii():  # then both steps come to this, at a fifth of the cost
        return value.lower()
    return unicodedata.normalize("NFC", value).casefold()


def printable(value: str, limit: int = 100) -> str:
    """The text as it may stand in an answer: at most `limit` characters, encodable as UTF-8, control characters as U+FFFD."""
    shown = _CONTROLS.sub("\ufffd", value[:limit])
    return f"{shown[: limit - 1]}…" if len(value) > limit else shown


def encodable(value: str) -> str:
    """The text with every lone surrogate replaced by U+FFFD: whole otherwise, and safe to encode as UTF-8."""
    return value if value.isascii() else _SURROGATES.sub("\ufffd", value)


def normalized(value: str) -> str:
    """The text in NFC.

    Raises TextError for more than 30 combining marks in a row: no language writes them, and Python orders such a run in
    quadratic time, so that one long value could hold a process for minutes.
    """
    if value.isascii():
        return value
    if _TOO_MANY_MARKS.search(value):
        raise TextError("invalid_characters", f"The text has more than {MAX_COMBINING_RUN} combining marks in a row.")
    return unicodedata.normalize("NFC", value)


def _refuse(forbidden: re.Pattern[str], text: str) -> None:
    """Raise TextError that names the first forbidden character."""
    if found := forbidden.search(text):
        name = f"U+{ord(found.group()):04X}"
        kind = "half a surrogate pair" if found.group() >= "\ud800" else "a control character"
        raise TextError("invalid_characters", f"The text holds {kind} ({name}), which can't be stored.")
