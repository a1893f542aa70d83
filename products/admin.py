"""What this room registers."""

from __future__ import annotations

from backoffice.reference import ReferenceAdmin
from backoffice.theme import admin
from products.categories import PRODUCT_CATEGORIES
from products.models import ProductCategory
from products.product_admin import ProductAdmin

__all__ = ["ProductAdmin", "ProductCategoryAdmin"]


@admin.register(ProductCategory)
class ProductCategoryAdmin(ReferenceAdmin):
    """Products name one by its key, so the key stays."""

    kind = PRODUCT_CATEGORIES
    place = 45
    icon = "label"
    history_type = "product_category"
    fields = ("key", "name", "is_active")
    list_display = ("key", "name", "is_active")
    list_filter = ("is_active",)
    search_fields = ("key", "name")
    ordering = ("key",)
