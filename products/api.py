"""/product-categories: the headings that an account sorts its products under."""

from __future__ import annotations

from accounts.reference_views import ReferenceCollection, ReferenceDetail
from products.categories import PRODUCT_CATEGORIES
from products.models import ProductCategory
from products.schema import CATEGORIES, CATEGORY


class ProductCategoryList(ReferenceCollection):
    """All of them, by key; POST: a new one."""

    schema = CATEGORIES
    kind = PRODUCT_CATEGORIES
    model = ProductCategory
    ordering = "key"


class ProductCategoryDetail(ReferenceDetail):
    """One of them."""

    schema = CATEGORY
    kind = PRODUCT_CATEGORIES
