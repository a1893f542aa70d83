"""What a call did to the database: rows written, statements sent, history told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Change
from tests.kit.cast import Person

# Not the engine's: who is asking, and the limits of the transaction.
ASIDE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
AUTHENTICATION = ("accounts_apikey",)


class Ledger:
    """Rows inserted, updated and deleted, by table and word; tables that were left alone are not in it."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def __repr__(self) -> str:
        return repr(self.rows)


@contextmanager
def ledger() -> Iterator[Ledger]:
    """Counts the rows that this transaction writes inside the block, to whatever table; a rolled-back write counts too."""
    book, before = Ledger(), _written()
    yield book
    after = _written()
    book.rows = {name: count - before.get(name, 0) for name, count in after.items() if count != before.get(name, 0)}


def _written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables WHERE relname <> 'accounts_apikey'")
        return {
            f"{table} {word}": count
            for table, *counts in cursor.fetchall()
            for word, count in zip(("inserted", "updated", "deleted"), counts, strict=True)
        }


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of the block, without authentication and transaction control."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as caught:
        yield found
    for query in caught.captured_queries:
        sql = query["sql"]
        if not sql.startswith(ASIDE) and not any(table in sql for table in AUTHENTICATION):
            found.append(sql)


def table_rows(table: str) -> list[tuple[Any, ...]]:
    """Every row of a table as it stands, of all accounts, with the transaction that wrote it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text, ctid::text, t.* FROM {table} t ORDER BY id")
        return list(cursor.fetchall())


def history(person: Person, record_type: str | None = None, record_id: int | None = None) -> list[Change]:
    """The account's history in order, of one record type or one record where named."""
    changes = Change.objects.visible_to(person.actor).order_by("sequence")
    if record_type is not None:
        changes = changes.filter(record_type=record_type)
    if record_id is not None:
        changes = changes.filter(record_id=record_id)
    return list(changes)
