"""Whose rows the admin shows, and in whose name it writes: the first thing every page of it asks.

A member of the staff acts in the account that it works in, with its role there. An operator of the installation (`is_superuser`) acts
in any account with every right, or in all of them at once, which it has to ask for and which is recorded (backoffice/switching.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.actors import actor_of_member, system_actor
from accounts.models import Account, User
from accounts.platforms import CHOSEN, memberships_of
from database.tenancy import TenantModel

ALL_ACCOUNTS = "admin_all_accounts"  # in the session
CHANNEL = "admin"


class NoAccount(Exception):
    """Nobody knows yet in which account this person acts: it belongs to none, or has not chosen."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are meant. `actor` None: those of all accounts, for an operator who asked for them.

    `account` is the one that is worked in; None with all accounts. `came_from_all`: a single row of an account is looked at, on the
    way through all of them.
    """

    user: User
    account: Account | None
    actor: Actor | None
    request_id: str = ""
    came_from_all: bool = False

    @property
    def is_all(self) -> bool:
        """Whether this is the operator's view over all accounts, also while it looks at one row."""
        return self.actor is None or self.came_from_all

    @property
    def role(self) -> str:
        """In which role the person acts, in words."""
        return "operator" if self.user.is_superuser else self.actor.role_name if self.actor else ""

    def may(self, resource: str, operation: str) -> bool:
        """Whether the operation is allowed at all: `may("MEMBER", "READ")`."""
        return self.actor is None or self.actor.may(resource, operation)

    def actor_for(self, row: Any) -> Actor:
        """In whose name a row of an account is written."""
        return self.actor or self.inside(row.account).actor_or_fail()

    def inside(self, account: Account) -> Scope:
        """The operator's view over all accounts, narrowed to one of them."""
        return replace(self, account=account, actor=operator_actor(self.user, account, self.request_id), came_from_all=True)

    def actor_or_fail(self) -> Actor:
        """The actor. Raises NoAccount where all accounts are meant: nobody acts in all of them at once."""
        if self.actor is None:
            raise NoAccount("Choose an account first.")
        return self.actor


def operator_actor(user: User, account: Account, request_id: str) -> Actor:
    """An operator in an account: every right, under its own name. No statement."""
    return replace(system_actor(account, user, CHANNEL), request_id=request_id)


def scope_of(request: HttpRequest) -> Scope:
    """The scope of a signed-in request, found once. At most two statements. Raises NoAccount."""
    found: Scope | None = getattr(request, "admin_scope", None)
    return found or set_scope(request, _found(request))


def scope_if_chosen(request: HttpRequest) -> Scope | None:
    """The scope; None: nobody knows yet, or nobody is signed in."""
    try:
        return scope_of(request) if request.user.is_authenticated else None
    except NoAccount:
        return None


def set_scope(request: HttpRequest, scope: Scope) -> Scope:
    """From here on this request is about these rows."""
    request.admin_scope = scope  # type: ignore[attr-defined]  # ours alone
    return scope


def narrow(request: HttpRequest, row: Model) -> None:
    """One row is looked at: an operator with all accounts acts in the row's account from here on."""
    scope = scope_of(request)
    account = row if isinstance(row, Account) else getattr(row, "account", None)
    if scope.actor is None and account is not None:
        set_scope(request, scope.inside(account))


def visible_rows(model: type[Model], scope: Scope) -> QuerySet[Any]:
    """The rows of a model that the scope shows. Users are those of the account; whatever else belongs to no account is the operator's."""
    if issubclass(model, TenantModel):
        if scope.actor is None:
            everywhere: QuerySet[Any] = model.objects.across_accounts()
            return everywhere
        mine: QuerySet[Any] = model.objects.visible_to(scope.actor)
        return mine
    rows = model._meta.default_manager.all()  # type: ignore[union-attr]  # every model has one
    if scope.actor is None:
        return rows
    if model is User:
        return rows.filter(memberships__account_id=scope.actor.account_id)
    if model is Account:
        return rows.filter(pk=scope.actor.account_id)
    return rows if scope.user.is_superuser else rows.none()


def _found(request: HttpRequest) -> Scope:
    user: User = request.user  # type: ignore[assignment]  # the site lets in nobody else
    request_id = getattr(request, "request_id", "")
    chosen = request.session.get(CHOSEN)
    if user.is_superuser:
        if request.session.get(ALL_ACCOUNTS):
            return Scope(user, None, None, request_id)
        account = Account.objects.filter(slug=chosen).first() if chosen else None
        if account is None:
            raise NoAccount("Choose an account.")
        return Scope(user, account, operator_actor(user, account, request_id), request_id)
    memberships = memberships_of(user)
    membership = next((one for one in memberships if one.account.slug == chosen), None)
    if membership is None and len(memberships) == 1:
        membership = memberships[0]
    if membership is None:
        raise NoAccount("Choose an account." if memberships else "You are not a member of any account.")
    return Scope(user, membership.account, actor_of_member(membership, channel=CHANNEL, request_id=request_id), request_id)
