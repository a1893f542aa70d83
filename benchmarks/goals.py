"""The goals of the engine, and how far the product is from each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.identifying import Identifying
from benchmarks.lists import Readings
from benchmarks.measuring import Series
from benchmarks.network import Walks
from benchmarks.race import Race
from benchmarks.sample import OPERATIONS, Operation
from benchmarks.sharing import Sharing
from benchmarks.staff_pages import PageReading
from benchmarks.steps import Shares

CALMEST_TO_JUDGE = 1.5
BATCH, LARGE_BATCH, LOOP = 1_000, 4_000, 100
SLOWEST_READING = 200  # ms
SLOWEST_PAGE = 150  # ms
SLOWEST_OF_ADMIN = 1_000  # ms
SHARES: dict[Operation, float] = {"new": 75, "changed": 75, "unchanged": 90}


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was measured.

    `race` was over HTTP, `inside` between floor and service call; `grown` None: growth was not measured (only SIZE=large fills
    that much). `memory` in MB, `crowds` (floor, product) in items a second, `pages` (product, SQL). `steps` are those of the service
    call with BATCH items, `readings` the lists of a large account, `browsed` its list pages, `office` those of the admin,
    `staff` its other pages, `sharing` what object permissions cost,
    `identifying` what identifier fields do, `walks` the network around one organization.
    """

    race: Race
    inside: Race
    pages: tuple[Series, Series]
    crowds: tuple[float, float]
    memory: float
    steps: Shares
    readings: Readings
    browsed: Readings
    office: Readings
    staff: tuple[PageReading, ...]
    sharing: Sharing
    identifying: Identifying
    walks: Walks
    grown: Race | None


@dataclass(frozen=True, slots=True)
class Goal:
    """One ratio (or amount) that the product should reach.

    `spread` is that of whom it is compared with, for an absolute time its own: while that wavers, nothing can be said.
    """

    subject: str
    limit: float
    is_minimum: bool
    unit: str
    measured: float
    spread: float

    @property
    def is_judged(self) -> bool:
        return self.spread <= CALMEST_TO_JUDGE

    @property
    def is_met(self) -> bool:
        return self.measured >= self.limit if self.is_minimum else self.measured <= self.limit

    @property
    def target(self) -> str:
        """The goal itself, in words."""
        return f"{'≥' if self.is_minimum else '≤'} {self.limit:g}{self.unit}"

    @property
    def verdict(self) -> str:
        """Met, missed by how much, or why nothing can be said."""
        if not self.is_judged:
            return f"not judged: what it is measured by wavers by {self.spread:.2f}×"
        if self.is_met:
            return "met"
        missing = self.show(abs(self.measured - self.limit))
        return f"missed by {missing.replace(' %', ' points')}"

    def show(self, amount: float) -> str:
        """An amount in this goal's unit."""
        return f"{amount:.{2 if amount < 10 else 0}f}{self.unit}"


def judge(found: Findings) -> Iterator[Goal]:
    """Every goal, in the order of engine.md."""
    race = found.race
    for operation in OPERATIONS:
        floor, product = (race.series(name, BATCH, operation) for name in ("floor", "product"))
        share = 100 * floor.median() / product.median()
        yield Goal(f"{operation}, {BATCH:,} items: share of the floor", SHARES[operation], True, " %", share, floor.spread)
    for operation in OPERATIONS:
        usual, product = race.series("usual DRF", LOOP, operation), race.series("product", BATCH, operation)
        ratio = (usual.median() / LOOP) / (product.median() / BATCH)
        yield Goal(f"{operation}: faster than the usual DRF, by item", 50, True, "×", ratio, usual.spread)
    for operation in OPERATIONS:
        bare, product = (race.series(name, 1, operation) for name in ("bare view", "product"))
        ratio = product.median() / bare.median()
        yield Goal(f"{operation}, one item: time of a bare update_or_create view", 2.5, False, "×", ratio, bare.spread)
    yield from _judge_sizes(found)
    yield Goal("memory that a batch of 1,000 adds", 40, False, " MB", found.memory, 1)
    product, sql = found.pages
    yield Goal("page of 100: time of one SQL statement with the same JSON", 3, False, "×", product.median() / sql.median(), sql.spread)
    slowest = found.readings.slowest
    subject = f"slowest filter or search at {found.readings.counts['organizations']:,} organizations: `{slowest.request}`"
    yield Goal(subject, SLOWEST_READING, False, " ms", 1000 * slowest.series.median(), slowest.series.spread)
    page = found.browsed.slowest
    subject = f"slowest list page at {found.browsed.counts['organizations']:,} organizations: `{page.request}`"
    yield Goal(subject, SLOWEST_PAGE, False, " ms", 1000 * page.series.median(), page.series.spread)
    listed = found.office.slowest
    subject = f"slowest list of the admin at {found.office.counts['organizations']:,} organizations: `{listed.request}`"
    yield Goal(subject, SLOWEST_OF_ADMIN, False, " ms", 1000 * listed.series.median(), listed.series.spread)
    for reading in found.staff:
        subject = f"staff page `{reading.page.path}`"
        yield Goal(subject, reading.page.limit, False, " ms", 1000 * reading.series.median(), reading.series.spread)
    yield from _judge_sharing(found.sharing)
    for operation in OPERATIONS:
        subject = f"{operation}, 1,000 organizations with two identifier fields: time with two plain fields"
        yield Goal(subject, 1.25, False, "×", found.identifying.ratio(operation), found.identifying.spread(operation))
    for walked in found.walks.all:
        subject = f"network of {found.walks.relationships:,} relationships, {walked.question}: time of plain SQL"
        yield Goal(subject, 3, False, "×", walked.ratio, walked.sql.spread)


def _judge_sharing(sharing: Sharing) -> Iterator[Goal]:
    """What permissions.md asks of pages and masks, and that time does not tell what is hidden from what is not there."""
    for name, time in sharing.pages.items():
        yield Goal(f"page of 50 by SQL among {sharing.grants:,} grants, {name} user", 10, False, " ms", time, 1)
    yield Goal("masks of 1,000 rows by SQL", 50, False, " ms", sharing.masks, 1)
    yield Goal("ids hidden, foreign and missing: slowest median beside the fastest", 1.1, False, "×", sharing.tells_apart, 1)


def _judge_sizes(found: Findings) -> Iterator[Goal]:
    """That the time of an item grows neither with the batch nor with what is stored."""
    for operation in OPERATIONS:
        small, large = (found.inside.series("service call", size, operation) for size in (BATCH, LARGE_BATCH))
        ratio = (large.median() / LARGE_BATCH) / (small.median() / BATCH)
        yield Goal(f"{operation}: time of an item, {LARGE_BATCH:,} against {BATCH:,} in a batch", 1.2, False, "×", ratio, small.spread)
    for operation in OPERATIONS if found.grown else ():
        before, after = (race.series("product", BATCH, operation) for race in (found.race, found.grown) if race)
        ratio, spread = after.median() / before.median(), max(before.spread, after.spread, _drift(found))
        yield Goal(f"{operation}: time of a batch, 2,000,000 against 200,000 rows", 1.5, False, "×", ratio, spread)


def _drift(found: Findings) -> float:
    """How far apart the machine's pace was while few rows and while many were measured, minutes later. 1: the same."""
    if found.grown is None:
        return 1
    ratio = found.grown.pace(BATCH) / found.race.pace(BATCH)
    return max(ratio, 1 / ratio)
