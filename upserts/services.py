"""The engine: the one way into the record tables. `upsert` is the story; the other files are its chapters."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Sequence

from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from accounts.actor import Actor
from database.transactions import account_transaction, sqlstate
from upserts import answering, refusals
from upserts.batch import Batch, Outcome
from upserts.draft import Draft
from upserts.preparing import open_world, prepare
from upserts.shape import shape
from upserts.world import World
from upserts.writing import write

RETRIES = 3
SERIALIZATION_FAILURES = ("40001", "40P01")


class Stale(Exception):
    """A unique key was taken by a writer that does not know our lock: what was planned no longer holds."""


def upsert(batch: Batch, *, actor: Actor) -> Outcome:
    """Create or update every acceptable item of a batch.

    Runs a fixed number of statements whatever the number of items. Never raises for a bad item: its errors are in the outcome.
    Raises Busy when the account's lock is not free within the lock timeout, and what the database raises when it is out of reach.
    """
    for attempt in range(RETRIES + 1):
        try:
            return _attempt(batch, actor, may_be_stale=attempt == 0)
        except Stale:
            continue
        except OperationalError as error:
            again = sqlstate(error) in SERIALIZATION_FAILURES and attempt < RETRIES and not connection.in_atomic_block
            if not again:
                raise
            time.sleep(random.uniform(0, 0.05 * 2**attempt))
    raise AssertionError("The last attempt either returns or raises.")


def _attempt(batch: Batch, actor: Actor, may_be_stale: bool) -> Outcome:
    batch_id = uuid.uuid4().hex
    with account_transaction(actor.account_id), transaction.atomic():
        world = open_world(batch.resource, actor, batch.options)
        drafts = shape(batch, world)
        prepare(drafts, world)
        _store(drafts, world, batch_id, may_be_stale)
        answering.complete(drafts, world)
        outcome = Outcome(batch, drafts, batch_id)
        if batch.options.dry_run or (batch.options.atomic and outcome.failed):
            transaction.set_rollback(True)
    return outcome


def _store(drafts: Sequence[Draft], world: World, batch_id: str, may_be_stale: bool) -> None:
    """Write all that passed; in an atomic batch nothing once one item failed."""
    if world.options.atomic and any(draft.errors for draft in drafts):
        _refuse_innocents(drafts)
        return
    passed = [draft for draft in drafts if not draft.errors]
    try:
        with transaction.atomic():
            write(passed, batch_id)
    except (IntegrityError, DataError) as error:
        if may_be_stale and refusals.is_unique_violation(error):
            raise Stale from error
        _bisect(passed, batch_id, error)
        if world.options.atomic:
            _refuse_innocents(drafts)


def _bisect(drafts: Sequence[Draft], batch_id: str, error: IntegrityError | DataError) -> None:
    """Halve what the database refused until only the poison item fails: log₂(n) savepoints, not n."""
    if len(drafts) == 1:
        refusals.refuse(drafts[0], error)
        return
    middle = len(drafts) // 2
    for half in (drafts[:middle], drafts[middle:]):
        try:
            with transaction.atomic():
                write(half, batch_id)
        except (IntegrityError, DataError) as refused:
            _bisect(half, batch_id, refused)


def _refuse_innocents(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if not draft.errors:
            draft.refuse("not_applied")
