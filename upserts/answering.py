"""What the answer says beyond the verdict: who and when, and the record itself where it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts.draft import Draft
from upserts.reading import read
from upserts.world import World


def complete(drafts: Sequence[Draft], world: World) -> None:
    """Add `details`, or the whole read model as `record`, to the items that succeeded."""
    passed = [draft for draft in drafts if not draft.errors]
    if not passed or world.options.answer == "minimal":
        return
    names = _names(passed, world)
    for draft in passed:
        draft.details = _details(draft, world, names)
    if world.options.answer == "record":
        records = {record["id"]: record for record in read(world.resource, world.actor, [draft.id for draft in passed if draft.id])}
        for draft in passed:
            draft.record = records.get(draft.id)
            if world.options.dry_run and draft.operation == "create" and draft.record is not None:
                draft.record |= {name: None for name in ("id", "inspId") if name in draft.record}


def read_what_is_repeated(drafts: Sequence[Draft], world: World) -> None:
    """The read models of records whose items repeat read-only members, to compare them. No such item: no statement."""
    ids = [draft.row["id"] for draft in drafts if draft.read_only and draft.row is not None]
    if ids:
        records = msgspec.json.decode(msgspec.json.encode(read(world.resource, world.actor, ids)))
        world.extra["read"] = {record["id"]: record for record in records}


def _details(draft: Draft, world: World, names: dict[int, str]) -> dict[str, Any]:
    """Who made the record and who changed it last, and when."""
    now, me = world.now, world.actor.user_id
    created = (draft.row["created_at"], draft.row["created_by_id"]) if draft.row is not None else (now, me)
    updated = (draft.row["updated_at"], draft.row["updated_by_id"]) if draft.row is not None and not draft.changes else (now, me)
    return {
        "createdAt": created[0],
        "createdBy": who(created[1], names),
        "updatedAt": updated[0],
        "updatedBy": who(updated[1], names),
    }


def who(user_id: int | None, names: dict[int, str]) -> dict[str, Any] | None:
    """How answers name a user. None: nobody, or a user that is no more."""
    return {"id": user_id, "name": names[user_id]} if user_id in names else None


def _names(drafts: Sequence[Draft], world: World) -> dict[int, str]:
    """The names of everybody whom the details mention; a statement only where others than the actor are among them."""
    actor = world.actor
    mentioned = {draft.row[column] for draft in drafts if draft.row is not None for column in ("created_by_id", "updated_by_id")}
    others = sorted(mentioned - {actor.user_id, None})
    names = {actor.user_id: actor.user_name} if actor.user_id is not None else {}
    if others:
        names |= dict(fetch_prepared("SELECT id, name FROM accounts_user WHERE id = ANY(%s::bigint[])", [array_of(others)]))
    return names
