"""Trigram indexes where the server offers them: a speed-up for texts inside a column, never a need (database.md)."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


def trigrams(table: str, *columns: str) -> RunPython:
    """A migration step: a GIN index over upper(column) for each column, if pg_trgm is there and we may create it."""

    def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if not _has_trigrams(schema_editor):
            return
        for column in columns:
            schema_editor.execute(f"CREATE INDEX {table}_{column}_inside ON {table} USING gin (upper({column}) gin_trgm_ops)")

    def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for column in columns:
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_{column}_inside")

    return RunPython(create, drop)


def _has_trigrams(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    """Whether the extension is installed now; a role that may not create it goes without."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT installed_version IS NOT NULL FROM pg_available_extensions WHERE name = 'pg_trgm'")
        found = cursor.fetchone()
    if found is None:
        return False
    if not found[0]:
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return False
    return True
