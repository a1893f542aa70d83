"""The pages of relationships, declared, and how an edge is shown from above: source, what it is to the target, target."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from contacts.models import Contact
from contacts.pages import CONTACT_PAGES
from desk.facts import mail, telephone
from desk.page_views import ACTIVITY, API, OVERVIEW
from desk.record_pages import Panel, RecordPages, Tab
from desk.sharing import sharing_panel
from relationships.directions import labels
from relationships.stubs import ENDS, linked, open_ends
from relationships.words import load_vocabulary
from upserts.resource import Row


def says(record: Row) -> str:
    """The edge as one reads it."""
    return f"{record['source']['name']} → {record['target']['name']}"


def named(row: Any) -> str:
    """The same, of a row with its ends."""
    return f"{row.source} → {row.target}"


def adds(record: Row, actor: Actor) -> Row:
    """The ends and the lead supplier with their addresses, and what the types say in both directions. At most two statements."""
    opened = open_ends([record], actor)
    words = load_vocabulary(actor).by_key
    stubs = {end: linked(record[end], opened) for end in ENDS}
    return {**stubs, "forward": labels(record["types"], words, forward=True), "reverse": labels(record["types"], words, forward=False)}


def people(record: Row, actor: Actor) -> Row:
    """The contacts that the edge lists, by end. One statement; none where it lists nobody.

    Whose people they are the edge does not say: it is told of those whose organization the actor sees, and only they have a link.
    """
    ids = [contact["id"] for contact in record["contacts"]]
    rows = Contact.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "organization_id") if ids else ()
    places: dict[int, int] = dict(rows)
    names: dict[int | None, str] = {record[end]["id"]: record[end]["name"] for end in ("source", "target")}
    groups: dict[int | None, list[Row]] = {end: [] for end in (*names, None)}
    for contact in record["contacts"]:
        end = places.get(contact["id"])
        url = None if end is None else CONTACT_PAGES.url("detail", contact)
        dial = telephone(contact["phoneNumber"] or "")
        groups[end].append(contact | {"url": url, "mail_url": mail(contact["email"]), "dial_url": dial})
    return {
        "groups": [{"name": names.get(end, ""), "contacts": listed} for end, listed in groups.items() if listed],
        "edit_url": RELATIONSHIP_PAGES.url("field", record, "contacts") if RELATIONSHIP_PAGES.may_edit(record, actor) else None,
    }


def example(record: Row) -> Row:
    """A change that nobody minds, for the API tab: the status as it is."""
    return {"relationshipStatus": record["relationshipStatus"]}


RELATIONSHIP_PAGES = RecordPages(
    name="relationships",
    noun=_("relationship"),
    plural=_("Relationships"),
    head="relationships/head.html",
    says=says,
    named=named,
    named_with=("source", "target"),
    adds=adds,
    covered_by=lambda record: (record["source"]["id"], record["target"]["id"]),
    tabs=(
        Tab(OVERVIEW, "relationships:detail"),
        Tab(ACTIVITY, "relationships:activity"),
        Tab(_("Sharing"), "relationships:sharing"),
        Tab(API, "relationships:api"),
    ),
    not_shown=("source", "target", "contacts"),
    reloads=("source", "target"),
    example=example,
    panels=[Panel("relationships/people.html", people, is_beside=False), sharing_panel("relationships")],
)
