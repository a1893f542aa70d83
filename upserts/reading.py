"""Read models: which rows somebody sees is the queryset's question; what they hold is read by one prepared statement a record type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from django.db.models.expressions import RawSQL

from accounts.actor import Actor
from accounts.capabilities import names
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts.resource import Resource, Row

SIGNED = ("version", "created_at", "created_by_id", "created_by__name", "updated_at", "updated_by_id", "updated_by__name")


SIGNATURE = ("version", "createdAt", "createdBy", "updatedAt", "updatedBy")


def read(resource: Resource, actor: Actor, ids: Sequence[int]) -> list[Row]:
    """The read models of these records, by id, as far as the actor may see them."""
    rows = resource.model.objects.visible_to(actor).filter(id__in=ids).order_by("id")
    return read_models(resource, actor, rows.values_list("id", "mask"))


def read_models(resource: Resource, actor: Actor, seen: Sequence[tuple[int, int]]) -> list[Row]:
    """The read models of (id, mask), in this order: rows that `visible_to` has let the actor see. One that is gone since is left out.

    In two steps, for compiling and planning so many joins takes 2 ms and a list's own conditions change at every call: what it
    leaves is found by ids, with a statement that stays the same.
    """
    if not seen:
        return []
    columns = (*resource.read_columns, *resource.read_lists)
    found = fetch_prepared(_statement(resource), [actor.account_id, array_of(identity for identity, _ in seen)])
    rows = {values[0]: dict(zip(columns, values, strict=True)) for values in found}
    permissions = {mask: names(mask) for mask in {mask for _, mask in seen}}
    present = [rows[identity] | {"permissions": permissions[mask]} for identity, mask in seen if identity in rows]
    for row in present:
        row["custom_fields"] = msgspec.json.decode(row["custom_fields"])
    return resource.describe(present, actor)


@cache
def _statement(resource: Resource) -> str:
    """Columns and lists of an account's rows with these ids. Django finds the joins, once."""
    lists = [RawSQL(sql, ()) for sql in resource.read_lists.values()]
    sql, parameters = resource.model.rows.values_list(*resource.read_columns, *lists).query.sql_with_params()
    assert resource.read_columns[0] == "id"
    assert not parameters
    return f"{sql} WHERE {resource.table}.account_id = %s AND {resource.table}.id = ANY(%s::bigint[])"


def signature(row: Mapping[str, Any]) -> dict[str, Any]:
    """Version, who and when, from the columns of SIGNED."""
    return {
        "version": row["version"],
        "createdAt": row["created_at"],
        "createdBy": _user(row["created_by_id"], row["created_by__name"]),
        "updatedAt": row["updated_at"],
        "updatedBy": _user(row["updated_by_id"], row["updated_by__name"]),
    }


def _user(identity: int, name: str | None) -> dict[str, Any] | None:
    """None: nobody, or a user that is no more."""
    return None if name is None else {"id": identity, "name": name}
