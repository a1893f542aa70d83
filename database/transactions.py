"""One writer per account at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction

from database.prepared import run_prepared

LOCK_NOT_AVAILABLE = "55P03"
SHARD_SUFFIX = re.compile(r"_\d{6,}$")
NAMED_IN_MESSAGE = re.compile(r'constraint "([^"]+)"')


class Busy(Exception):
    """The account's lock, or a row that another session holds, was not free within the lock timeout. Try again."""


@contextmanager
def account_transaction(account_id: int) -> Iterator[None]:
    """A transaction that alone may write rows of this account; every writer enters through it.

    Waits at most settings.ACCOUNT_LOCK_TIMEOUT_MS milliseconds for the account's lock and, inside, for any row;
    raises Busy after that. May be nested for the same account. Isolation is READ COMMITTED.
    """
    try:
        with transaction.atomic():
            _lock(account_id)
            yield
    except OperationalError as error:
        if sqlstate(error) == LOCK_NOT_AVAILABLE:
            raise Busy(f"Account {account_id} is being written by somebody else.") from error
        raise


def _lock(account_id: int) -> None:
    """Take the account's advisory lock until the transaction ends.

    The one-number key space belongs to accounts; any other advisory lock uses two numbers. A statement of its own: the
    next one must see what the previous holder committed.
    """
    run_prepared("SELECT set_config('lock_timeout', %s, true)", [f"{settings.ACCOUNT_LOCK_TIMEOUT_MS}ms"])
    run_prepared("SELECT pg_advisory_xact_lock(%s)", [account_id])


def sqlstate(error: DatabaseError) -> str | None:
    """The five-character code of PostgreSQL's error, or None when the server did not speak."""
    return getattr(error.__cause__, "sqlstate", None)


def constraint_name(error: DatabaseError) -> str | None:
    """The name of the violated constraint as the model declares it, or None when no constraint was violated.

    A distributed table answers with the name of one shard's constraint (`organization_known_102130`, six digits or
    more) and only in the message.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    if not name:
        found = NAMED_IN_MESSAGE.search(str(error))
        name = found[1] if found else None
    return SHARD_SUFFIX.sub("", name) if name else None
