"""A list as CSV: what it shows, in cells that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.admin import action
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from api.cells import guarded

ROWS_AT_ONCE = 500


class Exporting:
    """For admin classes: the action that downloads the chosen rows, with the columns of the list."""

    opts: Any

    @action(permissions=["view"], description="Download the selected rows as CSV")
    def export_as_csv(self, request: HttpRequest, queryset: Any) -> StreamingHttpResponse:
        """UTF-8 with a byte order mark, which is how Excel knows it. Read and sent in pieces, so of any length."""
        names = self.get_list_display(request)  # type: ignore[attr-defined]  # of the class this is mixed into
        response = StreamingHttpResponse(_lines(self, names, queryset), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}.csv"'
        return response


def _lines(admin: Any, names: list[Any], rows: Any) -> Iterator[str]:
    yield "\ufeff" + _line([capfirst(str(label_for_field(name, admin.model, admin))) for name in names])
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield _line([_text(name, row, admin) for name in names])


def _line(cells: list[str]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow([guarded(cell) for cell in cells])
    return target.getvalue()


def _text(name: Any, row: Any, admin: Any) -> str:
    """One cell, as the list shows it but without its looks."""
    try:
        field, _, value = lookup_field(name, row, admin)
    except ObjectDoesNotExist:
        return ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, SafeString):
        return strip_tags(value).strip()
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices.get(value, value))
