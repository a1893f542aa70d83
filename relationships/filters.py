"""What a list of relationships can be narrowed by."""

from __future__ import annotations

from typing import Any

from api.filters import FlagFilter, IdFilter, KeysFilter, OneOfFilter
from organizations.filters import OrganizationFilter, meant
from relationships.models import Relationship
from upserts.filters import RecordFilters


class RelationshipFilters(RecordFilters):
    """The ends (`organizationId`: either), the lead supplier, the types (`relationshipType`, repeated: any of them) and the status."""

    sourceId = OrganizationFilter(field_name="source_id", help_text="From this organization.")
    targetId = OrganizationFilter(field_name="target_id", help_text="To this organization.")
    leadSupplierId = OrganizationFilter(field_name="lead_supplier_id", help_text="With this lead supplier.")
    organizationId = IdFilter(method="touch", help_text="With this organization at either end.")
    relationshipType = KeysFilter(method="use", help_text="Of the type of this key.")
    relationshipStatus = OneOfFilter(Relationship.Status.values, field_name="relationship_status", help_text="Whether it is in force.")
    hasContacts = FlagFilter(method="list_people", help_text="Whether it lists contacts.")
    endStatus = OneOfFilter(["archived"], method="lead_astray", help_text="With an archived organization, that you see, at either end.")

    def list_people(self, rows: Any, name: str, flag: str) -> Any:
        return rows.with_contacts() if flag == "true" else rows.without_contacts()

    def lead_astray(self, rows: Any, name: str, status: Any) -> Any:
        return rows.with_an_archived_end()

    def touch(self, rows: Any, name: str, organization_id: int) -> Any:
        return rows.touching(meant(rows, organization_id))

    def use(self, rows: Any, name: str, keys: list[str]) -> Any:
        return rows.of_types(keys)
