"""The shortest way from one organization to another, along relationships that the actor sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from relationships.graph import MAX_DEPTH
from relationships.graph_sql import Network

MAX_MET = 20_000


@dataclass(frozen=True, slots=True)
class Path:
    """`organizations` from start to goal, both included; empty: none was found.

    `is_cut`: more than MAX_MET organizations lie at one distance, and the search ended there: there may be a path.
    """

    organizations: tuple[int, ...] = ()
    is_cut: bool = False


@dataclass(slots=True)
class _Side:
    """What has been met from one of the ends: organization → the one it was met from (None: the end itself)."""

    met: dict[int, int | None]
    frontier: list[int]
    backwards: bool = False
    ends: tuple[int, ...] = field(default=())

    def advance(self, network: Network) -> bool:
        """One relationship further. False: there was more than the search takes."""
        found = network.step(self.frontier, self.ends, MAX_MET + 1, backwards=self.backwards)
        new = {far: near for far, near in found[:MAX_MET] if far not in self.met}
        self.met |= new
        self.frontier = list(new)
        return len(found) <= MAX_MET

    def way_from(self, organization: int) -> Iterator[int]:
        """The organizations from this one back to the end."""
        step: int | None = organization
        while step is not None:
            yield step
            step = self.met[step]


def path_between(network: Network, start: int, goal: int, *, longest: int = MAX_DEPTH) -> Path:
    """A shortest path of at most `longest` relationships that go the wanted way; of several the same one every time.

    Searched from both ends, always on from where there is less: at most `longest` statements. A goal that is missing, foreign or
    invisible has no relationships that the actor sees, and so is not found like one that nothing leads to.
    """
    if start == goal:
        return Path((start,))
    ends = (start, goal)
    sides = [_Side({start: None}, [start], ends=ends), _Side({goal: None}, [goal], True, ends)]
    for _ in range(longest):
        near, far = sorted(sides, key=lambda side: len(side.frontier))
        is_whole = near.advance(network)
        # All that meet here lie on paths of one length: an earlier step would have met a shorter one.
        if meeting := [organization for organization in near.frontier if organization in far.met]:
            return Path(_joined(sides, min(meeting)))
        if not near.frontier or not is_whole:
            return Path(is_cut=not is_whole)
    return Path()


def _joined(sides: list[_Side], middle: int) -> tuple[int, ...]:
    before, after = (tuple(side.way_from(middle)) for side in sides)
    return before[::-1] + after[1:]
