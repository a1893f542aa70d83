"""GET /contact-roles: the account's job titles."""

from __future__ import annotations

from accounts.listing import ReferenceList
from api.schema_answers import listing
from contacts.models import ContactRole
from contacts.read_models import ContactRoleRow


class ContactRoleList(ReferenceList):
    """The job titles by key. Empty: a contact's role is free text."""

    schema = listing("listContactRoles", ContactRoleRow, "List the contact roles", text="None: a contact's role is free text.")
    model = ContactRole
    members = {"id": "id", "key": "key", "label": "label", "isActive": "is_active"}
    ordering = "key"
