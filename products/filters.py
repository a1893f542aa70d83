"""What a list of products can be narrowed by."""

from __future__ import annotations

from typing import Any

from api.filters import FlagFilter, IdFilter, KeysFilter, OneOfFilter
from products.models import Product
from upserts.filters import RecordFilters


class ProductFilters(RecordFilters):
    """`reference` (repeated: any of them), `status`, `productType`, `categoryId`, `parentProductId`.

    Archived products only where `status` or `includeArchived=true` asks for them.
    """

    reference = KeysFilter(field_name="external_id", help_text="The product of this key.")
    status = OneOfFilter(Product.Status.values, help_text="Without it: all but the archived ones.")
    productType = OneOfFilter(Product.Type.values, field_name="product_type", help_text="By itself, or only together with another one.")
    categoryId = IdFilter(field_name="category_id", help_text="In this category.")
    parentProductId = IdFilter(field_name="parent_id", help_text="The variants or parts of this product.")
    includeArchived = FlagFilter(method="everything", help_text="Archived ones, too.")

    def everything(self, rows: Any, name: str, flag: str) -> Any:
        """Nothing to add: the flag is read by `filter_queryset`."""
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        """All filters, and without the archived ones unless they are asked for."""
        rows: Any = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        return rows if asked.get("status") or asked.get("includeArchived") == "true" else rows.current()
