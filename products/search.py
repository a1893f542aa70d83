"""Products by name, reference or id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from products.models import Product
from upserts.record_pages import by_id, page_address
from upserts.search import BEGINS, CODE, HOLDS, KEY, Hit, found_by_index, found_inside

COLUMNS = ("id", "name", "external_id", "status")


def find(actor: Actor, text: str, limit: int, found: Mapping[str, Sequence[Hit]]) -> list[Hit]:
    """One statement for what is exact or begins so, by index; one more for what holds every word, unless that fills it or is meant.

    None where no page could be opened.
    """
    if page_address("products:detail", 1) is None:
        return []
    visible = Product.objects.visible_to(actor)
    rows = found_by_index(visible, _ways(text), COLUMNS, limit)
    if len(rows) < limit and all(_hit(row, text).rank != KEY for row in rows.values()):
        rows |= found_inside(visible, text, COLUMNS, limit)
    return [_hit(row, text) for row in rows.values()]


def _ways(text: str) -> Iterator[Q]:
    """Each by an index of its own."""
    yield Q(external_id__iexact=text)
    if (identity := by_id(text)) is not None:
        yield Q(id=identity)
    yield Q(name__istartswith=text)
    yield Q(external_id__istartswith=text)


def _hit(row: Sequence[Any], text: str) -> Hit:
    identity, name, reference, status = row
    note = f"{reference} · {Product.Status(status).label}"
    rank = BEGINS if name.casefold().startswith(text.casefold()) else HOLDS
    rank = KEY if reference.casefold() == text.casefold() else CODE if identity == by_id(text) else rank
    return Hit(identity, name, note, page_address("products:detail", identity) or "", rank, is_archived=status == Product.Status.ARCHIVED)
