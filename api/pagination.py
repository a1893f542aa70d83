"""Lists in pages: keyset pagination over (one field, id). No OFFSET, which reads all it skips; no COUNT unless asked for.

A cursor is signed and bound to account, address, filters and order, so that it can't carry anybody into somebody else's list.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from rest_framework.request import Request

from api.errors import Problem
from api.parameters import PageRequest

_NOT_FILTERS = ("cursor", "limit", "total")


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """One page. `rows` are what the queryset yields; `next_cursor` and `next_url` None: the last one; `total` None: not asked for."""

    rows: list[Any]
    limit: int
    next_cursor: str | None
    next_url: str | None
    total: int | None

    def answer(self, data: list[Any]) -> dict[str, Any]:
        """The body of a list answer, with the rows as the caller has shaped them."""
        page: dict[str, Any] = {"limit": self.limit, "next": self.next_cursor}
        if self.total is not None:
            page["total"] = self.total
        return {"data": data, "page": page, "links": {"next": self.next_url}}


def paginate(
    queryset: QuerySet[Any, Any], request: HttpRequest | Request, *, page: PageRequest, account_id: int, ordering: str = "id"
) -> KeysetPage:
    """The asked page of a queryset of models or `values()` dicts that hold `id` and the ordering field. One statement, two with a total.

    `ordering` is a field of the model, with `-` in front for descending; id breaks ties in the same direction. Nulls come last
    ascending and first descending, as in PostgreSQL's indexes. Raises Problem `invalid_parameter` for a cursor not made for this list.
    """
    return Keyset.of(request, queryset.model, page=page, account_id=account_id, ordering=ordering).page_of(queryset)


@dataclass(frozen=True, slots=True)
class Keyset:
    """Where a page of one list starts and ends."""

    request: HttpRequest | Request
    model: type[Model]
    page: PageRequest
    order: Order
    salt: str

    @classmethod
    def of(cls, request: HttpRequest | Request, model: type[Model], *, page: PageRequest, account_id: int, ordering: str) -> Keyset:
        return cls(request, model, page, Order.of(ordering, model), _salt(request, account_id, ordering))

    def page_of(self, queryset: QuerySet[Any, Any], counted: QuerySet[Any, Any] | None = None) -> KeysetPage:
        """As `paginate`. `counted`: the same rows in a form that is quicker to count; None: there is none."""
        total = (queryset if counted is None else counted).count() if self.page.wants_total else None
        wanted = queryset.order_by(*self.order.columns)
        if (start := self.start()) is not None:
            wanted = wanted.filter(self.order.after(*start))
        return self.cut(list(wanted[: self.page.limit + 1]), total)

    def start(self) -> tuple[Any, int] | None:
        """(value of the ordering field, id) of the last row of the page before; None: there is none. Raises Problem."""
        return None if self.page.cursor is None else _opened(self.page.cursor, self.salt, self.model, self.order)

    def cut(self, rows: list[Any], total: int | None = None) -> KeysetPage:
        """The page, of its rows and the one behind them, if there is one."""
        if len(rows) <= self.page.limit:
            return KeysetPage(rows, self.page.limit, None, None, total)
        rows.pop()
        last = [plain(_value(rows[-1], self.order.field)), _value(rows[-1], "id")]
        cursor = signing.dumps(last, salt=self.salt, compress=True)
        return KeysetPage(rows, self.page.limit, cursor, _next_url(self.request, cursor), total)


@dataclass(frozen=True, slots=True)
class Order:
    """One field and a direction; id is the tie-break."""

    field: str
    descends: bool
    has_nulls: bool

    @classmethod
    def of(cls, ordering: str, model: type[Model]) -> Order:
        field = ordering.removeprefix("-")
        return cls(field, ordering.startswith("-"), model._meta.get_field(field).null)

    @property
    def columns(self) -> list[str]:
        names = ["id"] if self.field == "id" else [self.field, "id"]
        return [f"-{name}" for name in names] if self.descends else names

    def after(self, value: Any, id_: Any) -> Q:
        """The rows behind (value, id). The outer bound on the field alone is what lets an index on it be used."""
        further = "lt" if self.descends else "gt"
        later_id = Q((f"id__{further}", id_))
        if self.field == "id":
            return later_id
        is_null = Q((f"{self.field}__isnull", True))
        if value is None:
            return (is_null & later_id) | ~is_null if self.descends else is_null & later_id
        behind = Q((f"{self.field}__{further}e", value)) & (Q((f"{self.field}__{further}", value)) | later_id)
        # `OR … IS NULL` would keep the index from starting at the value: every page would cost as much as all before it.
        return behind if self.descends or not self.has_nulls else behind | is_null


def _opened(cursor: str, salt: str, model: type[Model], order: Order) -> tuple[Any, int]:
    """(value, id) of the last row of the page before."""
    try:
        value, id_ = signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        message = "This cursor does not belong to this list. Start again without it; keep filters and ordering while paging."
        error: dict[str, Any] = {"code": "invalid_parameter", "field": "cursor", "pointer": None, "message": message, "params": {}}
        raise Problem("invalid_parameter", message, errors=[error]) from None
    return model._meta.get_field(order.field).to_python(value), id_  # type: ignore[union-attr]  # a column


def _salt(request: HttpRequest | Request, account_id: int, ordering: str) -> str:
    """What a cursor is bound to."""
    filters = sorted((name, value) for name, values in request.GET.lists() if name not in _NOT_FILTERS for value in values)
    bound = repr((account_id, request.path, ordering, filters)).encode("utf-8", "backslashreplace")
    return f"api.cursor:{hashlib.sha256(bound).hexdigest()}"


def _next_url(request: HttpRequest | Request, cursor: str) -> str:
    """The same address with the new cursor."""
    kept = [(name, value) for name, values in request.GET.lists() if name != "cursor" for value in values]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*kept, ('cursor', cursor)])}")


def _value(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def plain(value: Any) -> Any:
    """What JSON can carry and the field's `to_python` reads back."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
