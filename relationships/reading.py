"""The read model of a relationship: the edge and its ends in one statement, its types and contacts in one each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count

from accounts.actor import Actor
from accounts.capabilities import names
from organizations.reading import stub, stub_columns
from relationships.models import Relationship, RelationshipContact, RelationshipTypeUse
from upserts.reading import SIGNATURE, SIGNED, signature

Row = dict[str, Any]

COLUMNS = (
    "id",
    *stub_columns("source"),
    *stub_columns("target"),
    *stub_columns("lead_supplier"),
    "relationship_status",
    "custom_fields",
    "mask",
    *SIGNED,
)

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
    """Read models from rows of COLUMNS: two statements more, for one row as for 500."""
    rows = list(rows)
    ids = [row["id"] for row in rows]
    types, contacts = (_types(actor, ids), _contacts(actor, ids)) if ids else ({}, {})
    return [
        {
            "id": row["id"],
            "source": stub(row, "source"),
            "target": stub(row, "target"),
            "leadSupplier": stub(row, "lead_supplier"),
            "types": types.get(row["id"], []),
            "relationshipStatus": row["relationship_status"],
            "customFields": row["custom_fields"],
            "contacts": contacts.get(row["id"], []),
            "permissions": names(row["mask"]),
        }
        | signature(row)
        for row in rows
    ]


def _types(actor: Actor, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    uses = RelationshipTypeUse.objects.visible_to(actor).filter(relationship_id__in=ids).order_by("type__key")
    for relationship_id, key in uses.values_list("relationship_id", "type__key"):
        found[relationship_id].append(key)
    return found


def _contacts(actor: Actor, ids: Sequence[int]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    uses = RelationshipContact.objects.visible_to(actor).filter(relationship_id__in=ids).order_by("contact__email_key", "contact_id")
    columns = ("contact_id", "contact__first_name", "contact__last_name", "contact__email", "contact__phone_number", "contact__role")
    wires = ("id", "firstName", "lastName", "email", "phoneNumber", "role")
    for relationship_id, *values in uses.values_list("relationship_id", *columns):
        found[relationship_id].append(dict(zip(wires, values, strict=True)))
    return found


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
