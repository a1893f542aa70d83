"""Which organizations may be one: found by keys that they share, weighed by how alike their names are. docs/decisions/0018 says why so.

Every way of looking has one statement that reads along an index and stops after so many rows, whatever the size of the account.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from organizations.models import DistinctPair, Organization
from organizations.name_keys import plain_name

# Rows that one page looks at, and so many of those that share a key: more of one name are shown once these are done.
LOOKED_AT = 1_000
OF_ONE_KEY = 12
PAIRS = 10
LIKE_ENOUGH = 0.7
CERTAIN, LIKELY = 90, 70  # percent
Text = str | Promise
Place = tuple[str, ...]
Names = Mapping[int, str]


class Party(NamedTuple):
    """One of those that share a key: what the index on likeness holds, so that no row need be read to find them."""

    type: str
    near_key: str
    plain_key: str
    id: int
    country: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organizations that may be one, the older first. `confidence` in percent, `reason` a sentence."""

    first: int
    second: int
    confidence: int
    reason: str

    @property
    def level(self) -> str:
        """certain, likely or possible."""
        return "certain" if self.confidence >= CERTAIN else "likely" if self.confidence >= LIKELY else "possible"


Judge = Callable[[Party, Party, Names], Pair | None]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Pairs of one page, the surest first. `after`: behind which key the next page begins; None: there is none."""

    pairs: Sequence[Pair]
    after: Place | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look for duplicates. `find(actor, after)` answers a page; `operation`: what the role must allow."""

    key: str
    label: Text
    text: Text
    find: Callable[[Actor, Place | None], Suggested]
    operation: str = "ORGANIZATION.READ"


WAYS: dict[str, Way] = {}


def attach(way: Way) -> None:
    """Let a room look in its own way; called once, as rooms load. The first one is what people see first."""
    WAYS[way.key] = way


def same_names(actor: Actor, after: Place | None = None) -> Suggested:
    """Of one type, with one name but for what makes no difference, and not known to be in different countries. Three statements."""
    rows = _active(actor).annotate(size=_among(Count("id"), *SAME), place=_placed(*SAME))
    return _suggested(actor, rows.filter(size__gt=1), SAME, after, _same)


def near_names(actor: Actor, after: Place | None = None) -> Suggested:
    """Of one type, with names that differ by spelling or order of words; or with one name in two countries. Three statements."""
    over = {"place": _placed(*NEAR)}
    for column in ("plain_key", "country"):
        over |= {f"{column}_from": _among(Min(column), *NEAR), f"{column}_to": _among(Max(column), *NEAR)}
    differ = Q(plain_key_from__lt=F("plain_key_to")) | Q(country_from__lt=F("country_to"))
    return _suggested(actor, _active(actor).annotate(**over).filter(differ), NEAR, after, _near)


SAME = ("type", "near_key", "plain_key")
NEAR = ("type", "near_key")


