"""Read models: what the records hold that somebody sees, by one statement a record type that is compiled and planned once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models.expressions import RawSQL

from accounts.actor import Actor
from accounts.compiled import ActorRows, Among
from customfields.identifiers import with_own_values
from database.prepared import fetch_prepared
from upserts.resource import Resource, Row


def read(resource: Resource, actor: Actor, ids: Sequence[int]) -> list[Row]:
    """The read models of these records as far as the actor may see them, in this order: one statement and those of `complete`."""
    if not ids:
        return []
    describe = resource.read_model.describe
    rows = {values[0]: describe(values) for values in _statement(resource).of(actor, ids)}
    records = [rows[identity] for identity in ids if identity in rows]
    resource.read_model.complete(records, actor)
    return records


def read_followed(resource: Resource, actor: Actor, identity: int) -> Row | None:
    """The read model of one record; of its survivor where it was merged into one. None: the actor may not see that, or there is none."""
    found = read(resource, actor, [identity])
    if not resource.merges or (found and found[0]["status"] != "archived"):  # what was merged is archived
        return found[0] if found else None
    survivors = fetch_prepared(
        f"SELECT merged_into_id FROM {resource.table} WHERE account_id = %s AND id = %s AND merged_into_id IS NOT NULL",
        [actor.account_id, identity],
    )
    # What was never merged is read once more in vain: so a survivor out of sight is asked for as what does not exist is.
    found = read(resource, actor, [survivors[0][0] if survivors else identity])
    return found[0] if found else None


@cache
def _statement(resource: Resource) -> ActorRows:
    """The columns of records, found by id: a list that is narrowed anew at every call pays for its own conditions only.

    User-scoped identifiers are the actor's own.
    """
    columns = resource.read_model.columns
    assert columns[0] == "id"

    def build(actor: Actor) -> Any:
        rows = resource.model.objects.visible_to(actor).filter(Among("id"))
        if actor.user_id is None:
            return rows.values_list(*columns)
        sql = with_own_values(resource.table, actor.account_id, resource.record_type, actor.user_id)
        shown = [RawSQL(*sql) if column == "custom_fields" else column for column in columns]
        return rows.values_list(*shown)

    return ActorRows(build)
