"""The data of every contender: relationships by number, the same for all, told apart by nothing but the account.

filling.py writes the first ones by SQL with the same arithmetic; that a re-send finds nothing changed proves that both agree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Operation = Literal["new", "unchanged", "changed"]
OPERATIONS: tuple[Operation, ...] = ("new", "unchanged", "changed")

STRIDE = 7919  # prime to every number of organizations in use: neighbours in a batch have sources all over the account
STEP = 7  # how far apart the targets of one source are
TYPES = ("direct supplier", "material")


@dataclass(frozen=True, slots=True)
class Sample:
    """So many organizations, and relationships between them: numbered from 0, each in revisions from 0.

    A revision changes the notes of every relationship, the types of a quarter and the contact of another quarter.
    Good for organizations ** 2 / STEP relationships.
    """

    organizations: int

    def source(self, number: int) -> int:
        """Which organization the relationship comes from."""
        return number * STRIDE % self.organizations

    def target(self, number: int) -> int:
        """Which organization it goes to; never the source, and never twice the same for one source."""
        return (self.source(number) + 1 + number // self.organizations * STEP) % self.organizations

    def item(self, number: int, revision: int = 0) -> dict[str, Any]:
        """One relationship as consumers send it: 1 or 2 types, one contact, two custom fields."""
        source, target = self.source(number), self.target(number)
        turn = (number + revision) % 8
        return {
            "source": {"kind": "external", "value": f"O-{source}"},
            "target": {"kind": "external", "value": f"O-{target}"},
            "leadSupplier": None,
            "types": list(TYPES if turn in (4, 5, 6) else TYPES[:1]),
            "relationshipStatus": "active",
            "customFields": {"custom1": "2025-01-01", "notes": f"Revision {revision} of relationship {number}"},
            "contacts": [{"email": f"c{source if turn == 7 else target}@example.com"}],
        }

    def body(self, numbers: Iterable[int], revision: int = 0) -> bytes:
        """The body of an upsert call."""
        return json.dumps({"relationships": [self.item(number, revision) for number in numbers]}).encode()


class Numbers:
    """Hands out relationships, each once: new ones, and filled ones to be changed or repeated.

    In a row, as a nightly re-sync sends them in the order in which the first sync did.
    """

    def __init__(self, filled: int, first: int = 0) -> None:
        """`filled` are stored; of those from `first` on, nobody has changed any."""
        middle = (first + filled) // 2
        self.next: dict[Operation, int] = {"new": filled, "changed": first, "unchanged": middle}
        self.end = {"changed": middle, "unchanged": filled}

    def take(self, operation: Operation, size: int) -> range:
        """The next ones. Raises ValueError when too few were filled."""
        start = self.next[operation]
        self.next[operation] += size
        if self.next[operation] > self.end.get(operation, self.next[operation]):
            raise ValueError(f"Too few relationships are filled for one more call of {size} {operation} ones.")
        return range(start, start + size)


def revision(operation: Operation) -> int:
    """What an operation sends: changed relationships in their next revision, new and repeated ones in the first."""
    return 1 if operation == "changed" else 0
