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
from desk.record_pickers import with_names
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
    names = _names(scope, rows)
    return [replace(one, **names.get((row.record_type, row.record_id), {})) for one, row in zip(found, rows, strict=True)]


def _names(scope: Scope, changes: list[Any]) -> dict[tuple[str, int], dict[str, Any]]:
    """How the records that changed are called, and where they stand, as far as the scope shows them: one statement a record type."""
    found = {}
    for resource in registry.every():
        ids = {one.record_id for one in changes if one.record_type == resource.record_type}
        url = _list_of(resource.model)
        for row in with_names(visible_rows(resource.model, scope).filter(pk__in=ids)) if ids and url else ():
            found[resource.record_type, row.pk] = {"title": str(row), "url": f"{url}{row.pk}/change/"}
    return found


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
