"""What was measured, as a page: docs/benchmarks.md. No time stands there without what it is to be compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import machine, report_lists, report_steps
from benchmarks.goals import BATCH, LARGE_BATCH, LOOP, Findings, Goal, judge
from benchmarks.identifying import Identifying
from benchmarks.markdown import figure, milliseconds, table
from benchmarks.measuring import Series
from benchmarks.network import Walks
from benchmarks.race import Race
from benchmarks.sample import OPERATIONS
from benchmarks.sharing import Sharing
from benchmarks.staff_pages import PageReading

ROOT = Path(__file__).parent.parent
# By SIZE. A plain run leaves alone what the large one has found, which takes too long to do again each time.
PAGES = {"": ROOT / "docs" / "benchmarks.md", "large": ROOT / "docs" / "benchmarks-large.md"}
REMARKS = ROOT / "benchmarks" / "remarks.md"
HTTP_SIZES, INSIDE_SIZES = (1, LOOP, BATCH), (BATCH, LARGE_BATCH)


def page(found: Findings, command: str, facts: Sequence[str], remarks: str) -> str:
    """The whole page, in Markdown. `remarks` is what a person has to say of it, and comes last."""
    goals = list(judge(found))
    parts = [
        "# Measured speed",
        f"Written by `{command}` on {machine.today()}; don't edit.",
        "\n".join(f"- {fact}" for fact in (*facts, f"{_calls(found):,} calls were measured, none failed")),
        ABOUT,
        "## Goals",
        table(("what", "goal", "measured", "verdict"), ((g.subject, g.target, g.show(g.measured), g.verdict) for g in goals)),
        "## Beside the floor",
        _beside_the_floor(found),
        "## Beside DRF",
        _beside_drf(found.race),
        "## Where the work is done",
        "CPU in µs an item, WAL in bytes an item; the database's WAL holds whole pages after each of its checkpoints.",
        _work(found),
        "## Where the time goes",
        report_steps.section(found.steps, found.inside),
        "## Four clients at once, and reading",
        "\n".join(_others(found)),
        "## Lists of a large account",
        report_lists.section(found.readings),
        "## List pages of a large account",
        report_lists.pages(found.browsed),
        "## Lists of the admin",
        report_lists.pages(found.office),
        "## Staff pages of the same account",
        _staff(found.staff),
        "## Permissions on single records",
        _shared(found.sharing),
        "## Identifier fields",
        _identified(found.identifying),
        "## The network around one organization",
        _walked(found.walks),
    ]
    if found.grown is not None:
        parts += ["## With 2,000,000 relationships", _growth_told(found.race, found.grown)]
    return "\n\n".join([*parts, remarks.strip()]) + "\n"


ABOUT = """
Everyone takes turns with the same items in one run, in a database and in accounts filled alike; at the beginning all must leave the
same rows, at the end floor and product hold the same accounts, row for row. One failed call fails the run. Times are medians; in
brackets the spread, third quartile over first. A reference that spreads by more than 1.5 is not used to judge by.

