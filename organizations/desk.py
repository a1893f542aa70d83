"""What this room adds to the search and to the first page."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actor import Actor
from api.countries import all_countries
from desk import home, search
from desk.history_names import named_members, own_verbs
from desk.home import Bar, Chart, Concern, Contribution, Figure, Part, bars
from desk.search import Source
from organizations.duplicates import same_names
from organizations.models import Organization, OrganizationType
from organizations.pages import ORGANIZATION_PAGES
from organizations.pairs import MEMBER
from organizations.search import find

COUNTRIES = {one.alpha2: one.name for one in all_countries()}
SHOWN_COUNTRIES = 8


def contribution(actor: Actor) -> Contribution:
    """How many there are, by type and country; one statement. And whether some may be one: three more."""
    counted = Organization.objects.visible_to(actor).order_by().values_list("type", "status", "country").annotate(number=Count("id"))
    active: Counter[tuple[str, str | None]] = Counter()
    archived = 0
    for kind, status, country, number in counted:
        if status == Organization.Status.ACTIVE:
            active[kind, country] += number
        else:
            archived += number
    total = active.total()
    note = _("{number} archived").format(number=f"{archived:,}") if archived else ""
    figure = Figure(_("Organizations"), "building-2", total, note, ORGANIZATION_PAGES.list_url(status="active"))
    charts = (Chart(_("By type"), _("Organizations"), _by_type(active)), Chart(_("By country"), _("Organizations"), _by_country(active)))
    return Contribution([figure], charts, _concerns(actor) if total > 1 else ())


def _by_type(active: Counter[tuple[str, str | None]]) -> list[Bar]:
    found = Counter[str]()
    for (kind, _country), number in active.items():
        found[kind] += number
    ordered = [(kind, found[kind.value]) for kind in OrganizationType]
    more = {
        kind: {"letter": kind.value, "css": f"bar-{kind.value.lower()}", "url": ORGANIZATION_PAGES.list_url(type=kind.value)}
        for kind in OrganizationType
    }
    return bars([(str(kind.label), number, more[kind]) for kind, number in sorted(ordered, key=lambda pair: -pair[1])])


def _by_country(active: Counter[tuple[str, str | None]]) -> list[Bar]:
    """The most frequent, and all others as one."""
    found = Counter[str]()
    for (_kind, country), number in active.items():
        found[country or ""] += number
    unknown = found.pop("", 0)
    most = found.most_common(SHOWN_COUNTRIES)
    others = found.total() - sum(number for _code, number in most)
    shown = [(COUNTRIES.get(code, code), number, {"url": ORGANIZATION_PAGES.list_url(country=code)}) for code, number in most]
    rest = [(_("Other countries"), others, {"css": "bar-rest"}), (_("Country unknown"), unknown, {"css": "bar-rest"})]
    return bars([*shown, *rest])


def _concerns(actor: Actor) -> list[Concern]:
    found = same_names(actor)
    number = len(found.pairs)
    text = ngettext("pair of organizations may be one", "pairs of organizations may be one", number)
    return [Concern(text, number, "copy-check", reverse("organizations:duplicates"), is_more=found.after is not None)]


def _searched(text: str) -> str | None:
    return ORGANIZATION_PAGES.list_url(q=text, includeArchived="true")


search.attach(Source("organizations", gettext_lazy("Organizations"), "building-2", "ORGANIZATION.READ", find, _searched))
home.attach("organizations", Part("ORGANIZATION.READ", contribution))
named_members[MEMBER] = (gettext_lazy("Not the same"), "organizations")
own_verbs["distinct_pair"] = {"create": gettext_lazy("told apart"), "delete": gettext_lazy("no longer tells apart")}