def paired(actor: Actor, parties: Iterable[Party], key: Callable[[Party], Place], judge: Judge) -> list[Pair]:
    """Each of those that share a key (and come one after the other) with the oldest that may be the same. Two statements; none for none.

    Not with every other: of ten of one name, nine pairs say all; what is merged or told apart leads to the next.
    """
    blocks = [sorted(block, key=lambda party: party.id) for _key, block in groupby(parties, key)]
    ids = [party.id for block in blocks for party in block]
    if not ids:
        return []
    apart = _told_apart(actor, ids)
    names = dict(Organization.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name"))
    return [pair for block in blocks for younger in block if (pair := _with_oldest(younger, block, apart, lambda a, b: judge(a, b, names)))]


def _with_oldest(
    younger: Party, block: Sequence[Party], apart: Collection[tuple[int, int]], judge: Callable[[Party, Party], Pair | None]
) -> Pair | None:
    """The pair of one with the oldest before it that may be the same. None: there is none."""
    older = (party for party in block if party.id < younger.id and (party.id, younger.id) not in apart)
    return next((pair for party in older if (pair := judge(party, younger)) is not None), None)


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, whatever the order of their words."""
    names = [plain_name(name) for name in (one, other)]
    ordered = [" ".join(sorted(name.split())) for name in names]
    return max(SequenceMatcher(None, first, second).ratio() for first, second in (names, ordered))


def _active(actor: Actor) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = Organization.objects.visible_to(actor).active().filter(near_key__isnull=False)
    return rows


def _among(what: Any, *columns: str) -> Window:
    return Window(what, partition_by=[F(column) for column in columns])


def _placed(*columns: str) -> Window:
    """Its place among those that share the columns, in the order of the index: any other would have to be sorted for."""
    return Window(RowNumber(), partition_by=[F(column) for column in columns], order_by=[F("plain_key").asc(), F("id").asc()])


def _suggested(actor: Actor, rows: QuerySet[Any, Any], columns: tuple[str, ...], after: Place | None, judge: Judge) -> Suggested:
    """A page of pairs of rows that share these columns. Whole keys only: one that the limit cuts is left to the next page."""
    if after is not None:
        rows = rows.filter(_behind(columns, after))
    ordered = rows.filter(place__lte=OF_ONE_KEY).order_by("type", "near_key", "plain_key", "id")
    found = [Party._make(row) for row in ordered.values_list(*Party._fields)[: LOOKED_AT + 1]]
    has_more = len(found) > LOOKED_AT
    key = _key_of(columns)
    if has_more:
        found = [party for party in found if key(party) != key(found[-1])]
    pairs = paired(actor, found, key, judge)
    return _cut(pairs, found, key, has_more=has_more)


def _cut(pairs: list[Pair], found: Sequence[Party], key: Callable[[Party], Place], *, has_more: bool) -> Suggested:
    """The pairs of the first keys that fill a page."""
    where = {party.id: key(party) for party in found}
    if len(pairs) > PAIRS:
        last = where[pairs[PAIRS - 1].second]
        shown = [pair for pair in pairs if where[pair.second] <= last]
        if has_more or len(shown) < len(pairs):
            return Suggested(surest_first(shown), last)
        return Suggested(surest_first(shown), None)
    return Suggested(surest_first(pairs), key(found[-1]) if has_more else None)


def surest_first(pairs: Iterable[Pair]) -> list[Pair]:
    """In the order in which they are shown."""
    return sorted(pairs, key=lambda pair: (-pair.confidence, pair.first, pair.second))


def _key_of(columns: tuple[str, ...]) -> Callable[[Party], Place]:
    return lambda party: tuple(getattr(party, column) for column in columns)


def _behind(columns: tuple[str, ...], after: Place) -> Q:
    """Behind this place in the order of the columns."""
    condition, equal = Q(), Q()
    for column, value in zip(columns, after, strict=False):
        condition |= equal & Q((f"{column}__gt", value))
        equal &= Q((column, value))
    return condition


def _told_apart(actor: Actor, ids: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs among these that somebody has told apart. One statement."""
    return set(DistinctPair.objects.visible_to(actor).filter(first_id__in=ids, second_id__in=ids).values_list("first_id", "second_id"))


def _same(older: Party, younger: Party, names: Names) -> Pair | None:
    if older.country and younger.country and older.country != younger.country:
        return None  # `near_names` has them
    pair = Pair(older.id, younger.id, 95, _("Same name, same country"))
    return (
        pair if older.country and older.country == younger.country else replace(pair, confidence=85, reason=_("Same name, country unknown"))
    )


def _near(older: Party, younger: Party, names: Names) -> Pair | None:
    is_abroad = bool(older.country and younger.country and older.country != younger.country)
    if older.plain_key == younger.plain_key:
        return Pair(older.id, younger.id, 60, _("Same name, another country")) if is_abroad else None  # `same_names` has the others
    alike = likeness(names[older.id], names[younger.id])
    if alike < LIKE_ENOUGH:
        return None
    percent = min(round(100 * alike), CERTAIN - 1) - (20 if is_abroad else 0)
    return Pair(older.id, younger.id, percent, _("Names are spelled alike"))


attach(Way("name", gettext_lazy("Same name"), gettext_lazy("One name but for case, accents, punctuation and legal form."), same_names))
attach(
    Way("spelling", gettext_lazy("Similar name"), gettext_lazy("Names that differ by spelling, or one name in two countries."), near_names)
)
