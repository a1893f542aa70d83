"""Lists that nobody narrows, as a consumer reads them who fetches everything: page by page, each by a statement compiled once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from accounts.actor import Actor
from accounts.compiled import ActorPages, Given
from api.pagination import Keyset, KeysetPage, Order
from upserts.filters import RecordFilters

# Parameters that say which part of the list is shown and how, not which rows are in it.
PAGING = frozenset({"limit", "cursor", "ordering", "fields"})


def is_whole(sent: Iterable[str]) -> bool:
    """Whether the parameters of a call leave the list whole and want no total."""
    return PAGING.issuperset(sent)


def page_of(filters: type[RecordFilters], actor: Actor, keyset: Keyset) -> KeysetPage:
    """The page, its rows as {id, ordering field}. Filters and queryset of one call would take 0.6 ms more than this."""
    start = keyset.start()
    given = {} if start is None else {"value": start[0], "id": start[1]}
    pages = _pages(filters, keyset.model, keyset.order, start is None)
    rows = pages.of(actor, limit=keyset.page.limit + 1, **given)
    return keyset.cut([dict(zip(_columns(keyset.order), values, strict=True)) for values in rows])


@cache
def _pages(filters: type[RecordFilters], model: type[Model], order: Order, is_first: bool) -> ActorPages:
    """What the filters leave where none is sent, behind the `value` and `id` of the page before."""

    def build(actor: Actor) -> Any:
        rows = filters(QueryDict(), model.objects.visible_to(actor)).qs.order_by(*order.columns)  # type: ignore[attr-defined]  # its door
        return (rows if is_first else rows.filter(order.after(Given("value"), Given("id")))).values_list(*_columns(order))

    return ActorPages(build)


def _columns(order: Order) -> tuple[str, ...]:
    return ("id",) if order.field == "id" else ("id", order.field)
