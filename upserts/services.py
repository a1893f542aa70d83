"""The engine: the one way into the record tables. `upsert` is the story; the other files are its chapters."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection, transaction

from accounts.actor import Actor
from database.transactions import account_transaction, sqlstate
from upserts import answering, refusals
from upserts.asking import refuse_what_is_not_there
from upserts.batch import Batch, Outcome
from upserts.displacing import give_back
from upserts.draft import Draft
from upserts.preparing import open_world, prepare
from upserts.shape import shape
from upserts.world import World
from upserts.writing import write

RETRIES = 3
SERIALIZATION_FAILURES: tuple[str | None, ...] = ("40001", "40P01")


class Stale(Exception):
    """A unique key was taken by a writer that does not know our lock: what was planned no longer holds."""


def upsert(batch: Batch, *, actor: Actor) -> Outcome:
    """Create or update every acceptable item of a batch.

    Runs a fixed number of statements whatever the number of items. Never raises for a bad item: its errors are in the outcome.
    Raises Busy when the account's lock is not free within the lock timeout, Problem `invalid_parameter` when the options name what the
    account does not have, and what the database raises when it is out of reach.
    """
    for number in range(RETRIES + 1):
        attempt = Attempt(batch, actor, is_first=number == 0)
        try:
            return attempt.run()
        except Stale:
            continue
        except (OperationalError, InterfaceError) as error:
            if number == RETRIES or connection.in_atomic_block or not attempt.left_nothing_after(error):
                raise
            time.sleep(random.uniform(0, 0.05 * 2**number))
    raise AssertionError("The last attempt either returns or raises.")


class Attempt:
    """One run through the whole batch, in one transaction of the account."""

    def __init__(self, batch: Batch, actor: Actor, *, is_first: bool) -> None:
        self.batch, self.actor, self.is_first = batch, actor, is_first
        self.is_committing = False
        self.carrier: Any = None  # the driver's connection: Django may have made a new one by the time we ask

    def run(self) -> Outcome:
        """Carry the batch out. Raises Stale, and what the database raises when it is out of reach or in a knot."""
        batch, actor = self.batch, self.actor
        drafts = shape(batch)
        outcome = Outcome(batch, drafts, uuid.uuid4().hex)
        with account_transaction(actor.account_id):
            self.carrier = connection.connection
            with transaction.atomic(savepoint=batch.options.may_undo):
                world = open_world(batch.resource, actor, batch.options)
                refuse_what_is_not_there(world)
                prepare(drafts, world)
                _store(drafts, world, outcome.batch_id, may_be_stale=self.is_first)
                answering.complete(drafts, world)
                if batch.options.dry_run or (batch.options.atomic and outcome.failed):
                    transaction.set_rollback(True)
            self.is_committing = True
        return outcome

    def left_nothing_after(self, error: OperationalError | InterfaceError) -> bool:
        """Whether the failure surely left nothing behind: a serialization failure, or a connection lost before COMMIT was sent."""
        if isinstance(error, OperationalError) and sqlstate(error) in SERIALIZATION_FAILURES:
            return True
        return self.carrier is not None and self.carrier.closed and not self.is_committing


def _store(drafts: Sequence[Draft], world: World, batch_id: str, may_be_stale: bool) -> None:
    """Write all that passed; in an atomic batch nothing once one item failed."""
    if world.options.atomic and any(draft.errors for draft in drafts):
        _refuse_innocents(drafts)
        return
    passed = [draft for draft in drafts if not draft.errors and any(member.writes for member in draft.family)]
    if not passed:
        return
    try:
        with transaction.atomic():
            write(passed, batch_id)
    except (IntegrityError, DataError) as error:
        if may_be_stale and refusals.is_unique_violation(error):
            raise Stale from error
        losers = {id(loser) for draft in passed for loser in draft.losers}
        _bisect(sorted(passed, key=lambda draft: id(draft) in losers), batch_id, error)  # who takes a flag goes before who loses it
        if world.options.atomic:
            _refuse_innocents(drafts)


def _bisect(drafts: Sequence[Draft], batch_id: str, error: IntegrityError | DataError) -> None:
    """Halve what the database refused until only the poison item fails: log₂(n) savepoints, not n."""
    if len(drafts) == 1:
        refusals.refuse(drafts[0], error)
        give_back(drafts[0])
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
