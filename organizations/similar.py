"""“Looks like an existing record”: organizations that a name someone types may already stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import reduce
from typing import Any

from django.db.models import Q, QuerySet

from accounts.actor import Actor
from organizations.insp_id import insp_id
from organizations.models import Organization
from organizations.name_keys import NO_LETTERS, plain_name

MAX_SIMILAR = 5
# Rows that each way of looking may bring; they are weighed in Python.
MAX_LOOKED_AT = 50
SHORTEST = 3
LIKE_ENOUGH = 0.75
SAME_COUNTRY = 0.1
COLUMNS = ("id", "external_id", "type", "name", "country", "status")


@dataclass(frozen=True, slots=True)
class Similar:
    """An organization that may be meant. `likeness` 0 … 1.1: how alike the names are, more in the same country."""

    id: int
    external_id: str | None
    type: str
    name: str
    country: str | None
    status: str
    likeness: float

    @property
    def insp_id(self) -> str | None:
        """For links to its page."""
        return insp_id(self.id)


def similar_organizations(actor: Actor, *, name: str, country: str | None = None, besides: int | None = None) -> list[Similar]:
    """At most five visible organizations with a name like this one, the likest first: one statement, none for a name under 3 letters.

    Case, accents, punctuation and legal forms make no difference. Looked for are names that begin alike, by the index on
    upper(name); a slip in the first word is found in the same `country` (alpha-2) alone. `besides`: the id of the record itself.
    """
    name = name[:255].replace("\0", "")
    wanted = plain_name(name)
    if len(wanted) < SHORTEST:
        return []
    visible = Organization.objects.visible_to(actor).filter(merged_into__isnull=True)
    parts = [_rows(visible.filter(way)) for way in _ways(name, country)]
    found = {row[0]: row for row in reduce(lambda one, other: one.union(other, all=True), parts)}
    found.pop(besides, None)
    weighed = [Similar(**dict(zip(COLUMNS, row, strict=True)), likeness=_likeness(wanted, country, row)) for row in found.values()]
    weighed = [one for one in weighed if one.likeness >= LIKE_ENOUGH]
    return sorted(weighed, key=lambda one: (-one.likeness, one.id))[:MAX_SIMILAR]


def _ways(name: str, country: str | None) -> Iterator[Q]:
    """Narrow ones first, each looked for by itself: a common first word must hide no name that fits better."""
    words = name.split()
    yield Q(name__iexact=" ".join(words))
    starts = (" ".join(words), " ".join(words[:2]), NO_LETTERS.split(words[0])[0])
    for start in dict.fromkeys(start for start in starts if len(start) >= SHORTEST):
        yield Q(name__istartswith=start)
    if country:
        yield Q(name__istartswith=name.strip()[:SHORTEST], country=country)


def _rows(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """In no order: sorted by name, they would be read along that index, the whole account where few match."""
    return rows.order_by().values_list(*COLUMNS)[:MAX_LOOKED_AT]


def _likeness(wanted: str, country: str | None, row: Sequence[Any]) -> float:
    _, _, _, name, its_country, _ = row
    alike = SequenceMatcher(None, wanted, plain_name(name)).ratio()
    return alike + (SAME_COUNTRY if country and country == its_country else 0)
