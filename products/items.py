"""Products as consumers send them: names, types, limits."""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple

import msgspec

from api import patterns
from api.errors import Path
from api.fields import INVALID, ItemSerializer, Report, StrictChar, StrictChoice, StrictInteger, StrictKey, StrictList
from api.strict import StrictField
from products.models import Product
from upserts.items import MAX_ID, FieldActions, RecordId, RecordItem

MAX_KEY = 255
MAX_ENTRIES = 500
ANY_ACTION = ("append", "remove", "replace")
WHITE_SPACE = re.compile(r"[\s\u200b\ufeff]")
LOWEST, HIGHEST = -(2**31), 2**31 - 1


class OneWord(StrictKey):
    """A consumer's own key without any white space: stripped at its ends as all keys are (warning), refused inside."""

    def inspect(self, text: str, report: Report, path: Path) -> object:
        if WHITE_SPACE.search(text):
            return report.refuse("invalid_format", path, "Send a key without white space.", format=r"^\S+$")
        return text

    def gate(self) -> Any:
        return Annotated[str, msgspec.Meta(pattern=r"\A[!-~]+\Z", max_length=self.longest)]


class Choice(NamedTuple):
    """A product category as it was named. None: not said."""

    id: int | None = None
    key: str | None = None
    name: str | None = None


class CategoryStub(ItemSerializer):
    """A category as the read model shows it, or a part of that."""

    id = RecordId(required=False)
    key = StrictChar(max_length=MAX_KEY, required=False, allow_null=False)
    name = StrictChar(max_length=MAX_KEY, required=False, allow_null=False)


class KeyedCategory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the gate takes of a CategoryStub."""

    key: Annotated[str, msgspec.Meta(pattern=patterns.TEXT, max_length=MAX_KEY)]
    id: Annotated[int, msgspec.Meta(ge=1, le=MAX_ID)] | msgspec.UnsetType = msgspec.UNSET
    name: Annotated[str, msgspec.Meta(pattern=patterns.TEXT, max_length=MAX_KEY)] | msgspec.UnsetType = msgspec.UNSET


def _choice(said: str | KeyedCategory) -> Choice:
    if isinstance(said, str):
        return Choice(key=said)
    return Choice(said.id or None, said.key, said.name or None)  # what was not sent is false


class CategoryChoice(StrictField):
    """A category by its key, or by key or id as the read model shows it: {id, key, name}. The value is a Choice."""

    from_gate = staticmethod(_choice)

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, dict):
            key = StrictChar(max_length=MAX_KEY, required=False, allow_null=self.allow_null).take(value, report, path)
            return Choice(key=key) if isinstance(key, str) else key
        said = CategoryStub().check(value, report, path)
        if not isinstance(said, dict):
            return INVALID
        if not said.keys() & {"id", "key"}:
            return report.refuse("required", (*path, "key"))
        return Choice(**said)

    def gate(self) -> Any:
        return Annotated[str, msgspec.Meta(pattern=patterns.TEXT, max_length=MAX_KEY)] | KeyedCategory


class FeatureItem(ItemSerializer):
    """One feature. `name` may be left out where the product has the feature already, or is to lose it."""

    reference = StrictKey(max_length=MAX_KEY)
    name = StrictChar(max_length=256, required=False, allow_null=False)


class IntegrationItem(ItemSerializer):
    """What another system calls the product."""

    integration = StrictKey(max_length=100)
    reference = StrictKey(max_length=MAX_KEY)


class ProductItem(RecordItem):
    """One product as consumers send it."""

    read_only_members = RecordItem.read_only_members | {"objectType"}
    required_on_create = ("reference", "name")

    externalId = None  # type: ignore[assignment]  # DRF's way to drop an inherited field: `reference` takes its place
    reference = OneWord(source="external_id", required=False, allow_null=False)
    name = StrictChar(max_length=256, required=False, allow_null=False)
    description = StrictChar(max_length=1000, multiline=True, required=False)
    productType = StrictChoice(Product.Type.values, source="product_type", required=False)
    status = StrictChoice(Product.Status.values, required=False)
    taxCategory = StrictChoice(Product.TaxCategory.values, source="tax_category", required=False)
    categoryId = RecordId(source="category_id", required=False, allow_null=True)
    category = CategoryChoice(source="category_choice", required=False, allow_null=True)
    parentProductId = RecordId(source="parent_id", required=False, allow_null=True)
    features = StrictList(child=FeatureItem(), max_length=MAX_ENTRIES, required=False)
    displayOrder = StrictInteger(source="display_order", min_value=LOWEST, max_value=HIGHEST, required=False)
    linkedIntegrations = StrictList(child=IntegrationItem(), source="linked_integrations", max_length=MAX_ENTRIES, required=False)
    billingEntityId = StrictInteger(source="billing_number", min_value=1, required=False, allow_null=True)
    fieldActions = FieldActions(
        source="field_actions",
        required=False,
        lists={"features": ANY_ACTION, "linkedIntegrations": ANY_ACTION, "customFields": ANY_ACTION},
    )
