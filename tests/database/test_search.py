"""Trigram indexes: made where PostgreSQL offers them, done without where it doesn't.

A temporary table stands before pg_catalog, so it can tell the migration what another server would.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython

from database.search import trigrams

pytestmark = pytest.mark.django_db

INSIDE = "SELECT indexname FROM pg_indexes WHERE indexname LIKE 'accounts\\_user\\_%%\\_inside'"


def offered(installed_version: str | None) -> None:
    """Let the server say that it has pg_trgm: in this version, or, None, not yet installed in this database."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE pg_available_extensions (name text, installed_version text) ON COMMIT DROP")
        cursor.execute("INSERT INTO pg_available_extensions VALUES ('pg_trgm', %s)", [installed_version])


def run(step: RunPython) -> list[str]:
    """What the step would execute, beside asking the server."""
    with connection.schema_editor(collect_sql=True) as editor:
        step.code(apps, editor)
    return editor.collected_sql


def has_trigrams() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        return bool(cursor.fetchone()[0])


def inside() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(INSIDE, [])
        return sorted(name for (name,) in cursor.fetchall())


def test_where_the_extension_is_installed_each_column_gets_an_index_over_its_upper_case():
    offered("1.6")
    assert run(trigrams("accounts_user", "name", "email")) == [
        "CREATE INDEX accounts_user_name_inside ON accounts_user USING gin (upper(name) gin_trgm_ops);",
        "CREATE INDEX accounts_user_email_inside ON accounts_user USING gin (upper(email) gin_trgm_ops);",
    ]


def test_a_server_without_it_gets_no_index_and_no_error():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE pg_available_extensions (name text, installed_version text) ON COMMIT DROP")
    assert run(trigrams("accounts_user", "name")) == []


def test_an_extension_that_can_not_be_installed_is_done_without():
    if has_trigrams():
        pytest.skip("this PostgreSQL has pg_trgm")
    offered(None)
    step = trigrams("accounts_user", "name")
    with connection.schema_editor() as editor:
        step.code(apps, editor)  # CREATE EXTENSION fails: the server hasn't got what it says it has
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # and the migration's transaction goes on
    assert inside() == []


def test_the_indexes_go_as_they_came():
    step = trigrams("accounts_user", "name")
    with connection.schema_editor() as editor:
        step.code(apps, editor)
    assert inside() == (["accounts_user_name_inside"] if has_trigrams() else [])
    assert step.reverse_code is not None
    with connection.schema_editor() as editor:
        step.reverse_code(apps, editor)
    assert inside() == []
