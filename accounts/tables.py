"""What tables of all rooms have in common (django-tables2; drawn by templates/components/table.html)."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tables2 import CheckBoxColumn, Column


class SelectionColumn(CheckBoxColumn):
    """A box to choose each row by, and one that chooses them all (static/js/selection.js). The record says its name in `str()`."""

    def __init__(self, **extra: Any) -> None:
        cells = {"class": "select-cell"}
        super().__init__(**{"accessor": "pk", "orderable": False, "attrs": {"td": cells, "th": cells}} | extra)

    @property
    def header(self) -> SafeString:
        return format_html(
            '<input type="checkbox" class="form-check-input" data-select-all aria-label="{}">', _("Choose all rows of this page")
        )

    def render(self, value: Any, bound_column: Any, record: Any) -> SafeString:
        label = _("Choose %(name)s") % {"name": record}
        box = '<input type="checkbox" class="form-check-input" name="{}" value="{}" data-select aria-label="{}">'
        return format_html(box, bound_column.name, value, label)


class TypeColumn(Column):
    """The type of an organization, as hue, letter and word."""

    def render(self, value: str) -> SafeString:
        return badge("type_badge", type=value)


class StatusColumn(Column):
    """The status of any record, as dot and word."""

    def render(self, value: str) -> SafeString:
        return badge("status_badge", status=value)


class TimeColumn(Column):
    """An instant, in the person's zone."""

    def render(self, value: datetime) -> SafeString:
        return render_to_string("components/time.html", {"at": value})


def badge(component: str, **context: str) -> SafeString:
    """A component of few states, such as a type or a status: drawn once each, for a table shows it in every row."""
    return _badge(component, tuple(context.items()), get_language())


@cache
def _badge(component: str, context: tuple[tuple[str, str], ...], language: str | None) -> SafeString:
    return render_to_string(f"components/{component}.html", dict(context))
