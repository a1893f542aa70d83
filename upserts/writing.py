"""Writing a plan: a fixed number of set-wise statements, whatever the number of items.

In one order for everyone: flags are cleared, rows inserted, rows updated, lists mended, history written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec

from accounts.grants import grant_ownership
from activity.services import RecordedChange, record
from database.arrays import array_of
from database.prepared import fetch_prepared, run_prepared
from upserts.displacing import former_holder
from upserts.draft import Draft
from upserts.identifiers import write_identifiers
from upserts.removing import remove_rows
from upserts.resource import Link, Resource, Row
from upserts.world import World

SIGNED = ("version", "updated_at", "updated_by_id")


def allocate(drafts: Sequence[Draft], world: World) -> None:
    """Give every draft that creates its id, from the table's own sequence: children can name their parent before it is stored."""
    creating = [draft for draft in drafts if draft.writes and draft.operation == "create" and draft.id is None]
    if not creating:
        return
    sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    for draft, (identity,) in zip(creating, fetch_prepared(sql, [world.resource.table, len(creating)]), strict=True):
        draft.id = identity


def write(drafts: Sequence[Draft], batch_id: str) -> None:
    """Store what the drafts and their families change, with one history row a change. Errors of the database are the caller's."""
    family = [member for draft in drafts if not draft.errors for member in draft.family if member.writes]
    groups = [list(group) for _, group in groupby(sorted(family, key=_rank), key=_rank)]
    for group in groups:
        _write_resource(group, batch_id)
    if family:
        origin = family[0].world.actor.origin(batch_id)
        record([change for draft in family for change in _history(draft)], origin)
    for group in groups:
        _own(group, batch_id)


def _rank(draft: Draft) -> tuple[int, str]:
    """Parents before children: a child's row names its parent's."""
    return (len(draft.path) > 0, draft.world.resource.name)


def _write_resource(drafts: Sequence[Draft], batch_id: str) -> None:
    world = drafts[0].world
    creates = [draft for draft in drafts if draft.operation == "create"]
    updates = [draft for draft in drafts if draft.operation not in ("create", "delete")]
    removed = [draft.id for draft in drafts if draft.operation == "delete" and draft.id is not None]
    remove_rows(removed, world, batch_id)
    _clear_flags(drafts, world)
    if creates:
        _insert(creates, world)
    if updates:
        _update(updates, world)
    for link in world.resource.links:
        _write_link(link, drafts, world)
    write_identifiers([*creates, *updates], world)


def _own(drafts: Sequence[Draft], batch_id: str) -> None:
    """Where only grants count, who creates a record becomes its owner."""
    world = drafts[0].world
    if kind := world.resource.sharing.own_kind:
        created = [draft.id for draft in drafts if draft.operation == "create" and draft.id is not None]
        grant_ownership(actor=world.actor, kind=kind, ids=created, batch_id=batch_id)


def _clear_flags(drafts: Sequence[Draft], world: World) -> None:
    """A unique value can't change hands inside one UPDATE (it is checked row by row): first nobody holds it."""
    for key in world.resource.keys:
        former = [row["id"] for draft in drafts if (row := former_holder(draft, key, world)) is not None] if key.flag else []
        if former:
            run_prepared(
                f"UPDATE {world.resource.table} SET {key.flag} = false WHERE account_id = %s AND id = ANY(%s::bigint[])",
                [world.actor.account_id, array_of(sorted(former))],
            )


def _insert(drafts: Sequence[Draft], world: World) -> None:
    resource = world.resource
    columns = list(resource.columns)
    signed = {"created_at": world.now, "created_by_id": world.actor.user_id} | _signature(world)
    rows = [resource.defaults | _storable(draft, resource) | signed | {"id": draft.id, "version": 1} for draft in drafts]
    _keep_to_the_record(rows, world)
    names = ", ".join(columns)
    sql = (
        f"INSERT INTO {resource.table} (account_id, {names}) SELECT %s, {', '.join(f'r.{name}' for name in columns)} "
        f"FROM jsonb_to_recordset(%s::jsonb) AS r({_recordset(columns, resource)}) ORDER BY r.id"
    )
    run_prepared(sql, [world.actor.account_id, _json(rows)])


