"""The state of a list, which its address holds whole: filters, order, columns, rows on a page, place. Pure, and never raises.

What an address says that can't be understood is left out and named (`ignored`), so that a page can say so; wrong values of known
filters stay, for they must never widen what is found (list_filters.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from api.sorting import Sorting
from api.text import printable
from customfields.definitions import Definitions
from customfields.filters import CustomFieldFilter
from desk.record_list import RecordList
from upserts.list_models import PAGE_SIZES

DEFAULT_SIZE = 50
MAX_SORTS = 3
MAX_IGNORED = 5
STEERING = ("sort", "columns", "column", "move", "size", "cursor", "view", "panel", "count")
ALL_RECORDS = "all"

Sort = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ListState:
    """One state of a list.

    `filters` are (parameter, text) as sent; `sort` (column, descends), first the most important; `columns` their names in order.
    `size` None: as the reader likes it. `cursor` None: the first page. `view` "": none chosen; "all": knowingly none; else the id of
    the saved view that this began with. `panel`: which part of the page stands open. `counts`: all rows are to be counted.
    """

    filters: tuple[tuple[str, str], ...]
    sort: Sort
    columns: tuple[str, ...]
    size: int | None = None
    cursor: str | None = None
    view: str = ""
    panel: str = ""
    counts: bool = False
    ignored: tuple[str, ...] = ()
    usual: tuple[Sort, tuple[str, ...]] = ((), ())

    @property
    def lasting(self) -> str:
        """The query string of what a saved view keeps: filters, order and columns."""
        steering = [("sort", self.written_sort), ("columns", self.written_columns)]
        return urlencode([*self.filters, *(pair for pair in steering if pair[1])], safe=",:")

    @property
    def query(self) -> str:
        """The whole query string, as short as it can be; never empty."""
        more = {"size": self.size, "view": self.view, "panel": self.panel, "count": "all" if self.counts else "", "cursor": self.cursor}
        parts = [self.lasting, urlencode({name: value for name, value in more.items() if value})]
        return "&".join(part for part in parts if part) or f"view={ALL_RECORDS}"  # a bare address would mean the view one opens with

    @property
    def written_sort(self) -> str:
        """The order as addresses hold it; "" where it is the usual one."""
        return "" if self.sort == self.usual[0] else written(self.sort)

    @property
    def written_columns(self) -> str:
        """The columns as addresses hold them; "" where they are the usual ones."""
        return "" if self.columns == self.usual[1] else ",".join(self.columns)

    def turned(self, **changes: Any) -> Self:
        """The same list from its first page, with these changes."""
        return replace(self, **({"cursor": None, "ignored": (), "panel": ""} | changes))

    def without(self, name: str, value: str | None = None) -> Self:
        """Without a filter; of one that may be repeated, without this value."""
        kept = tuple(pair for pair in self.filters if pair[0] != name or (value is not None and pair[1] != value))
        return self.turned(filters=kept)

    def values(self, name: str) -> list[str]:
        """What a filter is set to."""
        return [value for known, value in self.filters if known == name]

    def sorting(self, records: RecordList) -> Sorting:
        """The order, as the database knows it."""
        return Sorting.of(records.resource.model, [(records.sorts[name], descends) for name, descends in self.sort])

    def data(self) -> QueryDict:
        """The filters, as a filter set reads them."""
        found = QueryDict(mutable=True)
        for name, value in self.filters:
            found.appendlist(name, value)
        return found


def read_state(records: RecordList, definitions: Definitions, sent: QueryDict) -> ListState:
    """What an address says."""
    known = records.all_columns(definitions)
    usual = (records.sort, tuple(column.name for column in records.columns if column.is_default))
    unknown: list[str] = []
    size = sent.get("size", "")
    return ListState(
        filters=tuple(_filters(records, definitions, sent, unknown)),
        sort=_sort(sent.get("sort", ""), records, unknown) or usual[0],
        columns=_columns(sent, known, unknown) or usual[1],
        size=int(size) if size in map(str, PAGE_SIZES) else None,
        cursor=sent.get("cursor") or None,
        view=_view(sent.get("view", "")),
        panel=sent.get("panel", "") if sent.get("panel") in ("columns", "filters") else "",
        counts=sent.get("count") == "all",
        ignored=tuple(unknown[:MAX_IGNORED]),
        usual=usual,
    )


def written(sort: Sort) -> str:
    """An order as addresses hold it: `name,-updatedAt`."""
    return ",".join(f"-{name}" if descends else name for name, descends in sort)


def turned_by(sort: Sort, name: str) -> Sort:
    """The order after its heading was clicked: by this column alone; the other way round where that is so already."""
    first = sort[0] if sort else ("", False)
    return ((name, not first[1] if first[0] == name else False),)


def extended_by(sort: Sort, name: str) -> Sort:
    """The order with this column behind the others; the other way round where it is among them."""
    if any(known == name for known, _ in sort):
        return tuple((known, not descends if known == name else descends) for known, descends in sort)
    return (*sort[: MAX_SORTS - 1], (name, False))


def _filters(records: RecordList, definitions: Definitions, sent: QueryDict, unknown: list[str]) -> Iterable[tuple[str, str]]:
    """Every filter that says something; of one sent twice that may not be, the last value."""
    custom = dict(CustomFieldFilter.every(definitions, sent))
    for name, values in sent.lists():
        if name in STEERING:
            continue
        if name not in records.filter_names and name not in custom:
            unknown.append(printable(name))
            continue
        told = [value.strip() for value in values if value.strip()]
        may_repeat = name in records.repeatable
        for value in dict.fromkeys(told) if may_repeat else told[-1:]:
            yield name, value


def _sort(text: str, records: RecordList, unknown: list[str]) -> Sort:
    found: dict[str, bool] = {}
    for part in filter(None, text.split(",")):
        name = part.removeprefix("-")
        if name in records.sorts:
            found.setdefault(name, part.startswith("-"))
        else:
            unknown.append(f"sort={printable(part, 40)}")
    return tuple(found.items())[:MAX_SORTS]


def _columns(sent: QueryDict, known: Iterable[str], unknown: list[str]) -> tuple[str, ...]:
    """The chosen columns in order: from the boxes of the chooser where it was sent, after the move it asks for."""
    known = set(known)
    names = sent.getlist("column") or list(filter(None, sent.get("columns", "").split(",")))
    unknown += [f"columns={printable(name, 40)}" for name in names if name not in known]
    return moved([name for name in dict.fromkeys(names) if name in known], sent.get("move", ""))


def moved(names: Sequence[str], move: str) -> tuple[str, ...]:
    """The names after a move, `name:left` or `name:right`; anything else moves nothing."""
    name, _, way = move.rpartition(":")
    if name not in names or way not in ("left", "right"):
        return tuple(names)
    place = names.index(name) + (-1 if way == "left" else 1)
    rest = [one for one in names if one != name]
    rest.insert(max(place, 0), name)
    return tuple(rest)


def _view(text: str) -> str:
    """The id of a saved view in digits, `all`, or nothing."""
    return text if text == ALL_RECORDS or (text.isascii() and text.isdigit() and len(text) < 19) else ""
