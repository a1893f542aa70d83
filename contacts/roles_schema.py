"""Contact roles in the description of the API."""

from __future__ import annotations

from typing import Any

from accounts.reference_schema import ReferenceKind
from contacts.read_models import ContactRoleRow
from contacts.roles import ContactRoleBody

BUYER: dict[str, Any] = {"key": "buyer", "label": "Buyer"}
_ROLE = ReferenceKind(
    name="ContactRole",
    plural="ContactRoles",
    words="contact role",
    shape=ContactRoleRow,
    example={"id": 5, **BUYER, "isActive": True},
    conflicts={"POST": ["duplicate_data"]},
)
ROLES = _ROLE.collection(
    ContactRoleBody(),
    BUYER,
    "A job title. From the first one on, contacts take no other roles than those of the list.",
    lists="None: a contact's role is free text.",
)
ROLE = _ROLE.one(ContactRoleBody(), {"label": "Head buyer"}, change="`key` is fixed.")
