"""What became of the lines of a file, in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.text import printable
from imports.lines import Line

ENDS = ("created", "updated", "unchanged", "restored", "failed")
LONGEST = 1_000
_SAID_OTHERWISE = ("indexes", "suggestions", "choices", "max", "expected", "received")


@dataclass(frozen=True, slots=True)
class Failure:
    """A line that was not carried out. `status` is the HTTP status its item would have had; `errors` are those of api.md."""

    line: Line
    status: int
    errors: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Chunk:
    """What became of up to 1,000 lines; those that were sent come first, in the order of the batch.

    `ends` counts created, updated, unchanged, restored, failed; `warnings` count by code.
    """

    lines: Sequence[Line]
    ends: Mapping[str, int]
    failures: Sequence[Failure]
    warnings: Mapping[str, int]


@dataclass
class Tally:
    """How many lines met which end, how many warnings of which code there were, and the last line that was answered."""

    ends: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    last_line: int = 0

    def add(self, chunk: Chunk) -> None:
        """Count a chunk."""
        self.ends.update(chunk.ends)
        self.warnings.update(chunk.warnings)
        self.last_line = max(line.number for line in chunk.lines)

    @property
    def total(self) -> int:
        return sum(self.ends.values())

    def __str__(self) -> str:
        ends = [f"{self.ends[end]:,} {end}" for end in ENDS if self.ends[end] or end == "failed"]
        warnings = [f"{count:,} × warning {code}" for code, count in sorted(self.warnings.items())]
        return ", ".join([f"{self.total:,} item{'' if self.total == 1 else 's'}", *ends, *warnings])


def sentences(failure: Failure, chunk: Sequence[Line]) -> Iterator[str]:
    """One sentence an error: its code, its field, what is wrong; other lines of the chunk by their numbers. Safe on a terminal."""
    for error in failure.errors:
        place = f" at {error['field']}" if error.get("field") else ""
        yield printable(f"{error['code']}{place}: {error['message']}{_more(error.get('params') or {}, chunk)}", LONGEST)


def _more(params: Mapping[str, Any], chunk: Sequence[Line]) -> str:
    """What the message leaves out: partners as lines, suggestions, and the parameters that no sentence names."""
    parts = []
    if partners := params.get("indexes"):
        parts.append("see line " + ", ".join(str(chunk[index].number) for index in partners))
    if suggestions := params.get("suggestions"):
        parts.append("did you mean " + " or ".join(str(one) for one in suggestions))
    rest = {name: value for name, value in params.items() if name not in _SAID_OTHERWISE and value not in (None, [], {})}
    parts += [f"{name} {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in rest.items()]
    return f" ({'; '.join(parts)})" if parts else ""
