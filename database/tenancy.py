"""Every business row belongs to exactly one account, and nothing is read without saying whose rows are meant."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, Self

from django.db import DatabaseError, models


class Unscoped(RuntimeError):
    """`objects` was used without saying who is asking: see ScopedManager for its two doors."""


class HasAccount(Protocol):
    """Whoever asks: an actor, or anything else that belongs to one account."""

    @property
    def account_id(self) -> int: ...


class TenantQuerySet(models.QuerySet[Any]):
    """Rows of tenant tables."""

    def visible_to(self, actor: HasAccount) -> Self:
        """Rows of the actor's account; rooms narrow it further by the actor's permissions."""
        return self.filter(account_id=actor.account_id)

    def across_accounts(self) -> Self:
        """All rows of all accounts, knowingly: for commands, migrations and tests, never for an answer to a user."""
        return self.all()


class ScopedManager(models.Manager[Any]):
    """`Model.objects`, with two doors: `visible_to(actor)` and `across_accounts()`. Everything else raises Unscoped.

    A room's own queryset comes in by `ScopedManager.from_queryset(OrganizationQuerySet)()`.
    """

    _queryset_class = TenantQuerySet

    def visible_to(self, actor: HasAccount) -> Any:
        """What the actor may see: the room's queryset decides."""
        return self._unguarded().visible_to(actor)

    def across_accounts(self) -> Any:
        """All rows of all accounts, knowingly."""
        return self._unguarded().across_accounts()

    def get_queryset(self) -> Any:
        """Refused: say whose rows are meant."""
        name = self.model.__name__
        raise Unscoped(f"Use {name}.objects.visible_to(actor), or {name}.objects.across_accounts() when no actor asks.")

    def _unguarded(self) -> Any:
        return super().get_queryset()


class TenantModel(models.Model):
    """A row of one account.

    `account` is set once and never changed. `rows` is the plain manager that Django itself uses (relations, admin,
    serializers); our code reads through `objects`. A subclass's Meta inherits TenantModel.Meta and lists
    `*TenantModel.Meta.constraints` first.
    """

    # No index of its own: the unique constraint below starts with it.
    account: models.ForeignKey[Any, Any] = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    account_id: int

    rows: models.Manager[Any] = models.Manager()
    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        abstract = True
        default_manager_name = "rows"
        base_manager_name = "rows"
        constraints = [models.UniqueConstraint(fields=["account", "id"], name="%(class)s_id_in_account")]

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *rest: Any) -> Any:
        """Update the row inside its account, leaving `account` itself alone.

        Django would insert a row that it cannot find again. Here that row was deleted, or its object was given
        another account: DatabaseError.
        """
        mine = base_qs.filter(account_id=self.account_id)
        kept = [value for value in values if value[0].name != "account"]
        updated = super()._do_update(mine, using, pk_val, kept, *rest)
        if not updated and not self._state.adding:
            raise DatabaseError(f"{self._meta.label} {pk_val} is not in account {self.account_id} any more.")
        return updated
