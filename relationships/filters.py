"""What a list of relationships can be narrowed by."""

from __future__ import annotations

from api.parameters import QueryParameters
from relationships.models import Relationship
from relationships.querysets import RelationshipQuerySet
from upserts.items import MAX_ID


def narrow(rows: RelationshipQuerySet, query: QueryParameters) -> RelationshipQuerySet:
    """`relationshipType` (repeat for several: any of them), `relationshipStatus`, `sourceId`, `targetId`."""
    if keys := query.texts("relationshipType", longest=255):
        rows = rows.of_types(keys)
    if status := query.choice("relationshipStatus", Relationship.Status.values):
        rows = rows.filter(relationship_status=status)
    for name, column in (("sourceId", "source_id"), ("targetId", "target_id")):
        if identity := query.integer(name, 0, lowest=1, highest=MAX_ID):
            rows = rows.filter(**{column: identity})
    return rows
