"""The list page of organizations: its columns, filters and what can be done to many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Company
from api.countries import all_countries
from api.filters import IdFilter
from desk import cells
from desk.cells import Part, Text, Words
from desk.list_filters import PERMISSIONS
from desk.record_list import BulkField, Column, Control, RecordList
from organizations.filters import OrganizationFilters
from organizations.models import Category, Organization, OrganizationType
from organizations.reading import VISIBLE_NAMES
from upserts.members import Row

STATUSES: Mapping[str, tuple[Text, str]] = {"active": (_("Active"), "tag dot success"), "archived": (_("Archived"), "tag dot")}
COUNTRIES = tuple((one.alpha2, one.name) for one in all_countries())


class OrganizationListFilters(OrganizationFilters):
    """As the API, and by what staff file organizations under."""

    categoryId = IdFilter(field_name="category_id")
    company = IdFilter(field_name="company__number")


def words(actor: Actor) -> Words:
    """Categories and companies. Two statements."""
    categories = Category.objects.visible_to(actor).order_by("name").values_list("id", "name")
    companies = Company.objects.visible_to(actor).order_by("number").values_list("number", "name")
    return {
        "categories": [(str(identity), name) for identity, name in categories],
        "companies": [(str(number), f"{number} · {name}") for number, name in companies],
    }


def names_of(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    """What organizations are called, as far as the actor sees them. One statement."""
    return dict(VISIBLE_NAMES.of(actor, ids))


def name(record: Row, words: Words) -> Sequence[Part]:
    """The name, the key the account knows the organization by, and whether it is archived."""
    key = [Part(record["externalId"], is_muted=True)] if record["externalId"] else []
    archived = [Part(_("Archived"), tone="tag dot")] if record["status"] == "archived" else []
    return [cells.organization_part(record, is_main=True), *key, *archived]


def kind(record: Row, words: Words) -> Sequence[Part]:
    """The type, letter and word."""
    return [Part(OrganizationType(record["type"]).label, letter=record["type"])]


def contact_person(record: Row, words: Words) -> Sequence[Part]:
    """Who to talk to."""
    person = record["contactPerson"]
    return [] if person is None else [Part(person["name"], href=f"mailto:{person['email']}", title=person["email"])]


ORGANIZATION_LIST = RecordList(
    name="organizations",
    title=_("Organizations"),
    search_hint=_("Name or external id"),
    filters=OrganizationListFilters,
    says=lambda record: str(record["name"]),
    key=lambda record: record["inspId"] or record["id"],
    sort=(("name", False),),
    words=words,
    columns=(
        Column("name", _("Name"), name, sort="name"),
        Column("type", _("Type"), kind, sort="type"),
        Column("country", _("Country"), cells.country("country"), sort="country"),
        Column("city", _("City"), cells.plain("city")),
        Column("category", _("Category"), cells.named("category")),
        Column("relationshipsCount", _("Relationships"), cells.plain("relationshipsCount"), css="number"),
        Column("status", _("Status"), cells.badge("status", STATUSES), is_default=False),
        Column("updatedAt", _("Changed"), cells.instant("updatedAt"), sort="updated_at"),
        Column("externalId", _("External id"), cells.plain("externalId"), is_default=False),
        Column("company", _("Company"), cells.plain("company"), is_default=False, css="number"),
        Column("contactPerson", _("Contact person"), contact_person, is_default=False),
        Column("addressLine1", _("Address"), cells.plain("addressLine1"), is_default=False),
        Column("stateProvince", _("State or province"), cells.plain("stateProvince"), is_default=False),
        Column("zipPostalCode", _("Postal code"), cells.plain("zipPostalCode"), is_default=False),
        Column("phone", _("Phone"), cells.plain("phone"), is_default=False),
        Column("website", _("Website"), cells.web("website"), is_default=False),
        Column("ndaSigned", _("NDA signed"), cells.yes("ndaSigned"), is_default=False),
        Column("msaSigned", _("MSA signed"), cells.yes("msaSigned"), is_default=False),
        Column("updatedBy", _("Changed by"), cells.user("updatedBy"), is_default=False),
        Column("createdAt", _("Created"), cells.instant("createdAt"), is_default=False),
        Column("createdBy", _("Created by"), cells.user("createdBy"), is_default=False),
    ),
    controls=(
        Control("type", _("Type"), choices=OrganizationType.choices, is_first=True),
        Control("status", _("Status"), choices=Organization.Status.choices, is_first=True),
        Control("country", _("Country"), choices=COUNTRIES, is_first=True),
        Control("categoryId", _("Category"), choices="categories", is_first=True),
        Control("company", _("Company"), choices="companies"),
        Control("externalId", _("External id"), "text"),
        Control("updatedSince", _("Changed since"), "day"),
        Control("permission", _("My permission"), choices=PERMISSIONS),
        Control("includeArchived", _("Archived, too"), choices=(("true", _("Yes")),)),
    ),
    bulk_fields=(
        BulkField("category", _("Category"), choices="categories", read=lambda text, actor: cells.number(text)),
        BulkField("country", _("Country"), choices=COUNTRIES),
        BulkField("company", _("Company"), choices="companies", read=lambda text, actor: cells.number(text), can_clear=False),
    ),
    actions=("edit", "archive", "restore"),
)
