"""The steps of the engine, as a table: what each takes of an item."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.goals import BATCH
from benchmarks.markdown import figure, table
from benchmarks.race import Race
from benchmarks.sample import OPERATIONS, Operation
from benchmarks.steps import Share, Shares

ABOUT = f"""
The service call of {BATCH:,} items, in µs an item: CPU of the program + waiting, for the database (or for a processor: two are shared).
Medians of calls with clocks around the steps, and a step inside another one is not counted twice. “Without clocks” is the same call
as it was measured above.
""".strip()


def section(shares: Shares, inside: Race) -> str:
    """The table, with its explanation."""
    return f"{ABOUT}\n\n{table(('step', *OPERATIONS), _rows(shares, inside))}"


def _rows(shares: Shares, inside: Race) -> Iterator[tuple[str, ...]]:
    for step, by_operation in shares.items():
        yield step, *(_share(by_operation.get(operation)) for operation in OPERATIONS)
    yield "**all**", *(f"**{_share(_sum(shares, operation))}**" for operation in OPERATIONS)
    whole = {operation: 1e6 * inside.series("service call", BATCH, operation).median() / BATCH for operation in OPERATIONS}
    yield "without clocks", *(figure(whole[operation]) for operation in OPERATIONS)


def _sum(shares: Shares, operation: Operation) -> Share:
    some = [by_operation[operation] for by_operation in shares.values() if operation in by_operation]
    return Share(sum(share.program for share in some), sum(share.waiting for share in some))


def _share(share: Share | None) -> str:
    return f"{figure(share.program, 1)} + {figure(share.waiting, 1)}" if share is not None else "–"
