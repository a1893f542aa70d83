"""Pages of a list that people read: sorted by several columns, forwards and backwards, by keyset (no OFFSET).

The order is made so that the index on the first column is walked from where the page before ended; PostgreSQL sorts only what is
equal there (incremental sort). Nulls come last ascending and first descending, as in its indexes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.core import signing
from django.db.models import Field, Model, Q, QuerySet

from api.pagination import plain

Values = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Term:
    """One column of an order, as Django finds it (`name`, `source__name`), and its direction."""

    path: str
    descends: bool
    has_nulls: bool

    @property
    def ordering(self) -> str:
        return f"-{self.path}" if self.descends else self.path

    def same(self, value: Any) -> Q:
        """The rows that have this value."""
        return Q((f"{self.path}__isnull", True)) if value is None else Q((self.path, value))

    def beyond(self, value: Any) -> Q | None:
        """The rows behind this value. None: there can be none."""
        if value is None:
            return Q((f"{self.path}__isnull", False)) if self.descends else None
        behind = Q((f"{self.path}__{'lt' if self.descends else 'gt'}", value))
        return behind | Q((f"{self.path}__isnull", True)) if self.has_nulls and not self.descends else behind

    def bound(self, value: Any) -> Q:
        """No row of these can be left out; said alone, it lets an index start at the value. Empty: nothing can be said."""
        if value is None:
            return Q() if self.descends else self.same(None)
        if self.has_nulls and not self.descends:
            return Q()
        return Q((f"{self.path}__{'lte' if self.descends else 'gte'}", value))


@dataclass(frozen=True, slots=True)
class Sorting:
    """The order of a list. `id` is its last column, in the direction of the one before, so that no two rows are equal."""

    model: type[Model]
    terms: tuple[Term, ...]

    @classmethod
    def of(cls, model: type[Model], columns: Sequence[tuple[str, bool]]) -> Self:
        """By these columns: (path, descends) each. None at all: by id."""
        terms = [Term(path, descends, column_at(model, path).null) for path, descends in columns if path != "id"]
        by_id = next((descends for path, descends in columns if path == "id"), terms[-1].descends if terms else False)
        return cls(model, (*terms, Term("id", by_id, False)))

    @property
    def paths(self) -> list[str]:
        return [term.path for term in self.terms]

    def reversed(self) -> Self:
        """The same list from its end."""
        return replace(self, terms=tuple(replace(term, descends=not term.descends) for term in self.terms))

    def after(self, values: Values) -> Q:
        """The rows behind the one that has these values."""
        found: Q | None = None
        for term, value in reversed(list(zip(self.terms, values, strict=True))):
            beyond = term.beyond(value)
            tied = None if found is None else term.same(value) & found
            found = tied if beyond is None else beyond if tied is None else beyond | tied
        assert found is not None  # an id is never null
        return self.terms[0].bound(values[0]) & found

    def parsed(self, values: Values) -> list[Any]:
        """Values as a cursor holds them, as the columns hold them."""
        return [column_at(self.model, term.path).to_python(value) for term, value in zip(self.terms, values, strict=True)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page starts: behind the row of these values, or, `is_back`, in front of it. `skipped`: so many rows come before the page."""

    values: tuple[Any, ...]
    is_back: bool
    skipped: int

    def cursor(self, salt: str) -> str:
        """For an address: signed, and of use only where it was made for (`salt`)."""
        content = [[plain(value) for value in self.values], self.is_back, self.skipped]
        return signing.dumps(content, salt=salt, compress=True)


def place_of(cursor: str, salt: str, sorting: Sorting) -> Place | None:
    """What `Place.cursor` made. None: it was made for another list, or by somebody else."""
    try:
        values, is_back, skipped = signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        return None
    return Place(tuple(sorting.parsed(values)), is_back, skipped)


@dataclass(frozen=True, slots=True)
class Slice:
    """One page: the ids, and the places of the pages before and behind it; None: there is none."""

    ids: list[int]
    skipped: int
    previous: Place | None
    following: Place | None


def cut(rows: QuerySet[Any, Any], sorting: Sorting, place: Place | None, size: int) -> Slice:
    """The page of `size` rows that starts at this place; None: the first. One statement."""
    is_back = place is not None and place.is_back
    way = sorting.reversed() if is_back else sorting
    wanted = rows.order_by(*(term.ordering for term in way.terms))
    if place is not None:
        wanted = wanted.filter(way.after(place.values))
    found = list(wanted.values_list(*sorting.paths)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if is_back:
        found.reverse()
    skipped = _skipped(place, len(found), has_more)
    has_before, has_behind = (has_more, True) if is_back else (place is not None, has_more)
    return Slice(
        [row[-1] for row in found],
        skipped,
        Place(found[0], True, skipped) if found and has_before else None,
        Place(found[-1], False, skipped + len(found)) if found and has_behind else None,
    )


def _skipped(place: Place | None, count: int, has_more: bool) -> int:
    """How many rows come before the page, as far as the way here tells: rows may have come and gone meanwhile."""
    if place is None:
        return 0
    if not place.is_back:
        return place.skipped
    return max(place.skipped - count, 1) if has_more else 0


def column_at(model: type[Model], path: str) -> Field[Any, Any]:
    """The column that a path leads to."""
    *parents, last = path.split("__")
    for name in parents:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]  # a foreign key
    return model._meta.get_field(last)  # type: ignore[return-value]  # a column
