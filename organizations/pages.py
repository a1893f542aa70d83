"""The pages of organizations, declared; their views are those of every record (desk/page_views.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.countries import all_countries
from api.text import TextError, clean_key
from desk.facts import telephone
from desk.page_views import ACTIVITY, API, OVERVIEW
from desk.record_pages import RecordPages, Suggestion, Tab
from desk.sharing import sharing_panel
from organizations.insp_id import insp_id, organization_id
from organizations.models import Organization, OrganizationType
from organizations.similar import similar_organizations
from upserts.resource import Row

MAX_FOUND = 20
COLUMNS = ("id", "type", "name", "external_id", "country")


def similar(actor: Actor, said: Mapping[str, Any]) -> Sequence[Suggestion]:
    """Organizations that a form may mean which says this name and country."""
    found = similar_organizations(actor, name=str(said.get("name", "")), country=str(said.get("country", "")) or None)
    return [_suggestion(one.id, one.type, one.name, one.external_id, one.country) for one in found]


def search(actor: Actor, text: str) -> Sequence[Suggestion]:
    """Active organizations whose name or external id contains the text, by name. One statement; none for no text."""
    try:
        wanted = clean_key(text)
    except TextError:
        return []
    if not wanted:
        return []
    rows = Organization.objects.visible_to(actor).active().matching(wanted).order_by("name", "id").values_list(*COLUMNS)
    return [_suggestion(*row) for row in rows[:MAX_FOUND]]


def _suggestion(identity: int, type_: str, name: str, external_id: str | None, country: str | None) -> Suggestion:
    note = " · ".join(filter(None, (str(OrganizationType(type_).label), external_id, _COUNTRIES.get(country or ""))))
    return Suggestion(identity, name, ORGANIZATION_PAGES.url("detail", {"id": identity}), type_, note)


def example(record: Row) -> Row:
    """A change that nobody minds, for the API tab: what is there already, where there is something."""
    return {"city": record["city"] or "Porto"}


_COUNTRIES = {one.alpha2: one.name for one in all_countries()}
ORGANIZATION_PAGES = RecordPages(
    name="organizations",
    noun=_("organization"),
    plural=_("Organizations"),
    head="organizations/head.html",
    says=lambda record: str(record["name"]),
    key=insp_id,
    identify=organization_id,
    tabs=(
        Tab(OVERVIEW, "organizations:detail"),
        Tab(_("Relationships"), "organizations:relationships", "RELATIONSHIP.READ", lambda record: record["relationshipsCount"]),
        Tab(_("Graph"), "organizations:graph", "RELATIONSHIP.READ"),
        Tab(_("Contacts"), "organizations:contacts", "CONTACT.READ"),
        Tab(_("Products"), "organizations:products", "PRODUCT.READ", of=lambda record: record["company"] is not None),
        Tab(ACTIVITY, "organizations:activity"),
        Tab(_("Sharing"), "organizations:sharing"),
        Tab(API, "organizations:api"),
    ),
    not_shown=("type",),
    beside=("contactPerson", "ndaSigned", "ndaSignedDate", "msaSigned", "msaSignedDate", "latitude", "longitude"),
    reloads=("template", "type"),
    watched=("name", "country", "type"),
    similar=similar,
    search=search,
    links={"phone": telephone, "mobile": telephone},
    example=example,
    panels=[sharing_panel("organizations")],
)
