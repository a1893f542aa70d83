"""Statements that are the same for every request, planned once a connection: a join of five tables takes 1 ms to plan and 0.1 ms to run.

Only for statements whose plan does not depend on their parameters (rows found by key or by id). PostgreSQL plans them for any
account: a list in order of id would be walked through everybody's rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from psycopg import errors
from psycopg.types.datetime import TimestamptzLoader

Params = Sequence[Any] | Mapping[str, Any]
FIRST_REPLANNED_ROWS = 128

# The rows that each INSERT, by its text, has written on each open connection.
_inserted: WeakKeyDictionary[psycopg.Connection[Any], Counter[str]] = WeakKeyDictionary()


class PreparedCursor(psycopg.Cursor[Any]):
    """Binds parameters on the server and prepares each statement at its first use.

    Django's own cursors write parameters into the text, so they can't. Raises OperationalError (503 to a client) when a migration
    has changed a column under a prepared statement; the connection is closed then, and the next request has a new one.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Instants as psycopg's C code reads them: Django's own reader takes 3 µs for each, 0.6 ms for a page of 100."""
        super().__init__(connection)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)

    def execute(self, query: Any, params: Any = None, **options: Any) -> PreparedCursor:
        """Run a statement. `prepare_threshold` is open for this long only: else psycopg would keep every text that Django sends."""
        self.connection.prepare_threshold = 0 if settings.PREPARED_STATEMENTS else None
        try:
            super().execute(query, params, prepare=True)
        except (errors.FeatureNotSupported, errors.InvalidSqlStatementName) as error:
            self.connection.close()
            raise psycopg.OperationalError("A prepared statement is out of date.") from error
        finally:
            self.connection.prepare_threshold = None
        if self.statusmessage is not None and self.statusmessage.startswith("INSERT"):
            self._replan_after_growth(query)
        return self

    def _replan_after_growth(self, insert: str) -> None:
        """Have everything planned anew each time that the rows which this statement has written here have doubled, from 128 on.

        While a table is empty, one index is as good as another, and a look-up may take that of the account alone. The plan is kept
        (foreign keys' too), and a minute later, when autovacuum has counted, each look-up has read whatever was loaded since: 1,000
        organizations with identifiers took 1.3 s after 7,000 others, instead of 0.25 s.
        """
        inserted = _inserted.setdefault(self.connection, Counter())
        before = inserted[insert]
        inserted[insert] += self.rowcount
        if inserted[insert] >= FIRST_REPLANNED_ROWS and inserted[insert].bit_length() > before.bit_length():
            self.connection.execute("DISCARD PLANS")

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        """Remember the statement, as psycopg does of those it does not prepare: Django's log of queries shows it."""
        self._query = super()._convert_query(query, params)
        return self._query


def fetch_prepared(sql: str, params: Params) -> list[tuple[Any, ...]]:
    """The rows of a prepared statement with placeholders `%s`, on Django's connection, in its transaction and its log of queries."""
    with _cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def fetch_first(sql: str, params: Params) -> list[tuple[Any, ...]]:
    """Like `fetch_prepared`, for the first statement of a request, which only reads: it tells by itself whether the connection lives.

    Django's own check, a `SELECT 1`, takes 0.1 ms a request. Where the connection has gone, the statement runs again on a new one.
    """
    if connection.in_atomic_block:
        return fetch_prepared(sql, params)
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs leave it out
    try:
        return fetch_prepared(sql, params)
    except (InterfaceError, OperationalError):
        connection.close()
        return fetch_prepared(sql, params)


def run_prepared(sql: str, params: Params) -> None:
    """Like `fetch_prepared`, for a statement that answers nothing."""
    with _cursor() as cursor:
        cursor.execute(sql, params)


def _cursor() -> Any:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(PreparedCursor(connection.connection))  # type: ignore[attr-defined]  # the stubs leave it out
