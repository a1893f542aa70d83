"""What was measured, as a page: docs/benchmarks.md. No time stands there without what it is to be compared with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from benchmarks import machine
from benchmarks.goals import BATCH, LARGE_BATCH, LOOP, Findings, Goal, judge
from benchmarks.measuring import Series
from benchmarks.race import Race
from benchmarks.sample import OPERATIONS

HTTP_SIZES, INSIDE_SIZES = (1, LOOP, BATCH), (BATCH, LARGE_BATCH)


def page(found: Findings, command: str, facts: Sequence[str]) -> str:
    """The whole page, in Markdown."""
    goals = list(judge(found))
    parts = [
        "# Measured speed",
        f"Written by `{command}` on {machine.today()}; don't edit.",
        "\n".join(f"- {fact}" for fact in (*facts, f"{_calls(found):,} calls were measured, none failed")),
        ABOUT,
        "## Goals",
        _table(("what", "goal", "measured", "verdict"), ((g.subject, g.target, g.show(g.measured), g.verdict) for g in goals)),
        "## Beside the floor",
        _beside_the_floor(found),
        "## Beside DRF",
        _beside_drf(found.race),
        "## Where the work is done",
        "CPU in µs an item, WAL in bytes an item; the database's WAL holds whole pages after each of its checkpoints.",
        _work(found),
        "## Four clients at once, and reading",
        "\n".join(_others(found)),
    ]
    if found.grown is not None:
        parts += ["## With 2,000,000 relationships", _growth(found.race, found.grown)]
    return "\n\n".join(parts) + "\n"


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


def _calls(found: Findings) -> int:
    races = [race for race in (found.race, found.inside, found.grown) if race is not None]
    return sum(len(costs) for race in races for costs in race.costs.values())


def _beside_the_floor(found: Findings) -> str:
    rows = []
    pairs = [(found.race, "product", size) for size in HTTP_SIZES] + [(found.inside, "service call", size) for size in INSIDE_SIZES]
    for race, name, size in pairs:
        for operation in OPERATIONS:
            floor, other = race.series("floor", size, operation), race.series(name, size, operation)
            rows.append((f"{size:,}", operation, name, _time(floor), _time(other), f"{100 * floor.median() / other.median():.0f} %"))
    return _table(("items", "operation", "who", "floor", "who's time", "share of the floor"), rows)


def _beside_drf(race: Race) -> str:
    rows = []
    for name, size in (("bare view", 1), ("usual DRF", LOOP)):
        for operation in OPERATIONS:
            other, product = race.series(name, size, operation), race.series("product", size, operation)
            rows.append((f"{size:,}", operation, name, _time(other), _time(product), _compare(product, other)))
    return _table(("items", "operation", "who", "who's time", "product", "the product is"), rows)


def _work(found: Findings) -> str:
    rows = []
    for operation in OPERATIONS:
        for race, name in ((found.race, "floor"), (found.race, "product"), (found.inside, "service call")):
            series, floor = race.series(name, BATCH, operation), race.series("floor", BATCH, operation)
            figures = [1e6 * series.per_item("program_cpu"), 1e6 * series.per_item("database_cpu"), series.per_item("wal")]
            rows.append((operation, name, *(_figure(figure) for figure in figures), f"{100 * floor.median() / series.median():.0f} %"))
    return _table(("operation", "who", "program µs", "database µs", "WAL bytes", "share of the floor"), rows)


def _others(found: Findings) -> Iterator[str]:
    floor, product = found.crowds
    yield f"- Four clients creating 1,000 at a time in one account: {product:,.0f} items/s, {100 * product / floor:.0f} % of the floor's."
    ours, theirs = found.pages
    yield (
        f"- A page of 100 relationships: {_time(ours)} over HTTP, {_time(theirs)} by one SQL statement with the same JSON: "
        f"{ours.median() / theirs.median():.1f}×."
    )
    yield f"- A batch of 1,000 raises a worker's memory by {found.memory:.0f} MB at its peak, of 40 MB allowed."


def _growth(before: Race, after: Race) -> str:
    rows = []
    for operation in OPERATIONS:
        for name in ("floor", "product"):
            small, large = before.series(name, BATCH, operation), after.series(name, BATCH, operation)
            rows.append((operation, name, _time(small), _time(large), f"{large.median() / small.median():.2f}×"))
    return _table(("operation", "who", "200,000 rows", "2,000,000 rows", "growth"), rows)


def _compare(product: Series, other: Series) -> str:
    ratio = product.median() / other.median()
    return f"{ratio:.1f}× slower" if ratio > 1 else f"{1 / ratio:.1f}× faster"


def _time(series: Series) -> str:
    milliseconds = 1000 * series.median()
    return f"{milliseconds:.{0 if milliseconds >= 100 else 1}f} ms ({series.spread:.2f})"


def _figure(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
