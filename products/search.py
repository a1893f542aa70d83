"""Products by name, reference, identifier field or id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from desk.record_pages import by_id
from desk.search import BEGINS, CODE, HOLDS, KEY, Asked, Hit, found_by_name
from products.models import Product
from products.pages import PRODUCT_PAGES

COLUMNS = ("id", "name", "external_id", "status")


def find(actor: Actor, text: str, limit: int, found: Mapping[str, Sequence[Hit]]) -> list[Hit]:
    """At most three statements (`found_by_name`)."""
    return found_by_name(Product.objects.visible_to(actor), _ways(text), COLUMNS, Asked(text, limit, _hit))


def _ways(text: str) -> Iterator[Q]:
    """Each by an index of its own."""
    yield Q(external_id__iexact=text)
    if (identity := by_id(text)) is not None:
        yield Q(id=identity)
    yield Q(name__istartswith=text)
    yield Q(external_id__istartswith=text)


def _hit(row: Sequence[Any], text: str) -> Hit:
    identity, name, reference, status, is_identified = row
    note = f"{reference} · {Product.Status(status).label}"
    rank = BEGINS if name.casefold().startswith(text.casefold()) else HOLDS
    rank = KEY if is_identified or reference.casefold() == text.casefold() else CODE if identity == by_id(text) else rank
    url = PRODUCT_PAGES.url("detail", {"id": identity})
    return Hit(identity, name, note, url, rank, is_archived=status == Product.Status.ARCHIVED)
