"""How figures stand in the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from benchmarks.measuring import Series


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def milliseconds(series: Series) -> str:
    """The median, and the spread in brackets."""
    time = 1000 * series.median()
    return f"{time:.{0 if time >= 100 else 1}f} ms ({series.spread:.2f})"


def figure(value: float, decimals: int = 0) -> str:
    """A number with its thousands parted; a dash for NaN."""
    return "–" if math.isnan(value) else f"{value:,.{decimals}f}"
