"""Many records changed at once: through the engine, in calls of at most 1,000, each record with a verdict of its own; and taken back.

A run is at most MAX_SELECTED records, which the engine does in a few seconds: longer work belongs to imports, which run as jobs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actor import Actor
from database.arrays import array_of
from database.prepared import fetch_prepared
from database.transactions import Busy, constraint_name
from upserts.batch import MAX_ITEMS, Batch, Options
from upserts.draft import Draft
from upserts.list_models import BulkRun
from upserts.references import Reference
from upserts.resource import Resource, Row
from upserts.services import upsert

MAX_SELECTED = 5_000
KEPT = timedelta(days=30)
CUSTOM = "customFields."
BUSY = "Somebody else was writing in this account. Try again."
UPDATE = Options(mode="updateOnly", answer="minimal")
_CHANGES = """
SELECT record_id, changes FROM activity_change
WHERE account_id = %s AND record_type = %s AND record_id = ANY(%s::bigint[]) AND batch_id = ANY(%s::text[]) ORDER BY sequence
"""


class AlreadyUndone(Exception):
    """Somebody, or the same hand twice, has taken this run back."""


def edit(resource: Resource, actor: Actor, ids: Sequence[int], changes: Row) -> BulkRun:
    """Set these members of the item, the same in each record."""
    return _run(resource, actor, "edit", [(identity, deepcopy(changes)) for identity in ids], UPDATE)


def archive(resource: Resource, actor: Actor, ids: Sequence[int]) -> BulkRun:
    """Archive records of a type that knows that."""
    return _run(resource, actor, "archive", [(identity, {"status": "archived"}) for identity in ids], UPDATE)


def restore(resource: Resource, actor: Actor, ids: Sequence[int]) -> BulkRun:
    """Make archived records active again."""
    return _run(resource, actor, "restore", [(identity, {}) for identity in ids], replace(UPDATE, revive=True))


def remove(resource: Resource, actor: Actor, ids: Sequence[int]) -> BulkRun:
    """Remove records for good."""
    return _run(resource, actor, "remove", [(identity, {}) for identity in ids], replace(UPDATE, removes=True))


def undo(resource: Resource, actor: Actor, run: BulkRun) -> BulkRun:
    """Give the records of a run their former values, as history tells them.

    A record that somebody has changed since keeps what it has (`version_conflict`): each item insists on the version of the run.
    Raises AlreadyUndone.
    """
    versions = {int(identity): version for identity, version in run.changed.items()}
    former = _former_values(resource, actor, list(versions), run.batches)
    items = [(identity, former[identity] | {"ifVersion": version}) for identity, version in versions.items() if identity in former]
    return _run(resource, actor, "undo", items, replace(UPDATE, revive=run.action == "archive"), undoes=run)


def _run(
    resource: Resource, actor: Actor, action: str, items: Sequence[tuple[int, Row]], options: Options, undoes: BulkRun | None = None
) -> BulkRun:
    """Carry the items out. The run is remembered after each call, so that what was done can be undone even if the rest never is."""
    run = _begun(resource, actor, action, undoes)
    chunks = list(_chunks(items))
    for chunk in chunks:
        try:
            outcome = upsert(Batch(resource, [item for _, item in chunk], options, targets=[one for one, _ in chunk]), actor=actor)
        except Busy:
            run.refused += [(identity, [("retry_later", BUSY)]) for identity, _ in chunk]
        else:
            run.batches.append(outcome.batch_id)
            for (identity, _), draft in zip(chunk, outcome.drafts, strict=True):
                _judge(run, identity, draft)
        run.save(update_fields=["batches", "changed", "unchanged", "refused"])
    return run


def _begun(resource: Resource, actor: Actor, action: str, undoes: BulkRun | None) -> BulkRun:
    """A new run; the member's own of more than 30 days ago go. Raises AlreadyUndone.

    Outside of the account's lock: it is no fact about a record, and must not wait.
    """
    mine = {"account_id": actor.account_id, "user_id": actor.user_id, "record_type": resource.record_type}
    run = BulkRun(**mine, action=action, at=timezone.now(), undoes=undoes)
    old = BulkRun.objects.visible_to(actor).filter(user_id=actor.user_id, at__lt=run.at - KEPT)
    try:
        with transaction.atomic():
            old.delete()
            run.save()
    except IntegrityError as error:
        if constraint_name(error) != "bulkrun_undone_once":
            raise
        raise AlreadyUndone from error
    return run


def _judge(run: BulkRun, identity: int, draft: Draft) -> None:
    """Note what became of one record. One that was merged into another means its survivor: then that has changed."""
    if draft.errors:
        run.refused.append((identity, [(error.code, error.message) for error in draft.told]))
    elif draft.operation == "unchanged":
        run.unchanged += 1
    else:
        run.changed[str(draft.id)] = draft.version


def _chunks(items: Sequence[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """Calls of at most 1,000. A record twice in one call would be refused: the first time counts."""
    once = iter(dict(items).items())
    while chunk := list(islice(once, MAX_ITEMS)):
        yield chunk


def _former_values(resource: Resource, actor: Actor, ids: Sequence[int], batches: Sequence[str]) -> dict[int, Row]:
    """What an item must say of each record so that it holds again what it held before these calls. One statement."""
    rows = fetch_prepared(_CHANGES, [actor.account_id, resource.record_type, array_of(ids), array_of(batches)])
    return {identity: item_of(resource, msgspec.json.decode(changes)) for identity, changes in rows}


def item_of(resource: Resource, changes: Mapping[str, Sequence[Any]]) -> Row:
    """History's `{field: [old, new]}` as an item that brings the old values back. Pure."""
    item: Row = {}
    for wire, (old, _) in changes.items():
        if wire.startswith(CUSTOM):
            item.setdefault("customFields", {})[wire.removeprefix(CUSTOM)] = old
        elif isinstance(resource.serializer.fields.get(wire), Reference) and old is not None:
            item[wire] = {"kind": "internal", "value": str(old)}
        elif wire in resource.serializer.fields:
            item[wire] = old
    return item
