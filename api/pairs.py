r"""Lists of objects with two texts, as people write them: one a line with a bar between them, `taped | Fully taped`.

`\|` is a bar inside the first text; in the second, bars are bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_BAR = re.compile(r"(?<!\\)\|")


def read_pairs(text: str, first: str, second: str) -> list[dict[str, str]]:
    """The objects of these lines; empty lines are none. A line without a bar leaves `second` out, for the item's rules to ask for."""
    lines = text.replace("\r", "\n").split("\n")
    return [_entry(line, first, second) for line in lines if line.strip()]


def write_pairs(entries: Iterable[Mapping[str, str]], first: str, second: str) -> str:
    """The lines of these objects: `read_pairs` makes the same objects of them."""
    return "\n".join(entry[first].replace("|", "\\|") + " | " + entry[second] for entry in entries)


def _entry(line: str, first: str, second: str) -> dict[str, str]:
    head, *rest = _BAR.split(line, maxsplit=1)
    entry = {first: head.strip().replace("\\|", "|")}
    return entry | {second: rest[0].strip()} if rest else entry
