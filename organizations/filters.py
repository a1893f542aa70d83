"""What a list of organizations can be narrowed by."""

from __future__ import annotations

from typing import Any

from api.filters import CountryFilter, FlagFilter, OneOfFilter
from organizations.models import Organization, OrganizationType
from upserts.filters import KeyedRecordFilters


class OrganizationFilters(KeyedRecordFilters):
    """`type`, `status`, `country`; archived organizations only where `status` or `includeArchived=true` asks for them."""

    type = OneOfFilter(OrganizationType.values, help_text="F factory, S supplier, R retailer, B brand, I inspection agency.")
    status = OneOfFilter(Organization.Status.values, help_text="Without it: active ones.")
    country = CountryFilter(field_name="country")
    includeArchived = FlagFilter(method="everything", help_text="Archived ones, too.")

    def everything(self, rows: Any, name: str, flag: str) -> Any:
        """Nothing to add: the flag is read by `filter_queryset`."""
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        """All filters, and without the archived ones unless they are asked for."""
        rows: Any = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        return rows if asked.get("status") or asked.get("includeArchived") == "true" else rows.active()
