"""What answers show of products, for the description of the API. products/reading.py makes them."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from api.schema_shapes import Id, among, doc
from products.models import Product
from upserts.read_models import CustomFields, Permissions, Signed
from upserts.schema_records import reads_as

IsActive = Annotated[bool, doc("Inactive: stays where it is, can't be newly chosen.")]


class ProductCategoryStub(TypedDict):
    """How a product shows its category."""

    id: Id
    key: str
    name: str


class ProductFeature(TypedDict):
    """Something that a product has or can do."""

    reference: Annotated[str, doc("Your own key of the feature, once in a product.")]
    name: str


class LinkedIntegration(TypedDict):
    """What another system calls the product."""

    integration: Annotated[str, doc("The other system.")]
    reference: Annotated[str, doc("Its key of the product; in the account it means one product only.")]


class ProductRecord(Signed):
    """Something the account buys or sells."""

    id: Id
    objectType: Literal["product"]
    reference: Annotated[str, doc("The consumer's own key, unique in the account. No white space; case counts.")]
    name: str
    description: str | None
    productType: Annotated[str, among(Product.Type.values, "By itself, or only together with another product.")]
    status: Annotated[str, among(Product.Status.values, "Archived ones are left out of lists unless asked for.")]
    taxCategory: Annotated[str, among(Product.TaxCategory.values, "How it is taxed.")]
    category: ProductCategoryStub | None
    parentProductId: Annotated[Id | None, doc("The product that this one is a variant or a part of.")]
    features: Annotated[list[ProductFeature], doc("In the order in which they were sent.")]
    displayOrder: Annotated[int, doc("Lowest first.")]
    linkedIntegrations: list[LinkedIntegration]
    billingEntityId: Annotated[int | None, doc("The number of the company that bills it.")]
    customFields: CustomFields
    permissions: Permissions


class ProductCategoryRow(TypedDict):
    """A heading that products are sorted under."""

    id: Id
    key: str
    name: str
    isActive: IsActive


reads_as("products", ProductRecord)
