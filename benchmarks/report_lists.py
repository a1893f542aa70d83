"""Lists, filters and single records of a large account, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.goals import SLOWEST_READING
from benchmarks.lists import Reading, Readings
from benchmarks.markdown import milliseconds, table
from benchmarks.requests import NAMES

SHOWN = 10


def section(readings: Readings) -> str:
    """How large the account is, the slowest requests, and all of them: filters beside each other where all lists have them."""
    lists = {reading.request: reading for reading in readings.all if _name(reading) in NAMES}
    singles = [(f"`{one.request}`", milliseconds(one.series)) for one in readings.all if one.request not in lists]
    late = [one for one in readings.all if 1000 * one.series.median() > SLOWEST_READING]
    return "\n\n".join(
        [
            f"Over HTTP, pages of 50 unless `limit` says more, in an account of its own: {_size(readings)}.\n"
            f"Every request finds rows. {len(readings.all)} requests, {len(late)} of them above {SLOWEST_READING} ms. The slowest:",
            table(("request", "rows", "time"), _slowest(readings)),
            "All lists, by what is asked of them:",
            table(("query", *NAMES), _side_by_side(lists)),
            "Single records, and the relationships of one organization (`hub` has thousands):",
            table(("request", "time"), singles),
        ]
    )


def pages(readings: Readings) -> str:
    """The list pages of the same account, whole, as a browser gets them; the slowest first."""
    slowest_first = sorted(readings.all, key=lambda reading: -reading.series.median())
    rows = ((f"`{one.request}`", f"{one.rows}", milliseconds(one.series)) for one in slowest_first)
    return "Whole pages over HTTP by a session, 50 rows unless the address says more:\n\n" + table(("page", "rows", "time"), rows)


def _size(readings: Readings) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in readings.counts.items())


def _slowest(readings: Readings) -> Iterator[tuple[str, ...]]:
    for one in sorted(readings.all, key=lambda reading: -reading.series.median())[:SHOWN]:
        yield f"`{one.request}`", f"{one.rows}", milliseconds(one.series)


def _side_by_side(lists: dict[str, Reading]) -> Iterator[tuple[str, ...]]:
    queries = dict.fromkeys(request.partition("?")[2] for request in lists)
    for query in queries:
        times = [lists.get(f"{name}?{query}") for name in NAMES]
        yield f"`{query}`" if query else "nothing", *("–" if one is None else milliseconds(one.series) for one in times)


def _name(reading: Reading) -> str:
    return reading.request.partition("?")[0]
