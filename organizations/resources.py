"""Organizations as consumers send them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accounts.actor import Actor
from accounts.models import Account, Company
from api.errors import Path
from api.fields import (
    CountryField,
    ItemSerializer,
    Report,
    StrictBool,
    StrictChar,
    StrictChoice,
    StrictDate,
    StrictDecimal,
    StrictInteger,
    StrictList,
    StrictUrl,
)
from api.text import case_key
from customfields.validation import Merged, template_values
from database.compiled import AccountRows
from organizations.models import Category, Organization, OrganizationType
from organizations.name_keys import name_keys
from organizations.reading import ORGANIZATION
from upserts.draft import Draft
from upserts.items import FieldActions, RecordId, RecordItem
from upserts.references import MAX_VALUE
from upserts.registry import register
from upserts.resource import BY_EXTERNAL_ID, BY_ID, Capabilities, Key, Resource
from upserts.values import AnyValue
from upserts.world import World

BY_NAME = Key("name", ("type", "name_key"), "name", adopts="unkeyed", policy="names_unique")


class Degrees(StrictDecimal):
    """Degrees of latitude or longitude (WGS 84), -bound … bound with at most six decimals, as a number or a text. null: not known."""

    def __init__(self, bound: int) -> None:
        limits = {"min_value": Decimal(-bound), "max_value": Decimal(bound)}
        super().__init__(max_digits=9, decimal_places=6, strings=True, required=False, allow_null=True, **limits)


class TemplateValue(ItemSerializer):
    """One value of a template's field, by the field's id."""

    id = RecordId()
    key = StrictChar(max_length=64, required=False)
    name = StrictChar(max_length=255, required=False)
    dataType = StrictChar(source="data_type", max_length=20, required=False)
    value = AnyValue(allow_null=True)


class TemplateChoice(ItemSerializer):
    """Which template an organization has, and values of its fields. `name` may come along, as it was read."""

    id = RecordId()
    name = StrictChar(max_length=255, required=False)
    fields = StrictList(child=TemplateValue(), required=False)  # type: ignore[assignment]  # DRF takes it out of the class again


class CategoryChoice(RecordId):
    """A category by id, or as the read model shows it: {id, name}. The value is (id, name); name None: not said."""

    def check(self, value: object, report: Report, path: Path) -> object:
        said = value if isinstance(value, dict) and value.keys() == {"id", "name"} else {"id": value, "name": None}
        identity = super().check(said["id"], report, path)
        return (identity, said["name"]) if isinstance(identity, int) else identity

    def gate(self) -> Any:
        return None


class OrganizationItem(RecordItem):
    """One organization as consumers send it."""

    read_only_members = RecordItem.read_only_members | {"inspId", "relationshipsCount", "mergedInto"}
    required_on_create = ("type", "name")

    type = StrictChoice(OrganizationType.values, required=False)
    name = StrictChar(max_length=255, required=False, allow_null=False)
    status = StrictChoice(Organization.Status.values, required=False)
    company = StrictInteger(min_value=1, source="company_number", required=False)
    category = CategoryChoice(source="category_choice", required=False, allow_null=True)
    addressLine1 = StrictChar(source="address_line1", max_length=255, required=False)
    addressLine2 = StrictChar(source="address_line2", max_length=255, required=False)
    city = StrictChar(max_length=100, required=False)
    stateProvince = StrictChar(source="state_province", max_length=100, required=False)
    zipPostalCode = StrictChar(source="zip_postal_code", max_length=20, required=False)
    country = CountryField(required=False)
    phone = StrictChar(max_length=50, required=False)
    mobile = StrictChar(max_length=50, required=False)
    fax = StrictChar(max_length=50, required=False)
    website = StrictUrl(required=False)
    generalDescription = StrictChar(source="general_description", max_length=1000, multiline=True, required=False)
    supplementaryDescription = StrictChar(source="supplementary_description", max_length=1000, multiline=True, required=False)
    additionalDescription = StrictChar(source="additional_description", max_length=1000, multiline=True, required=False)
    ndaSigned = StrictBool(source="nda_signed", required=False)
    ndaSignedDate = StrictDate(source="nda_signed_date", required=False, allow_null=True)
    msaSigned = StrictBool(source="msa_signed", required=False)
    msaSignedDate = StrictDate(source="msa_signed_date", required=False, allow_null=True)
    latitude = Degrees(bound=90)
    longitude = Degrees(bound=180)
    template = TemplateChoice(required=False, allow_null=True)
    fieldActions = FieldActions(
        source="field_actions",
        required=False,
        lists={"contacts": ("append", "remove"), "customFields": ("append", "remove", "replace")},
    )


def derive(draft: Draft, world: World) -> None:
    """What the name is found by: by its likes, and exactly, while the account wants names to be unique."""
    name = draft.values.get("name")
    if isinstance(name, str):
        draft.values["plain_key"], draft.values["near_key"] = name_keys(name)
    if world.words["names_unique"] and name is not None:
        draft.values["name_key"] = case_key(name)


def understand(draft: Draft, world: World) -> None:
    """Company number, category and template become ids of this account."""
    values = draft.values
    if len(values.get("external_id") or "") > MAX_VALUE:
        draft.warn("external_id_not_referenceable", "externalId", max=MAX_VALUE)
    if "company_number" in values:
        number = values.pop("company_number")
        values["company_id"] = world.words["companies"].get(number)
        if values["company_id"] is None:
            draft.refuse("reference_not_found", "company", number=number, suggestions=sorted(world.words["companies"])[:5])
    if "category_choice" in values:
        category, name = values.pop("category_choice") or (None, None)
        known = world.words["categories"].get(category)
        values["category_id"] = category
        if category is not None and known is None:
            draft.refuse("reference_not_found", "category", id=category)
        elif known is not None and name not in (None, known.name):
            draft.refuse("read_only_field", "category", "name")
    if "template" in values:
        template = values["template"]
        values["template_id"] = template and template["id"]
        known_template = world.definitions.templates.get(values["template_id"])
        if template and known_template is None:
            draft.refuse("reference_not_found", "template", "id", id=template["id"])
        elif template and known_template and template.get("name") not in (None, known_template.name):
            draft.refuse("read_only_field", "template", "name")


def custom_input(draft: Draft, world: World) -> Merged:
    """`customFields` and `template.fields` say the same in two places."""
    said = draft.values.get("custom_fields") or {}
    fields = (draft.values.get("template") or {}).get("fields")
    if not fields or draft.values["template_id"] not in world.definitions.templates:
        return Merged(said, {}, [])
    return template_values(fields, definitions=world.definitions, template_id=draft.values["template_id"], custom_fields=said)


def choose_company(draft: Draft, world: World) -> None:
    """A new organization belongs to a company: the only one, or one that is named."""
    companies = world.words["companies"]
    if (draft.row is None or world.options.whole) and draft.values.get("company_id") is None:
        if len(companies) == 1:
            draft.values["company_id"] = next(iter(companies.values()))
        elif companies:
            draft.refuse("required", "company", choices=sorted(companies))


def refuse_inactive_category(draft: Draft, world: World) -> None:
    """An inactive category stays where it is, but is not newly chosen."""
    category = draft.values.get("category_id")
    if category is not None and not world.words["categories"][category].is_active and (draft.row or {}).get("category_id") != category:
        draft.refuse("reference_not_found", "category", message="This category is not active.", id=category)


def refuse_archived(draft: Draft, world: World) -> None:
    """An archived organization takes nothing but its own repetition, unless the call revives."""
    if draft.row is None or draft.row["status"] != "archived" or world.options.revive:
        return
    if "status" not in draft.values or draft.changes:
        draft.refuse("organization_archived", id=draft.row["id"])


def companies(actor: Actor) -> dict[int, int]:
    """The account's companies: id by number."""
    return dict(_COMPANIES.of(actor.account_id))


