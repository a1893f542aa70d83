from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, models
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from api.errors import Problem
from api.pagination import KeysetPage, paginate
from api.parameters import PageRequest

NOON = datetime.datetime(2025, 1, 1, 12, tzinfo=datetime.UTC)


class Entry(models.Model):  # noqa: DJ008  # nobody looks at one
    """A table that exists during these tests only."""

    name = models.CharField(max_length=20)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "pagination_tests"


@pytest.fixture
def entries(db: None) -> Iterator[models.QuerySet[Entry]]:
    """Twelve rows: names repeat, and every third has no time."""
    with connection.schema_editor() as editor:
        editor.create_model(Entry)
    rows = [
        Entry(name=f"n{number % 4}", noted_at=None if number % 3 == 0 else NOON - datetime.timedelta(seconds=number % 5, microseconds=7))
        for number in range(12)
    ]
    Entry._default_manager.bulk_create(rows)
    yield Entry._default_manager.all()
    with connection.schema_editor() as editor:
        editor.delete_model(Entry)


def page_of(
    queryset: Any,
    *,
    cursor: str | None = None,
    limit: int = 5,
    total: bool = False,
    account: int = 1,
    ordering: str = "id",
    path: str = "/api/v2/entries",
    **filters: str,
) -> KeysetPage:
    request = RequestFactory().get(f"{path}?{urlencode(filters)}")
    return paginate(queryset, request, page=PageRequest(limit, cursor, total), account_id=account, ordering=ordering)


def walk(queryset: Any, **options: Any) -> list[int]:
    """The ids of all pages, one after the other."""
    ids: list[int] = []
    cursor = None
    while True:
        page = page_of(queryset, cursor=cursor, **options)
        ids += [row["id"] if isinstance(row, dict) else row.pk for row in page.rows]
        assert len(page.rows) <= page.limit
        cursor = page.next_cursor
        if cursor is None:
            return ids


@pytest.mark.parametrize("ordering", ["id", "-id", "name", "-name", "noted_at", "-noted_at"])
@pytest.mark.parametrize("limit", [1, 3, 5, 12, 500])
def test_pages_put_together_are_the_whole_list_in_order(entries: Any, ordering: str, limit: int) -> None:
    tie_break = "-id" if ordering.startswith("-") else "id"
    whole = list(entries.order_by(ordering, tie_break).values_list("id", flat=True))
    assert walk(entries, ordering=ordering, limit=limit) == whole
    assert walk(entries.values("id", "name", "noted_at"), ordering=ordering, limit=limit) == whole


def test_a_page_is_one_statement_without_offset_and_a_total_one_more(entries: Any) -> None:
    cursor = page_of(entries).next_cursor
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page_of(entries, cursor=cursor)
    assert len(queries) == 1
    assert "OFFSET" not in queries[0]["sql"]
    with CaptureQueriesContext(connection) as queries:
        assert page_of(entries, cursor=cursor, total=True).total == 12
    assert len(queries) == 2


def test_the_answer_has_the_shape_of_every_list(entries: Any) -> None:
    first = page_of(entries, type="F")
    answer = first.answer([{"id": 1}])
    assert answer["data"] == [{"id": 1}]
    assert answer["page"] == {"limit": 5, "next": first.next_cursor}
    assert answer["links"]["next"].startswith("http://testserver/api/v2/entries?type=F&cursor=")
    last = page_of(entries, limit=12, total=True)
    assert last.answer([]) == {"data": [], "page": {"limit": 12, "next": None, "total": 12}, "links": {"next": None}}


@pytest.mark.parametrize(
    "change", [{"account": 2}, {"ordering": "-id"}, {"ordering": "name"}, {"path": "/api/v2/others"}, {"type": "F"}], ids=str
)
def test_a_cursor_opens_only_the_list_it_was_made_for(entries: Any, change: dict[str, Any]) -> None:
    cursor = page_of(entries).next_cursor
    with pytest.raises(Problem) as raised:
        page_of(entries, cursor=cursor, **change)
    assert (raised.value.code, raised.value.errors[0]["field"]) == ("invalid_parameter", "cursor")


def test_the_limit_may_change_on_the_way(entries: Any) -> None:
    cursor = page_of(entries, limit=3).next_cursor
    assert len(page_of(entries, cursor=cursor, limit=9).rows) == 9


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "é", "WzEsMV0:xxxxxxx", "." * 3_000, "\ud800"], ids=lambda cursor: ascii(cursor[:9]))
def test_a_made_up_cursor_is_refused(entries: Any, cursor: str) -> None:
    with pytest.raises(Problem):
        page_of(entries, cursor=cursor)


def test_a_row_that_appears_on_the_way_does_not_shift_the_pages(entries: Any) -> None:
    first = page_of(entries, ordering="name", limit=4)
    Entry._default_manager.create(name="a")
    seen = [row.pk for row in first.rows] + walk_from(entries, first.next_cursor)
    assert len(seen) == len(set(seen)) == 12


def walk_from(queryset: Any, cursor: str | None) -> list[int]:
    page = page_of(queryset, cursor=cursor, ordering="name", limit=500)
    return [row.pk for row in page.rows]
