"""The read model of a contact, and what organizations and relationships show of their contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.actor import Actor
from accounts.compiled import ActorRows, Among
from contacts.models import Contact
from organizations.reading import stub
from upserts.members import CUSTOM_FIELDS, PERMISSIONS, SIGNATURE, ReadModel, plain

Row = dict[str, Any]

CONTACT = ReadModel(
    {
        **plain(
            {
                "id": "id",
                "externalId": "external_id",
                "firstName": "first_name",
                "lastName": "last_name",
                "email": "email",
                "phoneNumber": "phone_number",
                "role": "role",
                "type": "type",
                "isPrimary": "is_primary",
            }
        ),
        "customFields": CUSTOM_FIELDS,
        "organization": stub("organization"),
        "permissions": PERMISSIONS,
        **SIGNATURE,
    }
)


def primary_contacts(actor: Actor, organization_ids: Sequence[int]) -> Mapping[int, Row]:
    """The contact person of each organization that has one."""
    found = (dict(zip(PERSON, values, strict=True)) for values in _PRIMARY.of(actor, organization_ids))
    return {row["organization_id"]: contact_person(row) for row in found}


def _primary(actor: Actor) -> Any:
    return Contact.objects.visible_to(actor).filter(Among("organization_id"), is_primary=True).values_list(*PERSON)


PERSON = ("organization_id", "first_name", "last_name", "email", "type")
_PRIMARY = ActorRows(_primary)


def contact_person(row: Mapping[str, Any]) -> Row:
    """A contact as its organization shows it: {name, email, type}."""
    return {"name": full_name(row["first_name"], row["last_name"]), "email": row["email"], "type": row["type"]}


def full_name(first_name: str, last_name: str | None) -> str:
    """Both names with one space between them."""
    return f"{first_name} {last_name}" if last_name else first_name
