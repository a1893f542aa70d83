"""How long every list, filter and single record takes in a large account, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from django.test import RequestFactory
from django.utils import timezone

from api.pagination import paginate
from api.parameters import PageRequest
from benchmarks.directory import Directory
from benchmarks.measuring import Cost, Failed, Meter, Series
from benchmarks.product import HOST
from benchmarks.requests import IN_THE_MIDDLE, every_request
from upserts import registry

API = "/api/v2/"


class Reader(Protocol):
    """Somebody who may read the account: the product over HTTP."""

    def get(self, path: str) -> bytes:
        """The answer's body. Raises Failed for everything but 200."""
        ...

    def processes(self) -> Sequence[int]:
        """The processes that work for it, the database's aside."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One request, answered again and again. `rows`: how many its answer holds (1 for a single record)."""

    request: str
    rows: int
    series: Series


@dataclass(frozen=True, slots=True)
class Readings:
    """All requests, in the order they were written down in; `counts`: how many rows the account holds, by list."""

    counts: dict[str, int]
    all: tuple[Reading, ...]

    @property
    def slowest(self) -> Reading:
        """By the median."""
        return max(self.all, key=lambda reading: reading.series.median())


def read_everything(meter: Meter, reader: Reader, directory: Directory, *, rounds: int, warm_up: int) -> Readings:
    """Every request once a round, so that a slow minute hits them all. Raises Failed for one that finds nothing."""
    named = {**directory.named, "yesterday": (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")}
    paths = {request: _path(request, directory, named) for request in every_request()}
    found: dict[str, int] = {}
    costs: dict[str, list[Cost]] = {request: [] for request in paths}
    for number in range(-warm_up, rounds):
        for request, path in paths.items():
            answer, cost = meter.measure(lambda path=path: reader.get(path), reader.processes())  # type: ignore[misc]
            found[request] = _rows(request, json.loads(answer))
            if number >= 0:
                costs[request].append(cost)
    return Readings(directory.counts, tuple(Reading(request, found[request], Series(1, tuple(costs[request]))) for request in paths))


def _path(request: str, directory: Directory, named: dict[str, Any]) -> str:
    """The request with the names filled in, as an address."""
    middle = _cursor(request.removesuffix(IN_THE_MIDDLE), directory) if request.endswith(IN_THE_MIDDLE) else None
    name, _, query = request.format_map({**named, "middle": middle}).partition("?")
    return f"{API}{name}?{urlencode(parse_qsl(query))}" if query else API + name


def _cursor(request: str, directory: Directory) -> str:
    """A cursor in the middle of a list, as the product gives it to whoever has walked that far."""
    name, _, query = request.partition("?")
    ordering = dict(parse_qsl(query))["ordering"]
    resource = registry.get(name)
    column = resource.orders[ordering.removeprefix("-")]
    rows = resource.model.rows.filter(account_id=directory.account.pk).order_by(column, "id")
    middle = rows.values_list(column, flat=True)[rows.count() // 2]
    beyond = rows.filter(**{f"{column}__{'lte' if ordering.startswith('-') else 'gte'}": middle}).values("id", column)
    asked = RequestFactory(SERVER_NAME=HOST).get(API + name, {"ordering": ordering})
    sign = ordering.removesuffix(ordering.removeprefix("-"))
    page = paginate(beyond, asked, page=PageRequest(1, None, False), account_id=directory.account.pk, ordering=sign + column)
    if page.next_cursor is None:
        raise Failed(f"{request}: there is nothing behind the middle.")
    return page.next_cursor


def _rows(request: str, answer: dict[str, Any]) -> int:
    """How many rows an answer holds. Raises Failed for none: finding nothing is no measurement."""
    rows: Sequence[Any] = answer.get("data", [answer])
    if not rows or answer.get("page", {}).get("total") == 0:
        raise Failed(f"{request} finds nothing.")
    return len(rows)
