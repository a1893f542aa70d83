"""What the first page shows of an account. Each room adds its part (desk.py): figures, charts, and what needs attention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.actor import Actor

Text = str | Promise
# What needs attention is counted so far: whoever has more to do does not care how much more.
MOST = 999


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `note` says what it is made of; `url` None: there is no list to lead to."""

    label: Text
    icon: str
    value: int
    note: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `percent` of the longest; `css` a class of the chart that colours it."""

    label: Text
    value: int
    percent: float
    url: str | None = None
    css: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a heading. `of`: what is counted, for the head of the table that they are."""

    title: Text
    of: Text
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to be done: `count` (at most `MOST`; `is_more`: there are more) and a sentence. `url` None: no page shows them."""

    text: str
    count: int
    icon: str
    url: str | None
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a room shows."""

    figures: Sequence[Figure] = ()
    charts: Sequence[Chart] = ()
    concerns: Sequence[Concern] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A room's part. `load` takes a fixed number of statements. `operation`: what the role must allow."""

    operation: str
    load: Callable[[Actor], Contribution]


@dataclass(frozen=True, slots=True)
class Overview:
    """All parts together."""

    figures: list[Figure] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    concerns: list[Concern] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of anything."""
        return not any(figure.value for figure in self.figures)


PARTS: dict[str, Part] = {}


def attach(name: str, part: Part) -> None:
    """Let a room show its part, in the order in which rooms load; called once."""
    PARTS[name] = part


def overview(actor: Actor) -> Overview:
    """What the actor may see of all rooms."""
    found, counting = Overview(), actor.for_counting()
    for part in PARTS.values():
        if part.operation in actor.operations:
            shown = part.load(counting)
            found.figures.extend(shown.figures)
            found.charts.extend(chart for chart in shown.charts if chart.bars)
            found.concerns.extend(concern for concern in shown.concerns if concern.count)
    return found


def bars(counted: Sequence[tuple[Text, int, dict[str, Any]]]) -> list[Bar]:
    """Bars of (label, number, what else a bar has), each as long as its number says."""
    most = max((value for _label, value, _more in counted), default=0)
    return [Bar(label, value, round(100 * value / most, 1), **more) for label, value, more in counted if value]


def count_up_to_most(rows: QuerySet[Any, Any]) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than `MOST`. One statement, which stops there."""
    number = rows.order_by().values("id")[: MOST + 1].count()
    return min(number, MOST), number > MOST
