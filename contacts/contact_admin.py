"""Contacts in the admin, and the contacts of an organization on its page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from api.text import case_key
from backoffice.scope import Scope, visible_rows
from backoffice.theme import admin
from contacts.models import Contact
from contacts.resources import CONTACTS
from desk.panels import Panel, identifiers_panel
from desk.record_admin import RecordAdmin
from organizations.organization_admin import OrganizationAdmin, OrganizationFilter


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    """They are seen and changed by who sees and changes their organization."""

    record = CONTACTS
    resource = "CONTACT"
    place = 30
    icon = "contacts"
    history_type = "contact"
    pickers = {"organization": Contact._meta.get_field("organization")}
    list_display = ("full_name", "email", "organization", "role", "type", "is_primary", "updated_at")
    list_filter = ("type", "is_primary", OrganizationFilter)
    list_select_related = (*RecordAdmin.list_select_related, "organization")
    search_fields = ("first_name", "last_name", "email", "external_id")
    search_help_text = "Name, e-mail address, external id or identifier."
    ordering = ("email_key", "pk")
    actions = ["export_as_csv", "delete_selected"]
    removal_note = "Relationships that list a contact lose it from their lists."
    panels = [identifiers_panel("contact")]

    @admin.display(description="name", ordering="first_name")
    def full_name(self, row: Contact) -> str:
        return str(row)

    def suggested(self, row: Any, column: Any) -> tuple[str, str]:
        """Relationships list contacts by their e-mail address."""
        return row.email, f"{row} <{row.email}>, {row.organization}"


def by_email(scope: Scope, text: str) -> Q | None:
    """The organizations of contacts whose e-mail address begins with this text; None for what is no address."""
    if "@" not in text:
        return None
    return Q(pk__in=visible_rows(Contact, scope).filter(email_key__startswith=case_key(text)).values("organization_id"))


def _of_organization(scope: Scope, seen: Any, organization: Any) -> Any:
    return seen.filter(organization_id=organization.pk)


CONTACTS_PANEL = Panel(
    title="Contacts",
    model=Contact,
    rows=_of_organization,
    columns=(
        ("Name", str),
        ("E-mail", lambda row: row.email),
        ("Role", lambda row: row.role or ""),
        ("Contact person", lambda row: "Yes" if row.is_primary else ""),
    ),
    listed=lambda organization: {"organization": organization.pk},
    added=lambda organization: {"organization": organization.pk},
    place=10,
)
OrganizationAdmin.panels.append(CONTACTS_PANEL)
OrganizationAdmin.searches.append(by_email)
