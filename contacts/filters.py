"""What a list of contacts can be narrowed by."""

from __future__ import annotations

from api.filters import IdFilter, OneOfFilter
from contacts.models import Contact
from upserts.filters import KeyedRecordFilters


class ContactFilters(KeyedRecordFilters):
    """`type`, `organizationId`."""

    type = OneOfFilter(Contact.Type.values)
    organizationId = IdFilter(field_name="organization_id")
