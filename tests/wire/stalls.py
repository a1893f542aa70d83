"""Stops a batch of the real server at a known point, by a lock that it must wait for; and breaks its connections."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import psycopg
from django.db import connection

from tests.kit.server import Answer

SECONDS_TO_ARRIVE = 10
# The last table that a batch writes: whoever waits for it has stored its records and not yet committed them.
HISTORY = "activity_change"
# A lock of the tests: product locks use one number, this one uses two.
AT_COMMIT = "9, 9"


@contextmanager
def history_held() -> Iterator[None]:
    """Nobody can write history while the block runs."""
    with another_session() as session, session.transaction():
        session.execute(f"LOCK TABLE {HISTORY} IN SHARE ROW EXCLUSIVE MODE")
        yield


@contextmanager
def commits_held() -> Iterator[None]:
    """Who has written history waits inside COMMIT while the block runs: a deferred constraint asks for a lock of ours."""
    with another_session() as session:
        session.execute(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_advisory_xact_lock({AT_COMMIT}); RETURN NULL; END $$"
        )
        session.execute(
            f"CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON {HISTORY} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION wait()"
        )
        try:
            session.execute(f"SELECT pg_advisory_lock({AT_COMMIT})")
            yield
        finally:
            session.execute("SELECT pg_advisory_unlock_all()")
            session.execute("DROP FUNCTION wait() CASCADE")


@contextmanager
def account_held(account_id: int) -> Iterator[None]:
    """Another writer holds the account's lock while the block runs."""
    with another_session() as session, session.transaction():
        session.execute("SELECT pg_advisory_xact_lock(%s)", [account_id])
        yield


@contextmanager
def on_its_way(send: Callable[[], Answer], place: AbstractContextManager[None]) -> Iterator[Future[Answer]]:
    """What another thread sends; it can't pass one of the places above while the block runs.

    The place is closed before anything is sent: a quick call would have passed it.
    """
    with ThreadPoolExecutor(1) as pool, place:
        yield pool.submit(send)


def wait_for_stalled() -> int:
    """The backend that waits for one of the locks above, once it does."""
    deadline = time.monotonic() + SECONDS_TO_ARRIVE
    with another_session() as session:
        while time.monotonic() < deadline:
            found = session.execute(
                "SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()"
            ).fetchone()
            if found:
                return int(found[0])
            time.sleep(0.01)
    raise AssertionError("No batch came to the place where it was to be stopped.")


def break_connection(pid: int) -> None:
    """End one backend, as an administrator or a failing network does."""
    with another_session() as session:
        session.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def break_all_connections() -> int:
    """End every other backend of this database; how many there were."""
    with another_session() as session:
        ended = session.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' AND pid NOT IN (pg_backend_pid(), %s)",
            [_own_backend()],
        ).fetchall()
    return len(ended)


def another_session() -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own to the database of the tests; every statement commits."""
    connection.ensure_connection()
    own = connection.get_connection_params()
    parameters = {name: own[name] for name in ("host", "port", "user", "password", "dbname") if name in own}
    return psycopg.connect(**parameters, autocommit=True)


def _own_backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
