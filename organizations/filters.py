"""What a list of organizations can be narrowed by."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from api.filters import CountryFilter, FlagFilter, IdFilter, KeysFilter, OneOfFilter
from organizations.models import Organization, OrganizationType
from organizations.survivors import absorbers, visible_meant
from upserts.filters import KeyedRecordFilters


def meant(rows: Any, organization_id: int) -> int:
    """The organization that a filter of these rows means: the survivor of one that was merged away, if who asks sees the survivor."""
    return visible_meant(rows.seen_by, organization_id) or organization_id


class OrganizationFilter(IdFilter):
    """Rows that name one organization in a column; by the id of one that was merged away, those that name its survivor."""

    def filter(self, rows: Any, organization_id: int | None) -> Any:
        return rows if organization_id is None else super().filter(rows, meant(rows, organization_id))


class OrganizationFilters(KeyedRecordFilters):
    """`type`, `status`, `country`; archived organizations only where `status` or `includeArchived=true` asks for them."""

    externalId = KeysFilter(method="known_as", help_text="The rows of this key; of one that was merged away, the one it was merged into.")
    type = OneOfFilter(OrganizationType.values, help_text="F factory, S supplier, R retailer, B brand, I inspection agency.")
    status = OneOfFilter(Organization.Status.values, help_text="Without it: active ones.")
    country = CountryFilter(field_name="country")
    includeArchived = FlagFilter(method="everything", help_text="Archived ones, too.")

    def known_as(self, rows: Any, name: str, keys: list[str]) -> Any:
        """The keys of what was merged away lead to the survivors, too."""
        survivors = absorbers(rows.seen_by.account_id, keys)
        return rows.filter(Q(external_id__in=keys) | Q(id__in=survivors) if survivors else Q(external_id__in=keys))

    def everything(self, rows: Any, name: str, flag: str) -> Any:
        """Nothing to add: the flag is read by `filter_queryset`."""
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        """All filters, and without the archived ones unless they are asked for."""
        rows: Any = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        return rows if asked.get("status") or asked.get("includeArchived") == "true" else rows.active()
