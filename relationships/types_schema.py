"""Relationship types in the description of the API."""

from __future__ import annotations

from typing import Any

from accounts.reference_schema import ReferenceKind
from relationships.read_models import RelationshipTypeRow
from relationships.types import RelationshipTypeBody

SUPPLIES: dict[str, Any] = {
    "key": "direct supplier",
    "forwardLabel": "supplies",
    "reverseLabel": "is supplied by",
    "sourceTypes": ["F", "S"],
}
_TYPE = ReferenceKind(
    name="RelationshipType",
    plural="RelationshipTypes",
    words="relationship type",
    shape=RelationshipTypeRow,
    example={"id": 3, **SUPPLIES, "targetTypes": [], "isSymmetric": False, "isActive": True},
    conflicts={"POST": ["duplicate_data"]},
)
TYPES = _TYPE.collection(RelationshipTypeBody(), SUPPLIES, "A word for how organizations stand to each other.")
TYPE = _TYPE.one(
    RelationshipTypeBody(),
    {"reverseLabel": "buys from"},
    change="`key` is fixed. Relationships that have the type keep it, even where it does not fit their ends any more.",
)