def _update(drafts: Sequence[Draft], world: World) -> None:
    """Set only the columns that change in some row of the batch; the other rows get back what they hold."""
    resource = world.resource
    stored: Iterator[tuple[Draft, Row]] = ((draft, draft.row) for draft in drafts if draft.row is not None)
    changed = sorted({column for draft in drafts for column in _storable(draft, resource) if _differs(draft, column)})
    columns = [*changed, *SIGNED]
    rows = [
        {"id": row["id"]} | {column: draft.after(column) for column in changed} | _signature(world) | {"version": draft.version}
        for draft, row in stored
    ]
    _keep_to_the_record(rows, world)
    assignments = ", ".join(f"{name} = r.{name}" for name in columns)
    sql = (
        f"UPDATE {resource.table} t SET {assignments} FROM jsonb_to_recordset(%s::jsonb) AS r({_recordset(['id', *columns], resource)}) "
        "WHERE t.account_id = %s AND t.id = r.id"
    )
    run_prepared(sql, [_json(rows), world.actor.account_id])


def _keep_to_the_record(rows: Iterable[Row], world: World) -> None:
    """Take the values out that are one user's own: they are stored beside the record."""
    if world.definitions.owned:
        for row in rows:
            if row.get("custom_fields"):
                row["custom_fields"] = {key: value for key, value in row["custom_fields"].items() if key not in world.definitions.owned}


def _differs(draft: Draft, column: str) -> bool:
    return draft.row is not None and draft.row[column] != draft.values[column]


def _storable(draft: Draft, resource: Resource) -> dict[str, Any]:
    return {column: value for column, value in draft.values.items() if column in resource.columns and column not in ("id", "version")}


def _signature(world: World) -> dict[str, Any]:
    return {"updated_at": world.now, "updated_by_id": world.actor.user_id}


def _recordset(columns: Iterable[str], resource: Resource) -> str:
    return ", ".join(f"{name} {resource.columns[name]}" for name in columns)


def _write_link(link: Link, drafts: Sequence[Draft], world: World) -> None:
    """One delete and one insert a list, of the differences only."""
    gone: list[tuple[int, int]] = []
    new: list[tuple[int, int]] = []
    for draft in drafts:
        if link.wire in draft.links and draft.id is not None:
            before = set(draft.row[link.wire]) if draft.row is not None else set()
            after = set(draft.links[link.wire])
            gone += [(draft.id, item) for item in before - after]
            new += [(draft.id, item) for item in after - before]
    if gone:
        run_prepared(
            f"DELETE FROM {link.table} l USING unnest(%s::bigint[], %s::bigint[]) AS g(owner, item) "
            f"WHERE l.account_id = %s AND l.{link.owner} = g.owner AND l.{link.item} = g.item",
            [*_columns(gone), world.actor.account_id],
        )
    if new:
        run_prepared(
            f"INSERT INTO {link.table} (account_id, {link.owner}, {link.item}) SELECT %s, n.owner, n.item "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS n(owner, item) ORDER BY 2, 3 ON CONFLICT DO NOTHING",
            [world.actor.account_id, *_columns(new)],
        )


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[str, str]:
    ordered = sorted(pairs)
    return array_of(owner for owner, _ in ordered), array_of(item for _, item in ordered)


def _history(draft: Draft) -> Iterator[RecordedChange]:
    """One row of history for a real change. Archiving by an update is called what it is."""
    assert draft.id is not None
    operation = draft.operation or ""
    if operation == "update" and draft.changes.get("status", [None, None])[1] == "archived":
        operation = "archive"
    yield RecordedChange(draft.world.resource.record_type, draft.id, operation, draft.changes)


def _json(rows: Sequence[Row]) -> str:
    return msgspec.json.encode(rows).decode()
