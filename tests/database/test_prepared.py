"""Prepared statements, on Django's own connection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.test import override_settings

from database.prepared import FIRST_REPLANNED_ROWS, fetch_first, fetch_prepared, run_prepared

ECHO = "SELECT %s::text || '!'"


def prepared() -> list[str]:
    """What this connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.fixture
def fresh(transactional_db: None) -> Iterator[None]:
    """A connection of the test's own."""
    connection.close()
    yield
    connection.close()


def test_a_statement_is_prepared_once_and_djangos_own_never(fresh: None):
    for word in ("a", "b"):
        assert fetch_prepared(ECHO, [word]) == [(f"{word}!",)]
        with connection.cursor() as cursor:
            cursor.execute(ECHO, [word])
    assert prepared() == [ECHO.replace("%s", "$1")]
    # psycopg would keep the last hundred texts that Django sends, 10 MB of values included.
    assert connection.connection.prepare_threshold is None
    assert not connection.connection._prepared._counts


def test_what_is_prepared_outlives_a_rollback(fresh: None):
    with transaction.atomic():
        run_prepared("SELECT set_config('lock_timeout', %s, true)", ["1s"])
        transaction.set_rollback(True)
    with transaction.atomic():
        run_prepared("SELECT set_config('lock_timeout', %s, true)", ["1s"])
    assert len(prepared()) == 1


def test_behind_a_pooler_that_knows_no_prepared_statements_there_are_none(fresh: None):
    with override_settings(PREPARED_STATEMENTS=False):
        assert fetch_prepared(ECHO, ["a"]) == [("a!",)]
    assert prepared() == []


def test_instants_come_in_utc(db: None):
    noon = datetime(2025, 1, 31, 12, 0, 0, 7, tzinfo=UTC)
    ((instant,),) = fetch_prepared("SELECT %s::timestamptz", [noon])
    assert (instant, instant.utcoffset()) == (noon, noon.utcoffset())


@pytest.fixture
def table(fresh: None) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE prepared_tests (number integer)")
    yield "prepared_tests"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE prepared_tests")


def test_a_column_that_a_migration_changes_costs_one_busy_answer_and_no_more(table: str):
    sql = f"SELECT number FROM {table}"
    assert fetch_prepared(sql, []) == []
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ALTER number TYPE text")
    with pytest.raises(OperationalError):  # 503 with Retry-After
        fetch_prepared(sql, [])
    connection.close_if_unusable_or_obsolete()  # as before every request
    assert fetch_prepared(sql, []) == []


def plan() -> str:
    """How the look-up of the next test runs, as this connection has planned it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE statement LIKE 'SELECT number FROM%'")
        ((name,),) = cursor.fetchall()
        cursor.execute(f'EXPLAIN EXECUTE "{name}"(7)')
        return "\n".join(line for (line,) in cursor.fetchall())


def test_what_was_planned_for_an_empty_table_is_planned_anew_as_it_grows(table: str):
    insert = f"INSERT INTO {table} SELECT generate_series(1, %s::integer)"
    fetch_prepared(f"SELECT number FROM {table} WHERE number = %s", [7])
    for_none = plan()
    run_prepared(insert, [FIRST_REPLANNED_ROWS - 1])
    assert plan() == for_none  # a kept plan: what a call costs must not depend on planning
    run_prepared(insert, [5_000])
    for_thousands = plan()
    assert for_thousands != for_none
    run_prepared(insert, [2_000])  # not twice as many
    assert plan() == for_thousands
    run_prepared(insert, [20_000])
    assert plan() != for_thousands


def lose_connection() -> None:
    """The server ends the session, as when it restarts."""
    pid = connection.connection.info.backend_pid
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    connection.close_if_unusable_or_obsolete()  # as before every request


def test_the_first_statement_of_a_request_notices_that_the_connection_has_gone(fresh: None):
    assert fetch_first(ECHO, ["a"]) == [("a!",)]
    lose_connection()
    assert fetch_first(ECHO, ["b"]) == [("b!",)]
    lose_connection()
    connection.health_check_done = True
    with pytest.raises((OperationalError, InterfaceError)):
        fetch_prepared(ECHO, ["c"])


def test_without_a_lost_connection_nobody_asks_whether_it_lives(fresh: None):
    fetch_first(ECHO, ["a"])
    connection.close_if_unusable_or_obsolete()
    asked: list[str] = []
    usable = connection.is_usable
    connection.is_usable = lambda: asked.append("alive?") or usable()  # type: ignore[method-assign,func-returns-value]
    try:
        fetch_first(ECHO, ["b"])
        fetch_prepared(ECHO, ["c"])
    finally:
        del connection.is_usable
    assert asked == []
