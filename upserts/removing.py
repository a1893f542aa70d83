"""Removing records: whatever lists a removed one loses it from its list, and gains a version and a row of history (api.md, rule 15)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from accounts.grants import remove_grants
from activity.services import RecordedChange, record
from database.arrays import array_of
from database.prepared import run_prepared
from upserts import registry
from upserts.identifiers import remove_identifiers
from upserts.resource import Link, Resource
from upserts.world import World


def remove_rows(ids: Sequence[int], world: World, batch_id: str) -> None:
    """Delete records of the world's resource, with a fixed number of statements. Their own history row is the writer's."""
    if not ids:
        return
    for resource, link in registry.links_to(world.resource.model):
        _unlink(resource, link, ids, world, batch_id)
    if kind := world.resource.sharing.own_kind:
        remove_grants(actor=world.actor, kind=kind, ids=ids, batch_id=batch_id)
    remove_identifiers(ids, world)
    owned = [(link.table, link.owner) for link in world.resource.links]
    for table, column in (*owned, (world.resource.table, "id")):
        run_prepared(f"DELETE FROM {table} WHERE account_id = %s AND {column} = ANY(%s::bigint[])", [world.actor.account_id, array_of(ids)])


def _unlink(resource: Resource, link: Link, ids: Sequence[int], world: World, batch_id: str) -> None:
    account_id = world.actor.account_id
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH gone AS (
                DELETE FROM {link.table} WHERE account_id = %s AND {link.item} = ANY(%s::bigint[]) RETURNING {link.owner} AS owner
            ), touched AS (
                UPDATE {resource.table} t SET version = t.version + 1, updated_at = %s, updated_by_id = %s
                WHERE t.account_id = %s AND t.id IN (SELECT owner FROM gone) RETURNING t.id
            )
            SELECT t.id, ARRAY(SELECT l.{link.item} FROM {link.table} l WHERE l.account_id = %s AND l.{link.owner} = t.id ORDER BY 1)
            FROM touched t ORDER BY t.id
            """,
            [account_id, sorted(ids), world.now, world.actor.user_id, account_id, account_id],
        )
        touched = cursor.fetchall()
    # The statement's own snapshot still shows the deleted rows: so the lists read there are the former ones.
    gone = set(ids)
    changes = [
        RecordedChange(resource.record_type, owner, "update", {link.wire: [items, [item for item in items if item not in gone]]})
        for owner, items in touched
    ]
    record(changes, world.actor.origin(batch_id))
