"""Finding any record by what people know of it. Each room adds its source (desk.py); sources are asked in that order.

How a source stays fast, whatever is typed: what is exact and what begins with the text is found by index; what holds the text inside
is looked for with three letters or more, only where the first way left room, and only among the newest `INSIDE` rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from accounts.actor import Actor
from accounts.querysets import MaskedQuerySet
from api.text import TextError, clean_key
from customfields.named import identified_by

MAX_TEXT = 255
SHORTEST_INSIDE = 3
MAX_WORDS = 6
INSIDE = 250_000
# What a hit is worth: the record's own key or address; a code or id of ours, which is a word as well at times; its beginning; inside.
KEY, CODE, BEGINS, HOLDS = range(4)
# What every row that is found here ends with: does an identifier field call the record by the text? As good as its key.
IS_IDENTIFIED = "is_identified"
Found = dict[int, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. `letter` is an organization's type, "" for all else; `rank` one of the above."""

    id: int
    text: str
    note: str
    url: str
    rank: int
    letter: str = ""
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that is looked for: at most `limit` rows, each made a hit."""

    text: str
    limit: int
    hit: Callable[[Sequence[Any], str], Hit]


@dataclass(frozen=True, slots=True)
class Group:
    """What one source found, the best first. `more_url` None: that is all, or there is no list to lead to."""

    name: str
    label: str | Promise
    icon: str
    hits: Sequence[Hit]
    more_url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One record type that can be found. `find(actor, text, limit, found)` answers at most `limit` hits, in at most three statements.

    `found` are the hits of the sources before, by their name. `operation`: what the role must allow. `list_url(text)`: the list that
    shows all; None: there is none.
    """

    name: str
    label: str | Promise
    icon: str
    operation: str
    find: Callable[[Actor, str, int, Mapping[str, Sequence[Hit]]], Sequence[Hit]]
    list_url: Callable[[str], str | None]


SOURCES: dict[str, Source] = {}


def attach(source: Source) -> None:
    """Let a room be searched; called once, as rooms load."""
    SOURCES[source.name] = source


def wanted(text: str) -> str:
    """The text as it is looked for; "" for nothing, and for what no record can hold."""
    try:
        return clean_key(text[:MAX_TEXT])
    except TextError:
        return ""


def search(actor: Actor, text: str, limit: int) -> list[Group]:
    """What the actor may see that goes by this text: `limit` hits a source. No statement for no text."""
    found: dict[str, Sequence[Hit]] = {}
    groups = []
    for source in SOURCES.values() if text else ():
        if source.operation in actor.operations:
            hits = sorted(source.find(actor, text, limit + 1, found), key=lambda hit: (hit.rank, hit.is_archived, len(hit.text), hit.id))
            found[source.name] = hits
            more = source.list_url(text) if len(hits) > limit else None
            groups.append(Group(source.name, source.label, source.icon, hits[:limit], more))
    return [group for group in groups if group.hits]


def certain(groups: Sequence[Group]) -> Hit | None:
    """The one record that must be meant. None: none, or one of several; a code of ours counts only where nothing else was found."""
    hits = [hit for group in groups for hit in group.hits]
    exact = [hit for hit in hits if hit.rank == KEY] or [hit for hit in hits if hit.rank == CODE and len(hits) == 1]
    return exact[0] if len(exact) == 1 else None


def found_by_name(rows: MaskedQuerySet, ways: Iterable[Q], columns: Sequence[str], asked: Asked) -> list[Hit]:
    """Records that have a name and a key of their own: one statement for what is exact or begins so, by index; two more for what
    holds every word, unless the first fills the limit or a key is meant.
    """
    found = found_by_index(rows, ways, columns, asked)
    if len(found) < asked.limit and all(asked.hit(row, asked.text).rank != KEY for row in found.values()):
        found |= found_inside(rows, columns, asked)
    return [asked.hit(row, asked.text) for row in found.values()]


def found_by_index(rows: MaskedQuerySet, ways: Iterable[Q], columns: Sequence[str], asked: Asked) -> Found:
    """The first rows of each way and of identifier fields, by id (the first column). One statement.

    Each way is looked for by itself: joined by OR, they would be read together, all of each. In no order: sorted by name, they would
    be read along that index, the whole account where few match.
    """
    named = _told(rows.filter(identified_by(rows, asked.text)), columns, asked.limit, is_identified=True)
    parts = [named, *(_told(rows.filter(way), columns, asked.limit) for way in ways)]
    found: Found = {}
    for row in reduce(lambda one, other: one.union(other, all=True), parts):
        if row[0] not in found or row[-1]:
            found[row[0]] = row
    return found


def found_inside(rows: QuerySet[Any, Any], columns: Sequence[str], asked: Asked) -> Found:
    """Rows of which the name holds every word of the text, or the external id all of it. Two statements; none for a text too short."""
    if len(asked.text) < SHORTEST_INSIDE:
        return {}
    every_word = reduce(and_, (Q(name__icontains=word) for word in asked.text.split()[:MAX_WORDS]))
    return holding(rows, every_word | Q(external_id__icontains=asked.text), columns, asked.limit)


def holding(rows: QuerySet[Any, Any], held: Q, columns: Sequence[str], limit: int) -> Found:
    """The first of the newest rows for which this holds, read one after another. Two statements."""
    return {row[0]: row for row in _told(among_newest(rows).filter(held), columns, limit)}


def _told(rows: QuerySet[Any, Any], columns: Sequence[str], limit: int, *, is_identified: bool = False) -> Any:
    told = rows.annotate(**{IS_IDENTIFIED: Value(is_identified)})
    return told.order_by().values_list(*columns, IS_IDENTIFIED)[:limit]


def among_newest(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Of rows that an actor sees the newest `INSIDE`, by id. One statement, which looks how far apart their ids lie.

    Only where they lie so far apart that there may be more are they counted off; elsewhere all are read in the order they are stored.
    """
    ends = rows.order_by("-id").values_list("id")[:1].union(rows.order_by("id").values_list("id")[:1], all=True)
    ids = [identity for (identity,) in ends]
    if not ids or max(ids) - min(ids) < INSIDE:
        return rows
    beyond = rows.order_by("-id").values("id")[INSIDE : INSIDE + 1]
    return rows.filter(id__gte=Coalesce(Subquery(beyond), 0))
