"""What a list of contacts can be narrowed by."""

from __future__ import annotations

from api.filters import OneOfFilter
from contacts.models import Contact
from organizations.filters import OrganizationFilter
from upserts.filters import KeyedRecordFilters


class ContactFilters(KeyedRecordFilters):
    """`type`, `organizationId`."""

    type = OneOfFilter(Contact.Type.values, help_text="What the person is there for.")
    organizationId = OrganizationFilter(field_name="organization_id", help_text="The contacts of one organization.")