def categories(actor: Actor) -> dict[int, Category]:
    """The account's organization categories, by id."""
    return {category.pk: category for category in Category.objects.visible_to(actor)}


def names_unique(actor: Actor) -> bool:
    """The account's policy, read under its lock."""
    return Account.objects.values_list("organization_names_unique", flat=True).get(pk=actor.account_id)


def company_number(company_id: int | None, world: World) -> int | None:
    """How the wire names a company."""
    return next((number for number, known in world.words["companies"].items() if known == company_id), None)


_COMPANIES = AccountRows(lambda account: Company.objects.visible_to(account).order_by("number").values_list("number", "id"))
ORGANIZATIONS = register(
    Resource(
        name="organizations",
        record_type="organization",
        model=Organization,
        item=OrganizationItem,
        keys=(BY_ID, BY_EXTERNAL_ID, BY_NAME),
        capabilities=Capabilities(
            view="view_organization", edit="edit_organization", rekey="full_organization", archive="full_organization"
        ),
        read_model=ORGANIZATION,
        orders={"id": "id", "name": "name", "updatedAt": "updated_at"},
        immutable=("type",),
        kept=("status", "contacts", "company"),
        reference_columns=("type", "name", "status"),
        words={"companies": companies, "categories": categories, "names_unique": names_unique},
        derive=derive,
        understand=understand,
        custom_input=custom_input,
        rules=(choose_company, refuse_inactive_category),
        seal=refuse_archived,
        columns_of={"company": "company_id", "category": "category_id", "template": "template_id"},
        shows={"company": company_number},
    )
)
