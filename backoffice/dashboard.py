"""What the overview shows. Rooms above attach what they have to count and to tell: `card_source`, `change_source`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from backoffice.scope import Scope


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a card."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """How many there are of something, and of which kinds. `url` is the list of them."""

    title: str
    count: int
    url: str
    parts: list[Part] = field(default_factory=list)


_CARDS: list[Callable[[Scope], Iterable[Card]]] = []
_CHANGES: list[Callable[[Scope], list[Any]]] = []


def card_source(source: Callable[[Scope], Iterable[Card]]) -> Callable[[Scope], Iterable[Card]]:
    """Decorator: the overview counts this, too. Takes a fixed number of statements."""
    _CARDS.append(source)
    return source


def change_source(source: Callable[[Scope], list[Any]]) -> Callable[[Scope], list[Any]]:
    """Decorator: what happened lately. Takes a fixed number of statements."""
    _CHANGES.append(source)
    return source


def cards(scope: Scope) -> list[Card]:
    """All cards, in the order the rooms were loaded."""
    return [card for source in _CARDS for card in source(scope)]


def recent_changes(scope: Scope) -> list[Any]:
    """The last changes that the scope shows, newest first."""
    return [change for source in _CHANGES for change in source(scope)]
