"""The pages of duplicates: what may be one, side by side, and what people have told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.actor import Actor
from accounts.capabilities import allows, mask_of
from accounts.errors import RefusedItem
from accounts.pages import Page, go
from api.countries import all_countries
from api.errors import Problem
from api.filters import MAX_ID
from desk.record_pages import by_id
from organizations.duplicates import WAYS, Pair, Place, Suggested, Way
from organizations.models import DistinctPair
from organizations.pages import ORGANIZATION_PAGES
from organizations.pairs import NEEDED, keep_apart, pairs_seen, suggest_again
from upserts.reading import read
from upserts.resource import Row

APART_AT_ONCE = 25
SALT = "duplicates"
COUNTRIES = {one.alpha2: one.name for one in all_countries()}
# (member of the read model, label); told apart by colour and by the word “differs”.
COMPARED = (
    ("externalId", gettext_lazy("External id")),
    ("country", gettext_lazy("Country")),
    ("city", gettext_lazy("City")),
    ("addressLine1", gettext_lazy("Address")),
    ("website", gettext_lazy("Website")),
    ("phone", gettext_lazy("Phone")),
    ("contactPerson", gettext_lazy("Contact person")),
    ("relationshipsCount", gettext_lazy("Relationships")),
    ("createdAt", gettext_lazy("Created")),
)


# That these differ says nothing: they do between any two.
NATURAL = ("externalId", "relationshipsCount", "createdAt")


@dataclass(frozen=True, slots=True)
class Line:
    """One member of both. `differs`: each has a value, and another one. `at`: they are instants."""

    label: Any
    values: tuple[Any, Any]
    differs: bool
    at: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Two records that may be one. `merge_urls`: into the first, into the second; None: the actor may not merge them."""

    pair: Pair
    records: tuple[Row, Row]
    urls: tuple[str, str]
    lines: Sequence[Line]
    merge_urls: tuple[str, str] | None


