"""Organizations in the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.db.models import Q
from django.http import HttpRequest

from accounts.querysets import containing
from api import countries
from backoffice.filters import PickedFilter
from backoffice.scope import Scope, scope_of, visible_rows
from backoffice.scoped import CHANGE, DELETE
from backoffice.theme import admin
from desk.merge_admin import Merging
from desk.panels import Panel, identifiers_panel
from desk.record_actions import Archiving
from desk.record_admin import RecordAdmin
from desk.sharing_admin import Sharing, grants_panel
from organizations.insp_id import insp_id, organization_id
from organizations.models import Organization
from organizations.resources import ORGANIZATIONS

# A search by something that hangs on organizations: what a text finds, or None where it is no such thing.
Search = Callable[[Scope, str], Q | None]


class CountryFilter(SimpleListFilter):
    """The countries of the organizations that the scope shows."""

    title = "country"
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = visible_rows(Organization, scope_of(request)).filter(country__isnull=False)
        names = _country_names()
        codes = rows.order_by("country").values_list("country", flat=True).distinct()
        return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(country=self.value()) if self.value() else queryset


class OrganizationFilter(PickedFilter):
    """The rows that name one organization, by its name where the person sees it."""

    title = "organization"
    parameter_name = "organization"

    def called(self, request: HttpRequest, value: str) -> str:
        rows = visible_rows(Organization, scope_of(request))
        found = rows.filter(pk=value).first() if value.isascii() and value.isdigit() and len(value) < 19 else None
        return value if found is None else str(found)


@admin.register(Organization)
class OrganizationAdmin(Merging, Archiving, Sharing, RecordAdmin):
    """Archived instead of removed. What belongs to it is attached by the rooms that know it: `panels`, `searches`."""

    record = ORGANIZATIONS
    resource = "ORGANIZATION"
    place = 10
    icon = "factory"
    history_type = "organization"
    list_display = ("name", "type", "external_id", "code", "country_name", "category", "status", "updated_at")
    list_filter = ("type", "status", CountryFilter, "category", "company")
    list_select_related = (*RecordAdmin.list_select_related, "category", "company")
    search_fields = ("name", "external_id")
    search_help_text = "Name, external id, identifier, inspId, or the e-mail address of a contact."
    ordering = ("name", "pk")
    actions = ["archive", "restore", "merge", "share", "export_as_csv"]
    audit = ("number", "code", "status", "survivor", "version", "created", "updated")
    removal_verb = "Archive"
    removal_note = "An organization is archived: it stays, with everything that hangs on it, and can be restored."
    panels: ClassVar[list[Panel]] = [identifiers_panel("organization"), grants_panel("organization")]
    searches: ClassVar[list[Search]] = []

    def allows(self, scope: Scope, operation: str, row: Any | None) -> bool:
        """An archived one is restored before anything else is done to it."""
        if operation in (CHANGE, DELETE) and row is not None and row.status == Organization.Status.ARCHIVED:
            return False
        return super().allows(scope, operation, row)

    def found(self, scope: Scope, rows: Any, text: str) -> Any:
        wanted = containing(text, "name", "external_id")
        if (identity := organization_id(text)) is not None:
            wanted |= Q(pk=identity)
        for search in self.searches:
            wanted |= search(scope, text) or Q()
        return rows.filter(wanted)

    def suggestible(self, rows: Any) -> Any:
        """Nothing new is said of archived ones."""
        return rows.active()

    @admin.display(description="inspId")
    def code(self, row: Organization) -> str:
        return insp_id(row.pk) or "–"

    @admin.display(description="country", ordering="country")
    def country_name(self, row: Organization) -> str:
        return _country_names().get(row.country or "", row.country or "")

    @admin.display(description="merged into")
    def survivor(self, row: Any) -> str:
        return str(row.seen_survivor or "–")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With what it was merged into, if the person sees that: one statement, where it was merged at all."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            seen = visible_rows(Organization, scope_of(request))
            row.seen_survivor = seen.filter(pk=row.merged_into_id).first() if row.merged_into_id else None
        return row


@cache
def _country_names() -> dict[str, str]:
    return {one.alpha2: one.name for one in countries.all_countries()}
