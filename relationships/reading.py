"""The read model of a relationship: the edge, its ends, its types and its contacts in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import Count

from accounts.actor import Actor
from organizations.reading import stub, stub_columns
from relationships.models import Relationship
from upserts.reading import SIGNATURE, SIGNED, signature

Row = dict[str, Any]

COLUMNS = (
    "id",
    *stub_columns("source"),
    *stub_columns("target"),
    *stub_columns("lead_supplier"),
    "relationship_status",
    "custom_fields",
    *SIGNED,
)

# What of a contact an edge shows: wire name → column.
CONTACT = {
    "id": "id",
    "firstName": "first_name",
    "lastName": "last_name",
    "email": "email",
    "phoneNumber": "phone_number",
    "role": "role",
}
EDGE = "u.account_id = relationships_relationship.account_id AND u.relationship_id = relationships_relationship.id"
LISTS = {
    "types": f"""ARRAY(
        SELECT t.key FROM relationships_relationshiptypeuse u
        JOIN relationships_relationshiptype t ON t.account_id = u.account_id AND t.id = u.type_id
        WHERE {EDGE} ORDER BY t.key
    )""",
    # As json, which keeps the order of members.
    "contacts": f"""ARRAY(
        SELECT json_build_object({", ".join(f"'{wire}', c.{column}" for wire, column in CONTACT.items())})::text
        FROM relationships_relationshipcontact u JOIN contacts_contact c ON c.account_id = u.account_id AND c.id = u.contact_id
        WHERE {EDGE} ORDER BY c.email_key, c.id
    )""",
}

MEMBERS = (
    "id",
    "source",
    "target",
    "leadSupplier",
    "types",
    "relationshipStatus",
    "customFields",
    "contacts",
    "permissions",
    *SIGNATURE,
)


def describe(rows: Iterable[Row], actor: Actor) -> list[Row]:
    """Read models from rows of COLUMNS and LISTS, without a further statement."""
    return [
        {
            "id": row["id"],
            "source": stub(row, "source"),
            "target": stub(row, "target"),
            "leadSupplier": stub(row, "lead_supplier"),
            "types": row["types"],
            "relationshipStatus": row["relationship_status"],
            "customFields": row["custom_fields"],
            "contacts": [msgspec.json.decode(contact) for contact in row["contacts"]],
            "permissions": row["permissions"],
            **signature(row),
        }
        for row in rows
    ]


def count_relationships(actor: Actor, organization_ids: Sequence[int]) -> Mapping[int, int]:
    """How many visible relationships each organization has, at either end: two counts in one statement."""
    edges = Relationship.objects.visible_to(actor).order_by()
    outgoing, incoming = (
        edges.filter(**{f"{end}__in": organization_ids}).values_list(end).annotate(count=Count("id")) for end in ("source_id", "target_id")
    )
    counts: dict[int, int] = defaultdict(int)
    for organization_id, count in outgoing.union(incoming, all=True):
        counts[organization_id] += count
    return counts
