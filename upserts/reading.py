"""What all read models share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.actor import Actor
from upserts.resource import Resource, Row

SIGNED = ("version", "created_at", "created_by_id", "created_by__name", "updated_at", "updated_by_id", "updated_by__name")


SIGNATURE = ("version", "createdAt", "createdBy", "updatedAt", "updatedBy")


def read(resource: Resource, actor: Actor, ids: Sequence[int]) -> list[Row]:
    """The read models of these records, by id, as far as the actor may see them."""
    rows = resource.model.objects.visible_to(actor).filter(id__in=ids).order_by("id")
    return resource.describe(rows.values(*resource.read_columns), actor)


def signature(row: Mapping[str, Any]) -> dict[str, Any]:
    """Version, who and when, from the columns of SIGNED."""
    return {
        "version": row["version"],
        "createdAt": row["created_at"],
        "createdBy": _user(row, "created_by"),
        "updatedAt": row["updated_at"],
        "updatedBy": _user(row, "updated_by"),
    }


def _user(row: Mapping[str, Any], column: str) -> dict[str, Any] | None:
    """None: nobody, or a user that is no more."""
    name = row[f"{column}__name"]
    return None if name is None else {"id": row[f"{column}_id"], "name": name}
