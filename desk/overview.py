"""What the overview of the admin counts and tells of records: one statement a record type, and two for what happened lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Count
from django.urls import NoReverseMatch, reverse

from backoffice.dashboard import Card, Part, card_source, change_source
from backoffice.history import ToldChange, told
from backoffice.scope import Scope, visible_rows
from desk.history_admin import seen_changes, told_changes
from desk.record_names import records_named
from desk.shared_with import by_name
from upserts import registry
from upserts.resource import Resource

RECENT = 10


@card_source
def record_cards(scope: Scope) -> Iterable[Card]:
    """Records by type, and by what their type and status say where they have them."""
    for resource in registry.every():
        if scope.may(resource.permission, "READ"):
            yield _card(resource, scope)


@change_source
def latest(scope: Scope) -> list[Any]:
    """The last changes that the scope shows."""
    rows = list(seen_changes(scope).order_by("-at", "-sequence")[:RECENT])
    for row in rows:
        row.changes = told_changes(scope, row)
    found: list[ToldChange] = told(rows, by_name(scope, rows))
    records = records_named(scope, ((row.record_type, row.record_id) for row in rows))
    return [_about(records.get((row.record_type, row.record_id)), one) for one, row in zip(found, rows, strict=True)]


def _about(record: Any | None, change: ToldChange) -> ToldChange:
    """The change, with the name of the record and where it stands. None: the record is gone, or not for these eyes."""
    url = _list_of(type(record)) if record is not None else ""
    return replace(change, title=str(record), url=f"{url}{record.pk}/change/") if record is not None and url else change


def _card(resource: Resource, scope: Scope) -> Card:
    model: Any = resource.model
    url = _list_of(model)
    columns = [field for field in model._meta.concrete_fields if field.choices and field.name in ("type", "status", "relationship_status")]
    names = [field.name for field in columns]
    counted = list(visible_rows(model, scope).order_by().values_list(*names).annotate(n=Count("pk"))) if names else []
    if not names:
        return Card(_title(model), visible_rows(model, scope).count(), url)
    parts = []
    for place, field in enumerate(columns):
        labels = dict(field.flatchoices)
        for value, label in labels.items():
            count = sum(row[-1] for row in counted if row[place] == value)
            if count:
                parts.append(Part(str(label), count, f"{url}?{field.name}__exact={value}" if url else ""))
    return Card(_title(model), sum(row[-1] for row in counted), url, parts)


def _title(model: Any) -> str:
    return str(model._meta.verbose_name_plural).capitalize()


def _list_of(model: Any) -> str:
    """The list of a model in the admin; empty where it has none."""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    except NoReverseMatch:
        return ""
