"""The addresses of a list, the same below every record type."""

from __future__ import annotations

from django.urls import URLPattern, path

from desk.bulk_pages import BulkPage, RunPage, UndoPage
from desk.list_pages import ListPage
from desk.record_list import RecordList
from desk.view_pages import ViewsPage


def list_urls(records: RecordList) -> list[URLPattern]:
    """To stand before the addresses of single records: no short code or id of a record reads like one of these words."""
    name = records.name
    return [
        path(name, ListPage.as_view(records=records), name="list"),
        path(f"{name}/views", ViewsPage.as_view(records=records), name="views"),
        path(f"{name}/bulk", BulkPage.as_view(records=records), name="bulk"),
        path(f"{name}/bulk/<int:run>", RunPage.as_view(records=records), name="bulk_run"),
        path(f"{name}/bulk/<int:run>/undo", UndoPage.as_view(records=records), name="bulk_undo"),
    ]
