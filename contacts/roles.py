"""The account's job titles, as they are sent and kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rest_framework.fields import Field

from accounts.reference_data import ReferenceData
from api.fields import ItemSerializer, StrictBool, StrictChar
from contacts.models import Contact, ContactRole


class ContactRoleItem(ItemSerializer):
    """A job title."""

    key = StrictChar(max_length=100)
    label: Field = StrictChar(max_length=255)  # type: ignore[assignment]  # DRF sets Serializer.label on instances only
    isActive = StrictBool(source="is_active", required=False)


class ContactRoleBody(ContactRoleItem):
    """A contact role: a job title. Contacts name it by its key."""

    read_only_members = frozenset({"id"})


class ContactRoles(ReferenceData):
    """Contacts hold the key itself, so the key stays."""

    model = ContactRole
    item = ContactRoleItem
    body = ContactRoleBody
    record_type = "contact_role"
    key = "key"
    fixed = ("key",)

    def users_of(self, row: Any) -> Iterator[str]:
        if Contact.rows.filter(account_id=row.account_id, role=row.key).exists():
            yield "contacts"


CONTACT_ROLES = ContactRoles()
