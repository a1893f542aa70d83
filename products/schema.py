"""Product categories in the description of the API, and an example of an upsert of products."""

from __future__ import annotations

from typing import Any

from accounts.reference_schema import ReferenceKind
from api.schema import Components
from api.schema_fields import object_schema, schema_of
from products.categories import ProductCategoryBody
from products.items import MAX_KEY, CategoryChoice, CategoryStub, OneWord
from products.read_models import ProductCategoryRow
from upserts.schema_records import illustrate

Schema = dict[str, Any]
OUTERWEAR: dict[str, Any] = {"key": "outerwear", "name": "Outerwear"}
ITEM: dict[str, Any] = {
    "reference": "RIDGE-SHELL",
    "name": "Ridge Shell Jacket",
    "description": "Three-layer shell, fully taped.",
    "status": "ACTIVE",
    "category": "outerwear",
    "features": [{"reference": "waterproof", "name": "Waterproof to 20,000 mm"}],
    "linkedIntegrations": [{"integration": "webshop", "reference": "4711"}],
    "displayOrder": 10,
    "billingEntityId": 1,
}
_CATEGORY = ReferenceKind(
    name="ProductCategory",
    plural="ProductCategories",
    words="product category",
    shape=ProductCategoryRow,
    example={"id": 4, **OUTERWEAR, "isActive": True},
    conflicts={"POST": ["duplicate_data"]},
)
CATEGORIES = _CATEGORY.collection(ProductCategoryBody(), OUTERWEAR, "A heading that products are sorted under.")
CATEGORY = _CATEGORY.one(ProductCategoryBody(), {"name": "Jackets and shells"}, change="`key` is fixed.")
illustrate("products", ITEM)


@schema_of.register
def _(field: OneWord, components: Components) -> Schema:
    """White space at its ends is stripped, as of every key; better to send none."""
    return {"type": "string", "minLength": 1, "maxLength": field.longest, "pattern": r"^\S+$"}


@schema_of.register
def _(field: CategoryChoice, components: Components) -> Schema:
    stub = components.schema("ProductCategoryChoice", _stub(components), CategoryStub)
    return {"anyOf": [{"type": "string", "minLength": 1, "maxLength": MAX_KEY, "description": "Its key."}, stub]}


def _stub(components: Components) -> Any:
    return lambda: object_schema(CategoryStub(), components) | {"anyOf": [{"required": ["id"]}, {"required": ["key"]}]}
