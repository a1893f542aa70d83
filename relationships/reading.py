"""The read model of a relationship: the edge, its ends, its types and its contacts in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import Count
from django.db.models.expressions import RawSQL

from accounts.actor import Actor
from accounts.compiled import ActorRows, Among
from organizations.reading import stub
from relationships.models import Relationship
from upserts.members import CUSTOM_FIELDS, PERMISSIONS, SIGNATURE, Member, ReadModel, Row

# What of a contact an edge shows: wire name → column.
LISTED = {
    "id": "id",
    "firstName": "first_name",
    "lastName": "last_name",
    "email": "email",
    "phoneNumber": "phone_number",
    "role": "role",
}
EDGE = "u.account_id = relationships_relationship.account_id AND u.relationship_id = relationships_relationship.id"
TYPES = f"""ARRAY(
    SELECT t.key FROM relationships_relationshiptypeuse u
    JOIN relationships_relationshiptype t ON t.account_id = u.account_id AND t.id = u.type_id
    WHERE {EDGE} ORDER BY t.key
)"""
# As json, which keeps the order of members.
CONTACTS = f"""ARRAY(
    SELECT json_build_object({", ".join(f"'{wire}', c.{column}" for wire, column in LISTED.items())})::text
    FROM relationships_relationshipcontact u JOIN contacts_contact c ON c.account_id = u.account_id AND c.id = u.contact_id
    WHERE {EDGE} ORDER BY c.email_key, c.id
)"""


def _decoded(texts: Sequence[str]) -> list[Row]:
    return [msgspec.json.decode(text) for text in texts]


RELATIONSHIP = ReadModel(
    {
        "id": Member(("id",)),
        "source": stub("source"),
        "target": stub("target"),
        "leadSupplier": stub("lead_supplier"),
        "types": Member((RawSQL(TYPES, ()),)),
        "relationshipStatus": Member(("relationship_status",)),
        "customFields": CUSTOM_FIELDS,
        "contacts": Member((RawSQL(CONTACTS, ()),), _decoded),
        "permissions": PERMISSIONS,
        **SIGNATURE,
    }
)


def count_relationships(actor: Actor, organization_ids: Sequence[int]) -> Mapping[int, int]:
    """How many visible relationships each organization has, at either end: two counts in one statement."""
    counts: dict[int, int] = defaultdict(int)
    for organization_id, count in _COUNTS.of(actor, organization_ids):
        counts[organization_id] += count
    return counts


def _counts(actor: Actor) -> Any:
    edges = Relationship.objects.visible_to(actor).order_by()
    outgoing, incoming = (edges.filter(Among(end)).values_list(end).annotate(count=Count("id")) for end in ("source_id", "target_id"))
    return outgoing.union(incoming, all=True)


_COUNTS = ActorRows(_counts)
