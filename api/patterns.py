r"""Regular expressions for the fast gate: whatever matches is accepted by the field as it is, with nothing to change.

They may refuse good values (those go the slow way and are accepted there), but never accept what the field would refuse or alter.
"""

from __future__ import annotations

# Inclusive ranges of code points with combining class 0 that are NFC alone and after anything, and are neither white space nor
# control characters. So any string of them is in NFC. A test walks all of them.
SAFE_RANGES: tuple[tuple[int, int], ...] = (
    (0x0021, 0x007E),  # ASCII
    (0x00A1, 0x02FF),  # Latin with diacritics, phonetic letters
    (0x0388, 0x03FF),  # Greek
    (0x0400, 0x0482),  # Cyrillic
    (0x048A, 0x052F),
    (0x0531, 0x0556),  # Armenian
    (0x0561, 0x0586),
    (0x05D0, 0x05EA),  # Hebrew
    (0x0620, 0x064A),  # Arabic
    (0x0660, 0x066F),
    (0x0671, 0x06D3),
    (0x0E01, 0x0E37),  # Thai without tone marks
    (0x0E3F, 0x0E47),
    (0x1E00, 0x1EFF),  # Vietnamese
    (0x2010, 0x2027),  # dashes, quotation marks
    (0x2030, 0x205E),
    (0x20A0, 0x20C0),  # currencies
    (0x2116, 0x2122),
    (0x3001, 0x3029),  # Japanese, Chinese, Korean
    (0x3030, 0x3096),
    (0x309B, 0x30FF),
    (0x3400, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xFF01, 0xFFEE),
    (0x1F300, 0x1FAFF),  # emoji
    (0x20000, 0x2A6DF),
)
# May stand inside a text, not at its ends.
INNER = " \xa0"
_LINES = "\n\t"


def _class(extra: str = "") -> str:
    """A character class of the safe characters and some more."""
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in ((0x0021, 0x005A), (0x005E, 0x007E), *SAFE_RANGES[1:]))
    return rf"[{ranges}\[\]\\{extra}]"


EDGE = _class()
TEXT = rf"\A{EDGE}(?:{_class(INNER)}*{EDGE})?\Z"
MULTILINE_TEXT = rf"\A{EDGE}(?:{_class(INNER + _LINES)}*{EDGE})?\Z"

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[A-Za-z]{{2,63}}"
EMAIL = rf"\A[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{_HOST}\Z"
URL = rf"\Ahttps?://{_HOST}(?:/[A-Za-z0-9._~%+/-]*)?\Z"
