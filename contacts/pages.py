"""The pages of contacts, declared, and what they add to the page of their organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from contacts.models import Contact
from contacts.reading import full_name
from contacts.similar import similar_contacts
from desk.facts import telephone
from desk.page_views import ACTIVITY, API, OVERVIEW
from desk.record_pages import RecordPages, Suggestion, Tab, by_id
from organizations.pages import ORGANIZATION_PAGES
from upserts.resource import Row


def says(record: Row) -> str:
    """A contact by both names."""
    return full_name(record["firstName"], record["lastName"])


def similar(actor: Actor, said: Mapping[str, Any]) -> Sequence[Suggestion]:
    """Contacts that a form may mean which says this e-mail, or this name at this organization."""
    name = " ".join(filter(None, (str(said.get("firstName", "")).strip(), str(said.get("lastName", "")).strip())))
    organization = by_id(str(said.get("organization", "")))
    found = similar_contacts(actor, email=str(said.get("email", "")), name=name, organization_id=organization)
    return [_suggestion(one.id, one.name, one.email, one.organization_name) for one in found]


def _suggestion(identity: int, name: str, email: str, organization: str) -> Suggestion:
    return Suggestion(identity, name, CONTACT_PAGES.url("detail", {"id": identity}), note=f"{email} · {organization}")


def example(record: Row) -> Row:
    """A change that nobody minds, for the API tab: what is there already, where there is something."""
    return {"phoneNumber": record["phoneNumber"] or "+351 22 000 0000"}


def contacts_count(record: Row, actor: Actor) -> int:
    """How many people of an organization the actor sees."""
    count: int = Contact.objects.visible_to(actor).filter(organization_id=record["id"]).count()
    return count


def above(record: Row, actor: Actor) -> str | None:
    """The people of the organization, for who may open its pages."""
    return ORGANIZATION_PAGES.url("contacts", record["organization"]) if actor.may("ORGANIZATION", "READ") else None


CONTACT_PAGES = RecordPages(
    name="contacts",
    noun=_("contact"),
    plural=_("Contacts"),
    head="contacts/head.html",
    says=says,
    tabs=(
        Tab(OVERVIEW, "contacts:detail"),
        Tab(_("Relationships"), "contacts:relationships", "RELATIONSHIP.READ"),
        Tab(ACTIVITY, "contacts:activity"),
        Tab(API, "contacts:api"),
    ),
    not_shown=("organization",),
    watched=("organization", "firstName", "lastName", "email"),
    similar=similar,
    links={"phoneNumber": telephone},
    example=example,
    above=above,
)
ORGANIZATION_PAGES.attach(counts={"organizations:contacts": contacts_count})
