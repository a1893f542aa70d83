"""The page of a list: the rows that an address asks for, with all that people do to them. The same for every record type."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django_htmx.http import push_url

from accounts.actor import Actor
from accounts.capabilities import allows, mask_of
from accounts.pages import Page
from api.sorting import Place, Slice, cut, place_of
from customfields.definitions import Definitions, load_definitions
from desk.bulk import MAX_SELECTED
from desk.cells import Cell, Text, page_of
from desk.list_filters import SEARCH, chips_of, count_up_to, fields_of, narrow
from desk.list_state import ALL_RECORDS, DEFAULT_SIZE, ListState, extended_by, read_state, turned_by
from desk.record_list import RecordList
from desk.record_pages import page_address
from desk.saved_views import views_of
from upserts.list_models import PAGE_SIZES
from upserts.planning import ARCHIVED
from upserts.reading import read
from upserts.resource import Row

EXPORTS = ("csv", "xlsx", "ndjson")
TRANSIENT = ("column", "move")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head. `query` None: it can't be sorted by. `place` 0: the list is not; `then` "": it can't be sorted by this as well."""

    name: str
    label: Text
    css: str
    query: str | None
    then: str
    place: int
    descends: bool

    @property
    def aria(self) -> str:
        """For `aria-sort`, which one column may have: the first of the order."""
        return ("descending" if self.descends else "ascending") if self.place == 1 else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell with the label of its column."""

    label: Text
    css: str
    parts: Cell


@dataclass(frozen=True, slots=True)
class Line:
    """One record as the list shows it, with what its box and links are called for whoever does not see the row around them."""

    id: int
    name: str
    href: str
    edit: str
    cells: Sequence[Shown]
    may_edit: bool
    choose: str
    change: str
    open: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are. `is_more`: at least so many, nobody counted on."""

    rows: int
    is_more: bool


class ListPage(Page, TemplateView):
    """GET /<name>: `ListPage.as_view(records=…)`."""

    records: RecordList = cast(RecordList, None)  # given in the URL map
    template_name = "records/list.html"
    partials = ("list",)

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]  # it depends on the list
        return (f"{self.records.resource.permission}.READ",)

    @property
    def title(self) -> Text:  # type: ignore[override]
        return self.records.title

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        records = self.records
        self.definitions = load_definitions(self.actor.account_id, records.resource.record_type)
        self.views = views_of(self.actor, records.resource.record_type)
        state = read_state(records, self.definitions, request.GET)
        if (query := self._elsewhere(state)) is not None:
            return redirect(f"{request.path}?{query}")
        response: HttpResponse = self.render_to_response(self.get_context_data(state=state))
        is_tidy = not any(name in request.GET for name in TRANSIENT) and all(value for _, value in request.GET.items())
        address = f"{request.path}?{state.query}"
        if request.htmx:
            return push_url(response, address)
        return response if is_tidy else redirect(address)

    def _elsewhere(self, state: ListState) -> str | None:
        """The query string of the view that a bare address means; None: the address says itself what it wants."""
        sent = self.request.GET.keys()
        if not sent and self.views.default_id is not None:
            view = self.views.find(str(self.views.default_id))
        elif sent == {"view"} and state.view != ALL_RECORDS:
            view = self.views.find(state.view)
        else:
            return None
        if view is None or not view.query:
            return None
        return f"{view.query}&view={view.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state: ListState = kwargs.pop("state")
        records, actor, definitions = self.records, self.actor, self.definitions
        words = records.words(actor)
        rows, errors = narrow(records, state, actor, definitions)
        found = page_of_rows(records, actor, state, rows, self._size(state), self.request.path)
        controls = records.all_controls(definitions)
        first, rest = fields_of(controls, state, words, errors)
        salt = _salt(actor, self.request.path, state)
        return super().get_context_data(
            **kwargs,
            **_counted(rows, state, found),
            **_rights(records, actor, state),
            **self._addresses(state),
            records=records,
            state=state,
            lines=list(_lines(records, actor, state, definitions, found.ids, words)),
            headings=list(_headings(records, state, definitions)),
            has_several_sorts=len(state.sort) > 1,
            first_fields=first,
            more_fields=rest,
            has_more_set=any(field.values for field in rest),
            search="".join(state.values(SEARCH)),
            chips=chips_of(controls, state, words, errors, records.names(state.filters, actor)),
            errors=errors,
            previous=_query_of(found.previous, state, salt),
            following=_query_of(found.following, state, salt),
            size=self._size(state),
            sizes=PAGE_SIZES,
            views=self.views,
            view=self.views.find(state.view),
            chooser=_chooser(records, state, definitions),
            exports=list(_exports(records, state)),
        )

    def _addresses(self, state: ListState) -> dict[str, str]:
        """Where the forms and links of the page lead."""
        name = self.records.name
        cleared = state.turned(filters=()).query
        return {
            "views_url": reverse(f"{name}:views"),
            "bulk_url": reverse(f"{name}:bulk"),
            "clear_query": cleared,
            "clear_url": f"?{cleared}",
            "count_query": state.turned(counts=True).query,
            "usual_columns_query": state.turned(columns=state.usual[1]).query,
        }

    def _size(self, state: ListState) -> int:
        return state.size or self.views.page_size or DEFAULT_SIZE


def page_of_rows(records: RecordList, actor: Actor, state: ListState, rows: Any, size: int, path: str) -> Slice:
    """The ids of the page; a cursor that was made for another list leads to the first page."""
    sorting = state.sorting(records)
    place = place_of(state.cursor, _salt(actor, path, state), sorting) if state.cursor else None
    return cut(rows, sorting, place, size)


