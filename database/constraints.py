"""Constraints that Django does not have."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.models import BaseConstraint, Model


class AddTenantFK(Statement):
    """ALTER TABLE … ADD CONSTRAINT … of a TenantFK; the schema editor runs these after all others."""


class TenantFK(BaseConstraint):
    """FOREIGN KEY (account_id, <field>) REFERENCES target (account_id, id): no row can point into another account.

    `field` is a TenantForeignKey of the model and `to` its target as "app.Model" (said again for the reader; a check
    compares them). Immediate, because a deferred one surfaces only at COMMIT; without ON DELETE, because Django does
    that. `violation_error_code` is what validate() answers, by default `reference_not_found`.
    """

    violation_error_code = "reference_not_found"
    default_violation_error_message = "There is no such record in this account."

    def __init__(
        self,
        *,
        field: str,
        to: str,
        name: str,
        violation_error_code: str | None = None,
        violation_error_message: str | None = None,
    ) -> None:
        super().__init__(name=name, violation_error_code=violation_error_code, violation_error_message=violation_error_message)
        self.field = field
        self.to = to

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:  # type: ignore[override]
        """Nothing inside CREATE TABLE: the target and its unique constraint may come later in the same migration."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> AddTenantFK:  # type: ignore[override]
        """ALTER TABLE … ADD CONSTRAINT …, following later renames in the same migration."""
        quote = schema_editor.quote_name
        field: Any = model._meta.get_field(self.field)
        table = model._meta.db_table
        target = field.remote_field.model._meta.db_table
        return AddTenantFK(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (%(columns)s) REFERENCES %(to_table)s (%(to_columns)s)",
            table=Table(table, quote),
            name=quote(self.name),
            columns=Columns(table, ["account_id", field.column], quote),
            to_table=Table(target, quote),
            to_columns=Columns(target, ["account_id", "id"], quote),
        )

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement | None:  # type: ignore[override]
        """ALTER TABLE … DROP CONSTRAINT …, or None after taking back a creation that is still deferred."""
        quote = schema_editor.quote_name
        for waiting in schema_editor.deferred_sql:
            if isinstance(waiting, AddTenantFK) and str(waiting.parts.get("name")) == quote(self.name):
                schema_editor.deferred_sql.remove(waiting)
                return None
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )

    def validate(self, model: type[Model], instance: Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """For forms and the admin (one query): raises ValidationError on the field when the target is elsewhere."""
        field: Any = model._meta.get_field(self.field)
        value = getattr(instance, field.attname)
        account_id = instance.account_id  # type: ignore[attr-defined]
        if value is None or account_id is None or (exclude and self.field in exclude):
            return
        targets = field.remote_field.model._base_manager.using(using)
        if not targets.filter(account_id=account_id, pk=value).exists():
            problem = ValidationError(self.get_violation_error_message(), code=self.violation_error_code)
            raise ValidationError({self.field: problem})

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """For migrations."""
        path, args, options = super().deconstruct()
        if options.get("violation_error_code") == type(self).violation_error_code:
            del options["violation_error_code"]
        return path, args, {"field": self.field, "to": self.to, **options}

    def __eq__(self, other: object) -> bool:
        return self.deconstruct() == other.deconstruct() if isinstance(other, TenantFK) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.field, self.to))

    def __repr__(self) -> str:
        return f"<TenantFK: field={self.field!r} to={self.to!r} name={self.name!r}>"