class DuplicatesPage(Page, TemplateView):
    """GET /duplicates: `?way=` one of those that look, `?after=` the place that the page before named. Takes sight of both.

    Deciding takes both in full. POST `first`, `second` (ids): they are no duplicates. Sent twice, it does nothing more.
    """

    needs = {"GET": ("ORGANIZATION.READ",), "POST": ("ORGANIZATION.UPDATE",)}
    title = gettext_lazy("Duplicates")
    template_name = "organizations/duplicates.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        first, second = (by_id(request.POST.get(name, "")) or 0 for name in ("first", "second"))
        with _refusals():
            keep_apart(actor=self.actor, first_id=first, second_id=second)
        messages.success(request, _("Remembered: these two are not the same. You find them under “Told apart”."))
        return go(request, self._address(_way(request.POST.get("way", ""), self.actor)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        way = _way(self.request.GET.get("way", ""), self.actor)
        after = _place(self.request.GET.get("after", ""), way, self.actor)
        found = way.find(self.actor, after)
        pages = {"is_first": after is None, "first_url": self._address(way), "next_url": self._next(way, found)}
        tabs = ways_as_tabs(self.actor, way.key)
        return super().get_context_data(way=way, tabs=tabs, cards=cards(self.actor, found.pairs), pages=pages, **kwargs)

    def _address(self, way: Way) -> str:
        return f"{reverse('organizations:duplicates')}?way={way.key}"

    def _next(self, way: Way, found: Suggested) -> str | None:
        if found.after is None:
            return None
        return f"{self._address(way)}&after={signing.dumps(list(found.after), salt=_salt(way, self.actor), compress=True)}"


class ApartPage(Page, TemplateView):
    """GET /duplicates/apart: pairs that were told apart, the latest first; `?before=` an id leads further back.

    POST `pair`: suggest it again.
    """

    needs = {"GET": ("ORGANIZATION.READ",), "POST": ("ORGANIZATION.UPDATE",)}
    title = gettext_lazy("Duplicates")
    template_name = "organizations/apart.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        with _refusals():
            suggest_again(actor=self.actor, pair_id=by_id(request.POST.get("pair", "")) or 0)
        messages.success(request, _("The two are suggested again."))
        return go(request, reverse("organizations:apart"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = by_id(self.request.GET.get("before", "")) or MAX_ID
        rows = pairs_seen(self.actor).filter(pk__lt=before).order_by("-pk").select_related("decided_by")
        pairs = list(rows[: APART_AT_ONCE + 1])
        earlier = pairs[APART_AT_ONCE - 1].pk if len(pairs) > APART_AT_ONCE else None
        shown = list(_decided(pairs[:APART_AT_ONCE], self.actor))
        tabs = ways_as_tabs(self.actor, "")
        return super().get_context_data(tabs=tabs, decided=shown, before=earlier, is_first=before == MAX_ID, **kwargs)


@contextmanager
def _refusals() -> Iterator[None]:
    """The page of a refusal: 403 for what is seen, else 404, as everywhere."""
    try:
        yield
    except RefusedItem as refused:
        is_seen = refused.errors[0].code == "permission_denied"
        raise Problem("permission_denied" if is_seen else "not_found") from refused


def ways_as_tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """A tab for each way the actor may look, and one for what was told apart."""
    address = reverse("organizations:duplicates")
    tabs = [{"label": way.label, "url": f"{address}?way={way.key}", "current": way.key == current} for way in _ways(actor)]
    return [*tabs, {"label": _("Told apart"), "url": reverse("organizations:apart"), "current": not current}]


def cards(actor: Actor, pairs: Sequence[Pair]) -> list[Card]:
    """The pairs with what is known of both, as far as the actor sees both. A fixed number of statements."""
    ids = sorted({identity for pair in pairs for identity in (pair.first, pair.second)})
    records = {record["id"]: record for record in read(ORGANIZATION_PAGES.resource, actor, ids)}
    seen = [pair for pair in pairs if pair.first in records and pair.second in records]
    return [_card(pair, (records[pair.first], records[pair.second]), actor) for pair in seen]


def _card(pair: Pair, records: tuple[Row, Row], actor: Actor) -> Card:
    first, second = records
    urls = tuple(ORGANIZATION_PAGES.url("detail", record) for record in records)
    may = actor.may("ORGANIZATION", "UPDATE") and all(allows(mask_of(one["permissions"]), NEEDED) for one in records)
    merges = (f"{ORGANIZATION_PAGES.url('merge', one)}?from={other['id']}" for one, other in ((first, second), (second, first)))
    return Card(pair, records, cast(tuple[str, str], urls), list(_lines(*records)), cast(tuple[str, str], tuple(merges)) if may else None)


def _lines(first: Row, second: Row) -> Iterator[Line]:
    """What at least one of them has."""
    for member, label in COMPARED:
        values = (_said(member, first[member]), _said(member, second[member]))
        if any(value is not None for value in values):
            yield Line(label, values, member not in NATURAL and None not in values and values[0] != values[1], member == "createdAt")


def _said(member: str, value: Any) -> Any:
    if member == "country":
        return COUNTRIES.get(value, value)
    if member == "contactPerson":
        return value and f"{value['name']} · {value['email']}"
    return value if value != "" else None


def _decided(pairs: Sequence[DistinctPair], actor: Actor) -> Iterator[Mapping[str, Any]]:
    """Pairs of which the actor sees both ends."""
    ids = sorted({identity for pair in pairs for identity in (pair.first_id, pair.second_id)})
    records = {record["id"]: record for record in read(ORGANIZATION_PAGES.resource, actor, ids)}
    for pair in pairs:
        if pair.first_id in records and pair.second_id in records:
            card = _card(Pair(pair.first_id, pair.second_id, 0, ""), (records[pair.first_id], records[pair.second_id]), actor)
            yield {"pair": pair, "records": zip(card.records, card.urls, strict=True), "may_undo": card.merge_urls is not None}


def _ways(actor: Actor) -> list[Way]:
    return [way for way in WAYS.values() if way.operation in actor.operations]


def _way(key: str, actor: Actor) -> Way:
    """The way that an address names, or the first one."""
    ways = _ways(actor)
    return next((way for way in ways if way.key == key), ways[0])


def _place(text: str, way: Way, actor: Actor) -> Place | None:
    """What an address of ours named. None: the beginning, also for what we did not write."""
    try:
        return tuple(signing.loads(text, salt=_salt(way, actor))) if text else None
    except signing.BadSignature:
        return None


def _salt(way: Way, actor: Actor) -> str:
    return f"{SALT}:{way.key}:{actor.account_id}"
