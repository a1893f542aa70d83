"""How the admin calls records that rows of other kinds name by type and id: history, grants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from backoffice.scope import Scope, visible_rows
from database.fields import TenantForeignKey
from upserts import registry

Named = tuple[str, int]


def records_named(scope: Scope, wanted: Iterable[Named]) -> dict[Named, Any]:
    """The records of these types and ids, as far as the scope shows them. One statement a record type."""
    ids: dict[str, set[int]] = defaultdict(set)
    for record_type, identity in wanted:
        ids[record_type].add(identity)
    found = {}
    for resource in registry.every():
        if resource.record_type in ids:
            rows = with_names(visible_rows(resource.model, scope).filter(pk__in=ids[resource.record_type]))
            found.update({(resource.record_type, row.pk): row for row in rows})
    return found


def with_names(rows: Any) -> Any:
    """Rows with the other records that their names are made of."""
    return rows.select_related(*(field.name for field in rows.model._meta.concrete_fields if isinstance(field, TenantForeignKey)))
