"""How a record stands on a form of the admin: what can be typed into, and what is only shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desk.form_declarations import VERSION
from desk.forms import RecordForm


@dataclass(frozen=True)
class Layout:
    """Fieldsets as the admin wants them. `shown` are those of their fields that nobody can type into."""

    fieldsets: list[tuple[Any, dict[str, Any]]]
    shown: tuple[Any, ...]


def layout_of(form: RecordForm, audit: Sequence[str], *, is_fixed: bool) -> Layout:
    """The layout of a form; on that of a stored record the fields `audit` of the admin class come last.

    What stays as it was created is shown in words; with `is_fixed` everything is.
    """
    fieldsets: list[tuple[Any, dict[str, Any]]] = []
    shown: list[Any] = []
    for title, names in form.layout:
        fields = [_spoken(form, name) if is_fixed or form.fields[name].disabled else name for name in names]
        shown += [field for field in fields if callable(field)]
        fieldsets.append((title, {"fields": fields}))
    if form.record is not None:
        if not is_fixed:
            fieldsets[0][1]["fields"].append(VERSION)  # hidden: what was seen is what is changed
        fieldsets.append(("Record", {"fields": [*audit]}))
        shown += audit
    return Layout(fieldsets, tuple(shown))


def _spoken(form: RecordForm, name: str) -> Callable[[Any], str]:
    """What a field says, in words, as a column of the admin."""
    field: Any = form.fields[name]
    stored = form[name].initial

    def said(row: Any) -> str:
        if isinstance(stored, bool):
            return "Yes" if stored else "No"
        return str(field.spoken(stored)) or "–"

    said.__name__ = name
    said.short_description = field.label  # type: ignore[attr-defined]  # what the admin reads
    return said
