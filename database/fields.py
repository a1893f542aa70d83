"""Relations between rows of one account."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact


def _cascade(collector: Any, field: Any, rows: Any, using: str) -> None:
    """CASCADE that deletes the rows before their target, as an immediate constraint wants it.

    Where a relation may be null, Django deletes in any order and counts on deferred constraints.
    """
    models.CASCADE(collector, field, rows, using)
    if field.remote_field.model is not field.model:
        collector.add_dependency(field.remote_field.model, field.model)


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]  # generic only in the stubs
    """A foreign key from one tenant model to another, inside the same account.

    Joins add the equality of both accounts, so that they stay on one shard of a distributed table. The constraint in
    the database is a TenantFK of the model's Meta, the index one that starts with (account, this field): both are
    declared there, and database.checks insists on them.
    """

    def __init__(self, to: Any, on_delete: Any, **options: Any) -> None:
        options["db_constraint"] = False
        options.setdefault("db_index", False)
        may_be_null = options.get("null", False)
        super().__init__(to, _cascade if may_be_null and on_delete is models.CASCADE else on_delete, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """For migrations: what was chosen, so without `db_constraint`."""
        name, path, args, options = super().deconstruct()
        options.pop("db_constraint", None)
        if options["on_delete"] is _cascade:
            options["on_delete"] = models.CASCADE
        if options.pop("db_index", True):
            options["db_index"] = True
        return name, path, list(args), options

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        """The join's second condition: the account of the target equals the account of this row."""
        if alias is None:  # exclude(): the joined table was trimmed away
            return None
        theirs: Any = self.remote_field.model._meta.get_field("account")
        ours: Any = self.model._meta.get_field("account")
        return Exact(Col(alias, theirs, theirs.target_field), Col(str(related_alias), ours, ours.target_field))

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, Any]:
        """Following the relation reads the target by account and id; by id alone while a new row has no account yet."""
        return {} if instance.account_id is None else {"account_id": instance.account_id}
