"""The headings that an account sorts its products under, as they are sent and kept."""

from __future__ import annotations

from accounts.reference_data import ReferenceData
from api.fields import ItemSerializer, StrictBool, StrictChar
from products.models import ProductCategory


class ProductCategoryItem(ItemSerializer):
    """A heading that products are sorted under."""

    key = StrictChar(max_length=255)
    name = StrictChar(max_length=255)
    isActive = StrictBool(source="is_active", required=False)


class ProductCategoryBody(ProductCategoryItem):
    """A category of products. Products name it by its key, or by its id."""

    read_only_members = frozenset({"id"})


class ProductCategories(ReferenceData):
    """Integrations send the key, so the key stays; the name may change."""

    model = ProductCategory
    item = ProductCategoryItem
    body = ProductCategoryBody
    record_type = "product_category"
    key = "key"
    fixed = ("key",)


PRODUCT_CATEGORIES = ProductCategories()
