"""The members of an account set-up file, on the wire's terms: names, types, limits."""

from __future__ import annotations

from api.fields import ItemSerializer, StrictChar, StrictList
from customfields.items import CustomFieldItem, TemplateItem
from organizations.account_items import PoliciesItem
from upserts.values import AnyValue

MOST_DEFINITIONS = 10_000
MOST_TEMPLATE_FIELDS = 1_000


def definitions() -> StrictList:
    """A list whose entries are judged one by one, so that each mistake is found whatever the others are."""
    return StrictList(child=AnyValue(allow_null=True), max_length=MOST_DEFINITIONS, required=False)


class SetupItem(ItemSerializer):
    """The whole file. Every member may be absent: then nothing changes there. Nothing is deleted, ever."""

    name = StrictChar(max_length=255, required=False, allow_null=False)
    policies = PoliciesItem(required=False)
    companies = definitions()
    relationshipTypes = definitions()
    contactRoles = definitions()
    categories = definitions()
    productCategories = definitions()
    customFields = definitions()
    templates = definitions()


class SetupTemplateItem(TemplateItem):
    """A template and its fields in order: keys of custom fields, or custom fields spelled out."""

    fields = StrictList(child=AnyValue(allow_null=True), max_length=MOST_TEMPLATE_FIELDS, required=False)  # type: ignore[assignment]


class TemplateFieldItem(CustomFieldItem):
    """A custom field spelled out inside its template, which says the record type and the name."""

    recordType = None  # type: ignore[assignment]  # DRF's way to drop an inherited field
    template = None  # type: ignore[assignment]
