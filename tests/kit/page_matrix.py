"""The matrix of staff pages: every page, opened and sent by everybody, about what is and what is not theirs.

Pages come from the URL map, what they take stands in page_table.py. A page without a line there raises LookupError.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.kit.matrix_standings import FOREIGN, HIDDEN, MISSING, OWN
from tests.kit.page_lines import ARCHIVED, LED_ON, MERGED, NOT_THERE, REFUSED, PageLine, PageSlot
from tests.kit.page_routes import page_routes
from tests.kit.page_scene import PAGE_STANDINGS, PageScene
from tests.kit.page_table import TABLE

METHODS = ("GET", "POST")
# These ask after everything; the others, who differ from them in nothing but operations, after their own and after records.
CURIOUS = "OVP"
NAMERS = "OPF"


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Calls that differ in nothing but what is named. `wanted` maps standings to statuses; `unseen` must not be told apart."""

    name: str
    line: PageLine
    method: str
    kind: str
    wanted: dict[str, int]
    unseen: tuple[str, ...]
    slot: PageSlot | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.name}" + (f" · {self.slot.place}" if self.slot else "")


def line_of(name: str) -> PageLine:
    """What a page takes. Raises LookupError."""
    if name not in TABLE:
        raise LookupError(f"{name} has no line in tests/kit/page_table.py: who may open it, who may send it?")
    return TABLE[name]


def groups(pages: PageScene, letter: str) -> Iterator[PageGroup]:
    """Everything that one reader asks."""
    for name in page_routes():
        line = line_of(name)
        for method in METHODS:
            yield _of_address(pages, letter, name, line, method)
        for slot in line.slots if letter in NAMERS else ():
            yield from _of_slot(pages, letter, name, line, slot)


def _of_address(pages: PageScene, letter: str, name: str, line: PageLine, method: str) -> PageGroup:
    door = line.door(method)
    standings = [one for one in PAGE_STANDINGS if pages.has(line.kind, one, letter)] if line.place else [OWN]
    if not door.admits(pages.person(letter).actor) or door.is_blind:
        asked = tuple(standings if letter in CURIOUS else standings[:1])
        answer = door.answer if door.admits(pages.person(letter).actor) else REFUSED
        return PageGroup(name, line, method, line.kind, dict.fromkeys(asked, answer), asked)
    masks = {one: pages.mask(line.kind, one, letter) for one in standings} if line.kind else {OWN: 0}
    wanted = {one: NOT_THERE for one, mask in masks.items() if mask is None and _asks(line, letter)}
    for one, mask in masks.items():
        if mask is not None and (not line.only or one in line.only):
            wanted[one] = LED_ON if one == MERGED else door.admitted(mask, archived=one == ARCHIVED)
    return PageGroup(name, line, method, line.kind, wanted, tuple(one for one in wanted if masks[one] is None))


def _asks(line: PageLine, letter: str) -> bool:
    """Vocabulary and people of the other account are hidden from everybody alike: three ask after them."""
    return letter in CURIOUS or bool(line.door("GET").capability)


def _of_slot(pages: PageScene, letter: str, name: str, line: PageLine, slot: PageSlot) -> Iterator[PageGroup]:
    where = slot.place.partition(" ")[0]
    for method in {"query": METHODS[:1], "body": METHODS[1:], "path": METHODS}[where]:
        door = line.door(method)
        own = pages.mask(line.kind, OWN, letter) if line.kind else 0
        if own is None or not door.admits(pages.person(letter).actor) or door.admitted(own, archived=False) == REFUSED:
            continue
        standings = [one for one in (OWN, HIDDEN, FOREIGN, MISSING) if pages.has(slot.kind, one, letter)]
        unseen = tuple(one for one in standings if pages.mask(slot.kind, one, letter) is None)
        wanted = dict.fromkeys(unseen, slot.absent) | ({OWN: slot.own} if slot.own is not None else {})
        yield PageGroup(name, line, method, slot.kind, wanted, unseen, slot)
