"""The one-line name of a person, split into the two columns and put together again (api.md, rule 14). Pure."""

from __future__ import annotations

import re

MAX_HALF = 100
WHITE_SPACE = re.compile(r"\s+")


def split_name(name: str) -> tuple[str, str | None] | None:
    """First and last name: split at the last space whose halves fit 100 code points each, else all in the first.

    Runs of white space become one space. None: no split fits.
    """
    words = WHITE_SPACE.sub(" ", name).strip()
    for position in range(len(words) - 1, 0, -1):
        if words[position] == " " and position <= MAX_HALF and len(words) - position - 1 <= MAX_HALF:
            return words[:position], words[position + 1 :]
    return (words, None) if len(words) <= MAX_HALF else None
