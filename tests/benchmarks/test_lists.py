"""Every filter and order of every list is measured, and each request finds something."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from django.test import Client

from benchmarks import directory, lists
from benchmarks.directory import make_directory
from benchmarks.measuring import Failed, Meter
from benchmarks.place import dsn, make_user
from benchmarks.requests import NAMES, every_request
from config.api_urls import urlpatterns
from customfields.filters import ORDERED
from customfields.kinds import KINDS
from upserts import registry

LISTS = {pattern.name.removesuffix("-list"): pattern for pattern in urlpatterns if pattern.name.endswith("-list")}


def asked(name: str) -> list[dict[str, str]]:
    """What the requests to a list ask for, each by parameter."""
    return [dict(parse_qsl(query)) for path, _, query in (request.partition("?") for request in every_request()) if path == name]


def asked_alone(name: str) -> set[str]:
    """The parameters that some request holds without any other one."""
    return {parameter for query in asked(name) if len(query) == 1 for parameter in query}


def test_every_list_of_records_is_read() -> None:
    assert set(LISTS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_filter_and_every_order_is_asked_for(name: str) -> None:
    filters = LISTS[name].callback.view_initkwargs["filters"]
    assert asked_alone(name) >= {*filters.base_filters, "limit", "total", "fields"}
    orders = {sign + order for order in registry.get(name).orders for sign in ("", "-")}
    assert {query["ordering"] for query in asked(name) if query.keys() == {"ordering"}} == orders
    assert {query["ordering"] for query in asked(name) if query.keys() == {"ordering", "cursor"}} == orders


@pytest.mark.parametrize("name", NAMES)
def test_custom_fields_of_every_kind_are_compared_in_every_way(name: str) -> None:
    assert set(directory.FIELDS.values()) == set(KINDS)
    wanted = {f"customFields.{key}{operator}" for key in directory.FIELDS for operator in ("", "__in")}
    wanted |= {
        f"customFields.{key}{operator}" for key, kind in directory.FIELDS.items() if kind in ORDERED for operator in ("__gte", "__lte")
    }
    assert asked_alone(name) >= wanted


class Reader:
    """Reads as the product's consumer does, without a network between."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def get(self, path: str) -> bytes:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.content)
        return answer.content

    def processes(self) -> list[int]:
        return []


def test_each_request_finds_rows_and_one_that_finds_none_fails_the_run(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    small = make_directory(make_user(), organizations=400)
    reader, meter = Reader(small.key), Meter(dsn())
    with meter.connection:
        readings = lists.read_everything(meter, reader, small, rounds=1, warm_up=0)
        assert [reading.request for reading in readings.all] == every_request()
        monkeypatch.setattr(lists, "every_request", lambda: ["contacts?q=nobody"])
        with pytest.raises(Failed, match=r"contacts\?q=nobody finds nothing"):
            lists.read_everything(meter, reader, small, rounds=1, warm_up=0)
