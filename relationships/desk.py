"""What this room adds to the search and to the first page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actor import Actor
from desk import home, search
from desk.home import Concern, Contribution, Figure, Part, count_up_to_most
from desk.search import Source
from relationships.models import Relationship
from relationships.pages import RELATIONSHIP_PAGES
from relationships.querysets import RelationshipQuerySet
from relationships.search import find


def contribution(actor: Actor) -> Contribution:
    """How many there are, and how many of them inactive, each by an index of its own; and what is wrong with some. Four statements."""
    rows = Relationship.objects.visible_to(actor)
    inactive = rows.filter(relationship_status="inactive").order_by().count()
    active = rows.order_by().count() - inactive
    note = _("{number} inactive").format(number=f"{inactive:,}") if inactive else ""
    figure = Figure(_("Relationships"), "waypoints", active, note, RELATIONSHIP_PAGES.list_url(relationshipStatus="active"))
    return Contribution([figure], concerns=list(_concerns(rows)) if active else ())


def _concerns(rows: RelationshipQuerySet) -> Iterator[Concern]:
    """Active ones that nobody can be asked about, and those that lead to what is archived."""
    active = {"relationshipStatus": "active"}
    alone, is_more = count_up_to_most(rows.filter(relationship_status="active").without_contacts())
    text = ngettext("active relationship without a contact", "active relationships without a contact", alone)
    yield Concern(text, alone, "contact", RELATIONSHIP_PAGES.list_url(**active, hasContacts="false"), is_more)
    astray, is_more = count_up_to_most(rows.filter(relationship_status="active").with_an_archived_end())
    text = ngettext("active relationship of an archived organization", "active relationships of archived organizations", astray)
    yield Concern(text, astray, "archive", RELATIONSHIP_PAGES.list_url(**active, endStatus="archived"), is_more)


search.attach(
    Source(
        "relationships",
        gettext_lazy("Relationships"),
        "waypoints",
        "RELATIONSHIP.READ",
        find,
        lambda text: RELATIONSHIP_PAGES.list_url(q=text),
    )
)
home.attach("relationships", Part("RELATIONSHIP.READ", contribution))
