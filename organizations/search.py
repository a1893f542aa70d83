"""Organizations by name, external id, identifier field, short code or id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from api.countries import all_countries
from desk.record_pages import by_id
from desk.search import BEGINS, CODE, HOLDS, KEY, Asked, Hit, found_by_name
from organizations.insp_id import organization_id
from organizations.models import Organization, OrganizationType
from organizations.pages import ORGANIZATION_PAGES

COLUMNS = ("id", "type", "name", "external_id", "country", "status")
COUNTRIES = {one.alpha2: one.name for one in all_countries()}


def find(actor: Actor, text: str, limit: int, found: Mapping[str, Sequence[Hit]]) -> list[Hit]:
    """At most three statements (`found_by_name`)."""
    return found_by_name(Organization.objects.visible_to(actor), _ways(text), COLUMNS, Asked(text, limit, _hit))


def _ways(text: str) -> Iterator[Q]:
    """Each by an index of its own."""
    yield Q(external_id__iexact=text)
    ids = {identity for identity in (organization_id(text), by_id(text)) if identity is not None}
    if ids:
        yield Q(id__in=ids)
    yield Q(name__istartswith=text)
    yield Q(external_id__istartswith=text)


def _hit(row: Sequence[Any], text: str) -> Hit:
    identity, letter, name, external_id, country, status, is_identified = row
    note = " · ".join(filter(None, (str(OrganizationType(letter).label), external_id, COUNTRIES.get(country or ""))))
    url = ORGANIZATION_PAGES.url("detail", {"id": identity})
    rank = KEY if is_identified else _rank(identity, name, external_id or "", text)
    return Hit(identity, name, note, url, rank, letter, status == "archived")


def _rank(identity: int, name: str, external_id: str, text: str) -> int:
    if external_id.casefold() == text.casefold():
        return KEY
    if identity in (organization_id(text), by_id(text)):
        return CODE
    return BEGINS if name.casefold().startswith(text.casefold()) else HOLDS
