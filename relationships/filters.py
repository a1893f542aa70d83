"""What a list of relationships can be narrowed by."""

from __future__ import annotations

from typing import Any

from api.filters import IdFilter, KeysFilter, OneOfFilter
from relationships.models import Relationship
from upserts.filters import RecordFilters


class RelationshipFilters(RecordFilters):
    """The ends (`organizationId`: either), the lead supplier, the types (`relationshipType`, repeated: any of them) and the status."""

    sourceId = IdFilter(field_name="source_id")
    targetId = IdFilter(field_name="target_id")
    leadSupplierId = IdFilter(field_name="lead_supplier_id")
    organizationId = IdFilter(method="touch")
    relationshipType = KeysFilter(method="use")
    relationshipStatus = OneOfFilter(Relationship.Status.values, field_name="relationship_status")

    def touch(self, rows: Any, name: str, organization_id: int) -> Any:
        return rows.touching(organization_id)

    def use(self, rows: Any, name: str, keys: list[str]) -> Any:
        return rows.of_types(keys)