- **floor**: one SQL statement by plain psycopg (`benchmarks/floor.py`): no HTTP, permissions, validation, history or lock.
- **usual DRF**: nested serializers and an `update_or_create` loop, in process, no HTTP (`benchmarks/usual.py`).
- **bare view**: one `update_or_create` over HTTP without authentication, types and contacts (`benchmarks/bare.py`).
- **product**: over HTTP, by the real server command, everything on. **service call**: the same without HTTP.
""".strip()


def refused(found: Findings) -> list[Goal]:
    """The goals that could not be judged."""
    return [goal for goal in judge(found) if not goal.is_judged]


def _shared(sharing: Sharing) -> str:
    pages = "; ".join(f"{name} user {time:.2f} ms" for name, time in sharing.pages.items())
    ids = ", ".join(f"{name} {time:.2f} ms" for name, time in sharing.ids.items())
    return "\n".join(
        [
            f"- {sharing.grants:,} grants on 200,000 relationships. A page of 50 with its masks, one statement: {pages}.",
            f"- The masks of 1,000 rows: {sharing.masks:.1f} ms.",
            f"- GET of an id over HTTP, in turns: {ids}; all answer 404.",
        ]
    )


def _staff(pages: Sequence[PageReading]) -> str:
    rows = [(f"`{one.page.path}`", f"{one.rows}", f"{one.size / 1000:.0f} kB", milliseconds(one.series)) for one in pages]
    return "\n\n".join(["The whole page over HTTP with a session, uncompressed.", table(("page", "rows", "size", "time"), rows)])


def _identified(found: Identifying) -> str:
    """Milliseconds of a batch with and without."""
    rows = [
        (one, *(f"{found.costs[name, one].median() * 1000:.0f}" for name in ("plain", "identifiers")), f"{found.ratio(one):.2f}×")
        for one in OPERATIONS
    ]
    return table(("1,000 organizations, ms", "two plain fields", "two identifier fields", "ratio"), rows)


def _walked(walks: Walks) -> str:
    rows = [(one.question, f"{one.met:,}", milliseconds(one.product), milliseconds(one.sql), f"{one.ratio:.2f}×") for one in walks.all]
    size = f"{walks.organizations:,} organizations, {walks.relationships:,} relationships, {walks.grants:,} of them shared with a partner."
    return "\n\n".join([f"{size} {WALKED}", table(("question", "organizations met", "product", "plain SQL", "ratio"), rows)])


WALKED = """
Plain SQL walks tier by tier in both directions, too, with a set of what it has met; for the partner it joins its grants. The tiers are
the walk alone, in process and without the limit of 5,000 organizations that the API has.
""".strip()


def _calls(found: Findings) -> int:
    races = [race for race in (found.race, found.inside, found.grown) if race is not None]
    written = sum(len(costs) for race in races for costs in race.costs.values())
    return written + sum(len(one.costs) for one in _asked(found))


def _asked(found: Findings) -> Iterator[Series]:
    yield from found.pages
    yield from (reading.series for reading in (*found.readings.all, *found.browsed.all, *found.office.all))
    yield from (reading.series for reading in found.staff)
    yield from (series for walked in found.walks.all for series in (walked.product, walked.sql))


def _beside_the_floor(found: Findings) -> str:
    rows = []
    pairs = [(found.race, "product", size) for size in HTTP_SIZES] + [(found.inside, "service call", size) for size in INSIDE_SIZES]
    for race, name, size in pairs:
        for operation in OPERATIONS:
            floor, other = race.series("floor", size, operation), race.series(name, size, operation)
            rows.append(
                (f"{size:,}", operation, name, milliseconds(floor), milliseconds(other), f"{100 * floor.median() / other.median():.0f} %")
            )
    return table(("items", "operation", "who", "floor", "who's time", "share of the floor"), rows)


def _beside_drf(race: Race) -> str:
    rows = []
    for name, size in (("bare view", 1), ("usual DRF", LOOP)):
        for operation in OPERATIONS:
            other, product = race.series(name, size, operation), race.series("product", size, operation)
            rows.append((f"{size:,}", operation, name, milliseconds(other), milliseconds(product), _compare(product, other)))
    return table(("items", "operation", "who", "who's time", "product", "the product is"), rows)


def _work(found: Findings) -> str:
    rows = []
    for operation in OPERATIONS:
        for race, name in ((found.race, "floor"), (found.race, "product"), (found.inside, "service call")):
            series, floor = race.series(name, BATCH, operation), race.series("floor", BATCH, operation)
            figures = [1e6 * series.per_item("program_cpu"), 1e6 * series.per_item("database_cpu"), series.per_item("wal")]
            rows.append((operation, name, *(figure(value) for value in figures), f"{100 * floor.median() / series.median():.0f} %"))
    return table(("operation", "who", "program µs", "database µs", "WAL bytes", "share of the floor"), rows)


def _others(found: Findings) -> Iterator[str]:
    floor, product = found.crowds
    yield f"- Four clients creating 1,000 at a time in one account: {product:,.0f} items/s, {100 * product / floor:.0f} % of the floor's."
    ours, theirs = found.pages
    yield (
        f"- A page of 100 relationships: {milliseconds(ours)} over HTTP, {milliseconds(theirs)} by one SQL statement with the same JSON: "
        f"{ours.median() / theirs.median():.1f}×."
    )
    yield f"- A batch of 1,000 raises a worker's memory by {found.memory:.0f} MB at its peak, of 40 MB allowed."


def _growth_told(before: Race, after: Race) -> str:
    """Minutes lie between the two, in which the machine may have changed."""
    pace = f"{before.pace(BATCH) / after.pace(BATCH):.2f}"
    about = f"For work that is always the same the machine was {pace} times as fast the second time; beyond 1.5 nothing is judged."
    return f"{about}\n\n{_growth(before, after)}"


def _growth(before: Race, after: Race) -> str:
    rows = []
    for operation in OPERATIONS:
        for name in ("floor", "product"):
            both = [race.series(name, BATCH, operation) for race in (before, after)]
            cpu = [figure(1e6 * (series.per_item("program_cpu") + series.per_item("database_cpu"))) for series in both]
            growth = f"{both[1].median() / both[0].median():.2f}×"
            rows.append((operation, name, *(milliseconds(series) for series in both), growth, *cpu))
    return table(("operation", "who", "200,000 rows", "2,000,000 rows", "growth", "CPU µs an item before", "after"), rows)


def _compare(product: Series, other: Series) -> str:
    ratio = product.median() / other.median()
    return f"{ratio:.1f}× slower" if ratio > 1 else f"{1 / ratio:.1f}× faster"
