"""GET /contact-roles: the account's job titles."""

from __future__ import annotations

from accounts.listing import ReferenceList
from contacts.models import ContactRole


class ContactRoleList(ReferenceList):
    """The job titles by key. Empty: a contact's role is free text."""

    model = ContactRole
    members = {"id": "id", "key": "key", "label": "label", "isActive": "is_active"}
    ordering = "key"