def _salt(actor: Actor, path: str, state: ListState) -> str:
    """What a cursor is bound to: it must carry nobody into somebody else's list, nor across another order."""
    bound = repr((actor.account_id, path, state.sort, sorted(state.filters))).encode("utf-8", "backslashreplace")
    return f"pages.cursor:{hashlib.sha256(bound).hexdigest()}"


def _query_of(place: Place | None, state: ListState, salt: str) -> str | None:
    return None if place is None else state.turned(cursor=place.cursor(salt)).query


def _lines(
    records: RecordList, actor: Actor, state: ListState, definitions: Definitions, ids: Sequence[int], words: Mapping[str, Any]
) -> Iterator[Line]:
    known = records.all_columns(definitions)
    columns = [known[name] for name in state.columns]
    found = read(records.resource, actor, ids)
    records.complete(found, actor)
    choose, change, open_ = _("Choose %(name)s"), _("Edit %(name)s"), _("Open %(name)s")
    for record in found:
        name = {"name": records.says(record)}
        may_edit = can_edit(records, actor, record)
        yield Line(
            id=record["id"],
            name=name["name"],
            href=page_of(f"{records.name}:detail", records.key(record)),
            edit=page_of(f"{records.name}:edit", records.key(record)) if may_edit and has_form(records, actor, record) else "",
            cells=[Shown(column.label, column.css, column.cell(record, words)) for column in columns],
            may_edit=may_edit,
            choose=choose % name,
            change=change % name,
            open=open_ % name,
        )


def can_edit(records: RecordList, actor: Actor, record: Row) -> bool:
    """Whether role and mask both allow to change this record, or to remove it."""
    name = records.resource.permission
    may = actor.may(name, "UPDATE") or actor.may(name, "DELETE")
    return may and allows(mask_of(record["permissions"]), records.resource.capabilities.edit)


def has_form(records: RecordList, actor: Actor, record: Row) -> bool:
    """Whether the form of a record that may be changed opens: not for who may only remove it, nor of an archived one."""
    is_archived = records.resource.capabilities.archive is not None and record["status"] == ARCHIVED
    return actor.may(records.resource.permission, "UPDATE") and not is_archived


def _headings(records: RecordList, state: ListState, definitions: Definitions) -> Iterator[Heading]:
    known = records.all_columns(definitions)
    places = {name: (number, descends) for number, (name, descends) in enumerate(state.sort, start=1)}
    for name in state.columns:
        column = known[name]
        place, descends = places.get(name, (0, False))
        can_sort = column.sort is not None
        query = state.turned(sort=turned_by(state.sort, name)).query if can_sort else None
        then = state.turned(sort=extended_by(state.sort, name)).query if can_sort and place != 1 else ""
        yield Heading(column.name, column.label, column.css, query, then, place, descends)


def _chooser(records: RecordList, state: ListState, definitions: Definitions) -> list[tuple[str, Text, bool]]:
    """Every column as (name, label, shown): the shown ones in their order, then the others."""
    known = records.all_columns(definitions)
    shown = [(name, known[name].label, True) for name in state.columns]
    return shown + [(name, column.label, False) for name, column in known.items() if name not in state.columns]


def _exports(records: RecordList, state: ListState) -> Iterator[tuple[str, str]]:
    """(format, address) of each file that holds what is filtered; none where there is no such address."""
    for form in EXPORTS:
        try:
            address = reverse("imports:export", args=[records.name, form])
        except NoReverseMatch:
            return
        yield form, f"{address}?{state.turned().query}"


def _counted(rows: Any, state: ListState, found: Slice) -> dict[str, Any]:
    """How many rows there are, and which of them are shown, in words.

    One statement, two where all are to be counted; none where the first page holds them all: what finds few rows has looked at them all.
    """
    is_whole = found.previous is None and found.following is None
    number = len(found.ids) if is_whole else count_up_to(rows, MAX_SELECTED)
    is_many = number > MAX_SELECTED
    count = Count(rows.count(), False) if is_many and state.counts else Count(min(number, MAX_SELECTED), is_many)
    total = f"{count.rows:,}{'+' if count.is_more else ''}"
    first, last = found.skipped + 1, found.skipped + len(found.ids)
    shown = _("%(first)s–%(last)s of %(total)s") % {"first": f"{first:,}", "last": f"{last:,}", "total": total}
    if not found.ids:
        shown = _("None")
    label = _("All %(total)s that match") if not is_many else _("All %(total)s that match (at most 5,000 at once)")
    return {"count": count, "shown": shown, "all_label": label % {"total": total}, "may_choose_all": not is_many}


def _rights(records: RecordList, actor: Actor, state: ListState) -> dict[str, Any]:
    """What the role offers at these rows; what a record allows is the mask's."""
    name = records.resource.permission
    updates, deletes = actor.may(name, "UPDATE"), actor.may(name, "DELETE")
    offers = {"edit": updates, "archive": updates, "restore": updates, "remove": deletes}
    hidden = _out_of_place(state)
    return {
        "actions": [action for action in records.actions if offers[action] and action not in hidden],
        "may_share_views": updates,
        "create_url": page_address(f"{records.name}:create") if actor.may(name, "CREATE") else None,
    }


def _out_of_place(state: ListState) -> tuple[str, ...]:
    """Acts that nothing in the list can be meant for: archived records take no change but their return."""
    if state.values("status") == ["archived"]:
        return ("edit", "archive")
    return () if state.values("includeArchived") else ("restore",)
