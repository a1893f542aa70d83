"""What this room registers."""

from __future__ import annotations

from backoffice.reference import ReferenceAdmin
from backoffice.theme import admin
from organizations.account_admin import AccountAdmin
from organizations.categories import CATEGORIES
from organizations.models import Category
from organizations.organization_admin import OrganizationAdmin

__all__ = ["AccountAdmin", "CategoryAdmin", "OrganizationAdmin"]


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    """Organizations name one by its id, so its name may change."""

    kind = CATEGORIES
    place = 40
    icon = "category"
    history_type = "category"
    fields = ("name", "is_active")
    list_display = ("name", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    ordering = ("name",)
