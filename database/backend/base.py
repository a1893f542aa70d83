"""The backend that Django loads (it asks for a module of this name).

Three additions to `django.db.backends.postgresql`: the private server is started by the first connection, GROUP BY
never relies on `id` alone being the primary key (on distributed tables it is not), and composite foreign keys are
added at the end of a migration.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db.backends.ddl_references import Columns
from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures
from django.db.backends.postgresql.schema import DatabaseSchemaEditor as PostgresSchemaEditor
from django.db.models import BaseConstraint, Model, UniqueConstraint

from database import private_server
from database.constraints import AddTenantFK, TenantFK


class ServerUnavailable(CommandError):
    """The private server cannot be started. A CommandError, so that manage.py prints two lines and no traceback."""


def start_private_server() -> None:
    """Start the private PostgreSQL, or join the running one. Does nothing when DATABASE_URL is set."""
    if not settings.PRIVATE_POSTGRES:
        return
    try:
        private_server.ensure(Path(settings.BASE_DIR) / "var")
    except private_server.PrivateServerError as error:
        raise ServerUnavailable(str(error)) from None


class DatabaseFeatures(PostgresFeatures):
    """What Django may assume of the tables."""

    allows_group_by_selected_pks = False


class DatabaseClient(PostgresClient):
    """`manage.py dbshell`, which opens no connection of its own."""

    def runshell(self, parameters: Iterable[str]) -> None:
        """Start psql on a running server."""
        start_private_server()
        super().runshell(parameters)


class DatabaseSchemaEditor(PostgresSchemaEditor):
    """Adds composite foreign keys last, and removes last what they point to.

    The unique constraint of a target may come later in the same migration, and so go earlier on the way back.
    """

    def __exit__(self, *exception: Any) -> None:
        """Run what waited for the end, composite foreign keys after all unique constraints."""
        self.deferred_sql.sort(key=lambda statement: isinstance(statement, AddTenantFK))
        super().__exit__(*exception)

    def add_constraint(self, model: type[Model], constraint: BaseConstraint) -> None:
        """Add a constraint; a TenantFK waits for the end of the migration."""
        if isinstance(constraint, TenantFK):
            self.deferred_sql.append(constraint.create_sql(model, self))
        else:
            super().add_constraint(model, constraint)

    def remove_constraint(self, model: type[Model], constraint: BaseConstraint) -> None:
        """Remove a constraint; unique (account, id) waits until the foreign keys to it are gone."""
        if not (isinstance(constraint, UniqueConstraint) and constraint.fields == ("account", "id")):
            super().remove_constraint(model, constraint)
            return
        removal: Any = constraint.remove_sql(model, self)
        # Where a column goes too, PostgreSQL drops the constraint with it, and Django the statements that name the column.
        removal.parts["columns"] = Columns(model._meta.db_table, ["account_id", "id"], self.quote_name)
        self.deferred_sql.append(removal)


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """One connection to PostgreSQL."""

    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, after the private server (if that is what we use) has been started."""
        start_private_server()
        return super().get_new_connection(conn_params)
