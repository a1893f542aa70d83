"""Relationships in the admin, and those of an organization, seen from both ends, on its page."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from backoffice.scope import scope_of, visible_rows
from backoffice.theme import admin
from desk.forms import RecordForm
from desk.panels import Panel, identifiers_panel
from desk.record_admin import RecordAdmin
from desk.record_pickers import NamedField, NamedSelect
from desk.sharing_admin import Sharing, grants_panel
from organizations.organization_admin import OrganizationAdmin, OrganizationFilter
from relationships.models import Relationship, RelationshipContact, RelationshipType
from relationships.resources import RELATIONSHIPS

LISTED = RelationshipContact._meta.get_field("contact")


class TypeFilter(SimpleListFilter):
    """By one of the account's types."""

    title = "relationship type"
    parameter_name = "relationship_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = visible_rows(RelationshipType, scope_of(request)).order_by("key", "pk")[:200]
        return [(str(row.pk), row.key) for row in rows]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        return queryset.of_type(int(value)) if value.isascii() and value.isdigit() and len(value) < 19 else queryset


class SourceFilter(OrganizationFilter):
    """Those that lead from one organization."""

    title = "source"
    parameter_name = "source"


class TargetFilter(OrganizationFilter):
    """Those that lead to one organization."""

    title = "target"
    parameter_name = "target"


@admin.register(Relationship)
class RelationshipAdmin(Sharing, RecordAdmin):
    """Both ends stay as they were created."""

    record = RELATIONSHIPS
    resource = "RELATIONSHIP"
    place = 20
    icon = "conversion_path"
    history_type = "relationship"
    pickers = {
        "source": Relationship._meta.get_field("source"),
        "target": Relationship._meta.get_field("target"),
        "leadSupplier": Relationship._meta.get_field("lead_supplier"),
    }
    list_display = ("edge", "type_keys", "lead_supplier", "relationship_status", "updated_at")
    list_filter = ("relationship_status", TypeFilter, SourceFilter, TargetFilter)
    list_select_related = (*RecordAdmin.list_select_related, "source", "target", "lead_supplier")
    search_fields = ("source__name", "target__name")
    search_help_text = "Name or external id of either end, or identifier."
    ordering = ("-updated_at", "-pk")
    actions = ["activate", "deactivate", "share", "export_as_csv", "delete_selected"]
    panels = [identifiers_panel("relationship"), grants_panel("relationship")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        types = Prefetch("types", visible_rows(RelationshipType, scope_of(request)).order_by("key"))
        found: QuerySet[Any] = super().get_queryset(request).prefetch_related(types)
        return found

    def prepare(self, request: HttpRequest, form: RecordForm) -> None:
        """Contacts are found by typing, too."""
        if "contacts" in form.fields:
            form.fields["contacts"] = self._listed_contacts(form, form.fields["contacts"])
        super().prepare(request, form)

    def _listed_contacts(self, form: RecordForm, plain: Any) -> NamedField:
        stored = (form.record or {}).get("contacts", [])
        known = {one["email"]: f"{one['firstName']} {one['lastName'] or ''}".strip() + f" <{one['email']}>" for one in stored}
        help_text = "Contacts of the source or the target."
        field = NamedField("email", NamedSelect(LISTED, self.admin_site), known, label=plain.label, required=False, help_text=help_text)
        field.initial = [*known]
        return field

    def suggestible(self, rows: Any) -> Any:
        """With the ends, which name them."""
        return rows.select_related("source", "target")

    def suggested(self, row: Any, column: Any) -> tuple[str, str]:
        return str(row.pk), str(row)

    @admin.display(description="source → target")
    def edge(self, row: Relationship) -> str:
        return str(row)

    @admin.display(description="types")
    def type_keys(self, row: Relationship) -> str:
        return ", ".join(one.key for one in row.types.all())

    @admin.action(permissions=["change"], description="Activate the selected relationships")
    def activate(self, request: HttpRequest, queryset: Any) -> None:
        """They are in force."""
        self.write_each(request, queryset, {"relationshipStatus": "active"}, "activated")

    @admin.action(permissions=["change"], description="Deactivate the selected relationships")
    def deactivate(self, request: HttpRequest, queryset: Any) -> None:
        """They stay, and are no longer in force."""
        self.write_each(request, queryset, {"relationshipStatus": "inactive"}, "deactivated")


def _edges(title: str, here: str, there: str, place: int) -> Panel:
    """The relationships that have the organization at one end, named by the other one."""
    return Panel(
        title=title,
        model=Relationship,
        rows=lambda scope, seen, organization: seen.filter(**{f"{here}_id": organization.pk}),
        columns=(
            (there.capitalize(), lambda row: getattr(row, there)),
            ("Types", lambda row: ", ".join(one.key for one in row.types.all())),
            ("Lead supplier", lambda row: row.lead_supplier or ""),
            ("Status", lambda row: row.get_relationship_status_display()),
        ),
        listed=lambda organization: {here: organization.pk},
        added=lambda organization: {here: organization.pk},
        place=place,
    )


OrganizationAdmin.panels += [
    _edges("Outgoing relationships", "source", "target", 20),
    _edges("Incoming relationships", "target", "source", 30),
]
