"""One writer per account at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection
from pytest_django import Settings

from database.transactions import Busy, account_transaction, constraint_name


@contextmanager
def lock_held_elsewhere(account_id: int) -> Iterator[threading.Event]:
    """Another thread, on a connection of its own, writes this account until the event is set or the block ends."""
    held, release = threading.Event(), threading.Event()

    def write() -> None:
        with account_transaction(account_id):
            held.set()
            release.wait(10)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert held.wait(10)
        yield release
    finally:
        release.set()
        writer.join()


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_account_wait_for_each_other() -> None:
    order: list[str] = []

    def second_writer() -> None:
        with account_transaction(7):
            order.append("second")
        connection.close()

    with lock_held_elsewhere(7) as release:
        waiting = threading.Thread(target=second_writer)
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
        order.append("first")
        release.set()
        waiting.join(10)
    assert order == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_longer_than_the_timeout_is_told_busy(settings: Settings) -> None:
    settings.ACCOUNT_LOCK_TIMEOUT_MS = 50
    with lock_held_elsewhere(7):
        with pytest.raises(Busy), account_transaction(7):
            pytest.fail("two writers at once")
        with account_transaction(8), connection.cursor() as cursor:  # the connection is fine; other accounts are free
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("50ms",)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_waiting_for_something_else_inside_the_transaction_ends_as_busy_too(settings: Settings) -> None:
    with lock_held_elsewhere(8):
        settings.ACCOUNT_LOCK_TIMEOUT_MS = 50
        with pytest.raises(Busy), account_transaction(7), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(8)")


@pytest.mark.django_db(transaction=True)
def test_the_lock_ends_with_the_transaction_and_may_be_taken_twice_inside() -> None:
    with pytest.raises(RuntimeError), account_transaction(7), account_transaction(7):
        raise RuntimeError
    with lock_held_elsewhere(7):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_waiting_writer_sees_what_the_previous_one_committed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probe_counter AS SELECT 0 AS value")

    def count() -> None:
        for _ in range(20):
            with account_transaction(7), connection.cursor() as cursor:
                cursor.execute("SELECT value FROM probe_counter")
                cursor.execute("UPDATE probe_counter SET value = %s", [cursor.fetchone()[0] + 1])
        connection.close()

    try:
        run_together(count, count, count)
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM probe_counter")
            assert cursor.fetchone() == (60,)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE probe_counter")


def run_together(*tasks: Callable[[], None]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def refused(message: str, constraint: str | None = None) -> DatabaseError:
    """An error as Django hands it on, with PostgreSQL's diagnosis behind it."""
    error, cause = IntegrityError(message), Exception(message)
    cause.diag = SimpleNamespace(constraint_name=constraint)  # type: ignore[attr-defined]
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (refused("…", "organization_name_once"), "organization_name_once"),
        (refused('duplicate key value violates unique constraint "organization_name_once_102130"'), "organization_name_once"),
        (refused('violates foreign key constraint "street_town_in_account_1021304"\nDETAIL: …'), "street_town_in_account"),
        (refused("…", "address_line_2"), "address_line_2"),
        (refused('null value in column "name" violates not-null constraint'), None),
        (DatabaseError("connection lost"), None),
    ],
)
def test_the_violated_constraint_is_named_as_the_model_names_it(error: DatabaseError, name: str | None) -> None:
    assert constraint_name(error) == name
