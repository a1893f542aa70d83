"""What a list of contacts can be narrowed by."""

from __future__ import annotations

from api.parameters import QueryParameters
from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from upserts.items import MAX_ID


def narrow(rows: ContactQuerySet, query: QueryParameters) -> ContactQuerySet:
    """`type`, `organizationId`."""
    if kind := query.choice("type", Contact.Type.values):
        rows = rows.filter(type=kind)
    if organization_id := query.integer("organizationId", 0, lowest=1, highest=MAX_ID):
        rows = rows.filter(organization_id=organization_id)
    return rows
