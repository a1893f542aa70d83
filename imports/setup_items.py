"""The members of an account set-up file, on the wire's terms: names, types, limits."""

from __future__ import annotations

from rest_framework.fields import Field

from api.fields import ItemSerializer, StrictBool, StrictChar, StrictChoice, StrictInteger, StrictList
from customfields.items import CustomFieldItem, TemplateItem
from organizations.models import OrganizationType
from upserts.values import AnyValue

MOST_DEFINITIONS = 10_000
MOST_TEMPLATE_FIELDS = 1_000
_HIGHEST = 2**31 - 1


def definitions() -> StrictList:
    """A list whose entries are judged one by one, so that each mistake is found whatever the others are."""
    return StrictList(child=AnyValue(allow_null=True), max_length=MOST_DEFINITIONS, required=False)


def type_letters(source: str) -> StrictList:
    """Organization types; empty: every type."""
    return StrictList(child=StrictChoice(OrganizationType.values), source=source, max_length=50, required=False)


class PoliciesItem(ItemSerializer):
    """What the account has decided on."""

    organizationNamesUnique = StrictBool(source="organization_names_unique", required=False)


class SetupItem(ItemSerializer):
    """The whole file. Every member may be absent: then nothing changes there. Nothing is deleted, ever."""

    name = StrictChar(max_length=255, required=False, allow_null=False)
    policies = PoliciesItem(required=False)
    companies = definitions()
    relationshipTypes = definitions()
    contactRoles = definitions()
    categories = definitions()
    customFields = definitions()
    templates = definitions()


class CompanyItem(ItemSerializer):
    """A legal entity of the account."""

    number = StrictInteger(min_value=1, max_value=_HIGHEST)
    name = StrictChar(max_length=255)


class RelationshipTypeItem(ItemSerializer):
    """A word for how one organization stands to another: source <forwardLabel> target."""

    key = StrictChar(max_length=255)
    forwardLabel = StrictChar(source="forward_label", max_length=255)
    reverseLabel = StrictChar(source="reverse_label", max_length=255)
    sourceTypes = type_letters("source_types")
    targetTypes = type_letters("target_types")
    isSymmetric = StrictBool(source="is_symmetric", required=False)
    isActive = StrictBool(source="is_active", required=False)


class ContactRoleItem(ItemSerializer):
    """A job title."""

    key = StrictChar(max_length=100)
    label: Field = StrictChar(max_length=255)  # type: ignore[assignment]  # DRF sets Serializer.label on instances only
    isActive = StrictBool(source="is_active", required=False)


class CategoryItem(ItemSerializer):
    """A heading that organizations are sorted under."""

    name = StrictChar(max_length=255)
    isActive = StrictBool(source="is_active", required=False)


class SetupTemplateItem(TemplateItem):
    """A template and its fields in order: keys of custom fields, or custom fields spelled out."""

    fields = StrictList(child=AnyValue(allow_null=True), max_length=MOST_TEMPLATE_FIELDS, required=False)  # type: ignore[assignment]


class TemplateFieldItem(CustomFieldItem):
    """A custom field spelled out inside its template, which says the record type and the name."""

    recordType = None  # type: ignore[assignment]  # DRF's way to drop an inherited field
    template = None  # type: ignore[assignment]
