"""Job titles in the admin."""

from __future__ import annotations

from backoffice.reference import ReferenceAdmin
from backoffice.theme import admin
from contacts.contact_admin import ContactAdmin
from contacts.models import ContactRole
from contacts.roles import CONTACT_ROLES

__all__ = ["ContactAdmin", "ContactRoleAdmin"]


@admin.register(ContactRole)
class ContactRoleAdmin(ReferenceAdmin):
    """Contacts hold the key itself, so it stays."""

    kind = CONTACT_ROLES
    place = 50
    icon = "work"
    history_type = "contact_role"
    fields = ("key", "label", "is_active")
    list_display = ("key", "label", "is_active")
    list_filter = ("is_active",)
    search_fields = ("key", "label")
    ordering = ("key",)
