"""What hangs on a record, on its page in the admin: the first rows, and links to all of them, to each, and to one more.

Nothing is written here, so no form of the page can be forged into changing rows that it does not show; each row has a form of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q
from django.http import HttpRequest
from django.urls import reverse

from backoffice.scope import Scope, scope_of, visible_rows
from customfields.models import IdentifierValue

SHOWN = 20


@dataclass(frozen=True)
class Panel:
    """One list. `rows` narrows what the person sees of `model` to what hangs on the record.

    `columns` are (heading, what stands there); `listed` and `added` are the query of the whole list and of the form for one more;
    `removes`: each row has a link to the page that takes it back. `place` orders the panels of a page. Rows of a model that the admin
    does not know are only shown.
    """

    title: str
    model: type[Model]
    rows: Callable[[Scope, Any, Any], Any]
    columns: Sequence[tuple[str, Callable[[Any], Any]]]
    listed: Callable[[Any], dict[str, Any]] = dict
    added: Callable[[Any], dict[str, Any]] = dict
    removes: bool = False
    place: int = 100


@dataclass(frozen=True)
class ShownRow:
    """One row: where its form is (None: it has none), what its cells say, and where it is taken back (None: nowhere from here)."""

    url: str | None
    cells: list[Any]
    remove_url: str | None


@dataclass(frozen=True)
class ShownPanel:
    """A panel as the page shows it.

    `all_url` None: there is no such list; `add_url` None: this person adds none; `removes`: rows may be taken back from here.
    """

    title: str
    headings: list[str]
    rows: list[ShownRow]
    count: int
    all_url: str | None
    add_url: str | None
    removes: bool


def shown_panels(panels: Iterable[Panel], site: Any, request: HttpRequest, row: Any) -> list[ShownPanel]:
    """The panels whose rows the person may see at all: two statements each, and those of their prefetching."""
    shown = []
    for panel in sorted(panels, key=lambda one: one.place):
        if not site.is_registered(panel.model):
            shown.append(_plain(panel, scope_of(request), row))
        elif (model_admin := site.get_model_admin(panel.model)).has_view_permission(request):
            shown.append(_shown(panel, model_admin, request, row))
    return shown


def _plain(panel: Panel, scope: Scope, row: Any) -> ShownPanel:
    """Without links: its rows have no forms of their own."""
    rows = panel.rows(scope, visible_rows(panel.model, scope), row)
    shown = [ShownRow(None, [said(one) for _, said in panel.columns], None) for one in rows[:SHOWN]]
    return ShownPanel(panel.title, [heading for heading, _ in panel.columns], shown, rows.count(), None, None, False)


def _shown(panel: Panel, model_admin: Any, request: HttpRequest, row: Any) -> ShownPanel:
    rows = panel.rows(scope_of(request), model_admin.get_queryset(request), row)
    name = f"admin:{panel.model._meta.app_label}_{panel.model._meta.model_name}"
    return ShownPanel(
        title=panel.title,
        headings=[heading for heading, _ in panel.columns],
        rows=[_row(panel, model_admin, request, name, one) for one in rows[:SHOWN]],
        count=rows.count(),
        all_url=f"{reverse(f'{name}_changelist')}?{urlencode(panel.listed(row))}",
        add_url=f"{reverse(f'{name}_add')}?{urlencode(panel.added(row))}" if model_admin.has_add_permission(request) else None,
        removes=panel.removes,
    )


def _row(panel: Panel, model_admin: Any, request: HttpRequest, name: str, row: Any) -> ShownRow:
    removes = panel.removes and model_admin.has_delete_permission(request, row)
    return ShownRow(
        url=reverse(f"{name}_change", args=[row.pk]),
        cells=[said(row) for _, said in panel.columns],
        remove_url=reverse(f"{name}_delete", args=[row.pk]) if removes else None,
    )


def identifiers_panel(record_type: str) -> Panel:
    """The values by which a record is known to other systems: the account's, and among those of single users one's own."""

    def rows(scope: Scope, seen: Any, record: Any) -> Any:
        mine = Q(owner=None) | Q(owner_id=scope.user.pk)
        found = seen.filter(mine, record_type=record_type, record_id=record.pk)
        return found.select_related("field").order_by("field__order", "field_id", "pk")

    return Panel(
        title="Identifiers",
        model=IdentifierValue,
        rows=rows,
        columns=(
            ("Field", lambda row: row.field.label),
            ("Value", lambda row: str(row.shown)),
            ("Whose", lambda row: "The account's" if row.owner_id is None else "Yours"),
        ),
        place=80,
    )
