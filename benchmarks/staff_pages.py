"""How long staff pages take in a large account, over HTTP, for somebody who is signed in: the whole page, before any browser draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.lists import Reader
from benchmarks.measuring import Cost, Failed, Meter, Series


@dataclass(frozen=True, slots=True)
class StaffPage:
    """A page, the milliseconds it may take, and what stands in it for each row that it shows."""

    path: str
    limit: int
    mark: str


# The names and keys are those of directory_rows. A text that few or no records hold is the hard case of a search.
PAGES = (
    StaffPage("/", 300, "timeline-head"),
    StaffPage("/search?q=an", 200, "row-text"),
    StaffPage("/search?q=cotton", 200, "row-text"),
    StaffPage("/search?q=irconi", 200, "row-text"),
    StaffPage("/search?q=bright+mills", 200, "row-text"),
    StaffPage("/search?q=V-1000007&all=true", 200, "row-text"),
    StaffPage("/search?q=nobody+at+all", 200, "empty-icon"),
    StaffPage("/activity", 300, "timeline-head"),
    StaffPage("/activity?operation=create", 300, "timeline-head"),
    StaffPage("/activity?since=2020-01-01&channel=import", 300, "timeline-head"),
    StaffPage("/activity?request=nothing", 300, "empty-icon"),
    StaffPage("/duplicates", 1_000, "pair-table"),
    StaffPage("/duplicates?way=spelling", 1_000, "pair-table"),
    StaffPage("/duplicates?way=domain", 1_000, "pair-table"),
    StaffPage("/duplicates/apart", 300, "empty-icon"),
)


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page, asked for again and again. `rows`: how often its mark stands in it; `size` in bytes."""

    page: StaffPage
    rows: int
    size: int
    series: Series


def read_pages(meter: Meter, reader: Reader, *, rounds: int, warm_up: int) -> tuple[PageReading, ...]:
    """Every page once a round. Raises Failed for one that lacks what it should show."""
    costs: dict[StaffPage, list[Cost]] = {page: [] for page in PAGES}
    answers: dict[StaffPage, bytes] = {}
    for number in range(-warm_up, rounds):
        for page in PAGES:
            answers[page], cost = meter.measure(lambda page=page: reader.get(page.path), reader.processes())  # type: ignore[misc]
            if number >= 0:
                costs[page].append(cost)
    return tuple(_reading(page, answers[page], costs[page]) for page in PAGES)


def _reading(page: StaffPage, answer: bytes, costs: Sequence[Cost]) -> PageReading:
    rows = answer.count(page.mark.encode())
    if not rows:
        raise Failed(f"{page.path} shows nothing.")
    return PageReading(page, rows, len(answer), Series(1, tuple(costs)))
