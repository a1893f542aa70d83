"""What tables of all rooms have in common (django-tables2; drawn by templates/components/table.html)."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2 import CheckBoxColumn


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
