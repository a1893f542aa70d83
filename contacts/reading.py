"""The read model of a contact, and what organizations and relationships show of their contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.actor import Actor
from accounts.capabilities import names
from contacts.models import Contact
from organizations.reading import stub, stub_columns
from upserts.reading import SIGNATURE, SIGNED, signature

Row = dict[str, Any]

PLAIN = {
    "id": "id",
    "externalId": "external_id",
    "firstName": "first_name",
    "lastName": "last_name",
    "email": "email",
    "phoneNumber": "phone_number",
    "role": "role",
    "type": "type",
    "isPrimary": "is_primary",
    "customFields": "custom_fields",
}
COLUMNS = (*PLAIN.values(), *stub_columns("organization"), "mask", *SIGNED)

MEMBERS = (*PLAIN, "organization", "permissions", *SIGNATURE)


def describe(rows: Iterable[Row], actor: Actor) -> list[Row]:
    """Read models from rows of COLUMNS, without a further statement."""
    return [
        {wire: row[column] for wire, column in PLAIN.items()}
        | {"organization": stub(row, "organization"), "permissions": names(row["mask"])}
        | signature(row)
        for row in rows
    ]


def primary_contacts(actor: Actor, organization_ids: Sequence[int]) -> Mapping[int, Row]:
    """The contact person of each organization that has one."""
    primary = Contact.objects.visible_to(actor).filter(organization_id__in=organization_ids, is_primary=True)
    columns = ("organization_id", "first_name", "last_name", "email", "type")
    return {row["organization_id"]: contact_person(row) for row in primary.values(*columns)}


def contact_person(row: Mapping[str, Any]) -> Row:
    """A contact as its organization shows it: {name, email, type}."""
    return {"name": full_name(row["first_name"], row["last_name"]), "email": row["email"], "type": row["type"]}


def full_name(first_name: str, last_name: str | None) -> str:
    """Both names with one space between them."""
    return f"{first_name} {last_name}" if last_name else first_name
