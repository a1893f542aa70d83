"""Making accounts, users, members and keys. Every change of an account's rows is made under its lock and recorded.

`by` is the actor who does it; None: the operator of the installation, by a command.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.actors import actor_for, system_actor
from accounts.errors import NotAMember, Refused
from accounts.keys import new_key
from accounts.models import Account, ApiKey, Company, Membership, Principal, Role, User
from accounts.roles import BUILT_IN
from accounts.scopes import is_scope
from activity.origin import Origin
from activity.services import RecordedChange, record
from api.text import TextError, clean
from database.transactions import account_transaction

__all__ = [
    "NotAMember",
    "Refused",
    "actor_for",
    "add_company",
    "add_member",
    "admit",
    "create_account",
    "create_api_key",
    "create_user",
    "find_user",
    "issue",
    "revoke_api_key",
    "system_actor",
]


def create_account(slug: str, name: str, *, by: Callable[[Account], Actor] | None = None) -> Account:
    """A new account with the built-in roles, company number 1 of the same name, and its principal. Raises Refused.

    `by` answers who does it, as an actor of the new account.
    """
    account = Account(slug=_text(slug), name=_text(name))
    _check(account, "slug")
    with transaction.atomic():
        account.save()
        with account_transaction(account.pk):
            for role in BUILT_IN:
                fields = {**role._asdict(), "operations": sorted(role.operations)}
                Role(account=account, is_built_in=True, **fields).save()
            Principal(account=account, kind=Principal.Kind.ACCOUNT).save()
            add_company(account, name, by=by(account) if by else None)
    return account


def create_user(email: str, *, name: str = "", password: str | None = None) -> User:
    """A new user, member of no account yet. `password` None: acts through keys only, until one is chosen by e-mail. Raises Refused."""
    user = User(email=_text(email), name=_text(name))
    if find_user(user.email):
        raise Refused(f"There is a user {user.email} already.", "email")
    try:
        validate_email(user.email)
    except ValidationError:
        raise Refused(f"“{user.email}” is not an e-mail address.", "email") from None
    user.set_password(password)
    _check(user)
    user.save()
    return user


def find_user(email: str) -> User | None:
    """The user of an e-mail address, whatever its case; None: there is none."""
    try:
        return User.objects.get_by_natural_key(_text(email))
    except User.DoesNotExist:
        return None


def add_company(account: Account, name: str, *, number: int | None = None, by: Actor | None = None) -> Company:
    """One more company of the account. `number` None: the next one. Raises Refused."""
    with account_transaction(account.pk):
        if number is None:
            last = Company.rows.filter(account=account).aggregate(last=models.Max("number"))["last"]
            number = (last or 0) + 1
        company = Company(account=account, number=number, name=_text(name))
        _check(company)
        company.save()
        _record(company, "company", "create", {"number": [None, number], "name": [None, company.name]}, by)
    return company


def add_member(account: Account, user: User, role: str = "Owner", *, by: Actor | None = None) -> Membership:
    """Let a user into the account, in the role of that name. Raises Refused for an unknown role and for a member."""
    with account_transaction(account.pk):
        if Membership.rows.filter(account=account, user=user).exists():
            raise Refused(f"{user.email} is a member of {account.slug} already.")
        return admit(account_id=account.pk, user=user, role=_role(account, role), by=by)


def admit(*, account_id: int, user: User, role: Role, by: Actor | None) -> Membership:
    """Make a user who is no member yet one, with a principal to share records with. Inside `account_transaction`."""
    membership = Membership(account_id=account_id, user=user, role=role)
    membership.save()
    Principal.rows.get_or_create(account_id=account_id, kind=Principal.Kind.USER, user=user)
    _record(membership, "member", "create", {"user": [None, user.pk], "role": [None, role.name]}, by, record_id=user.pk)
    return membership


def create_api_key(
    account: Account,
    user: User,
    *,
    name: str = "",
    scopes: Iterable[str] = ("all",),
    networks: Iterable[str] = (),
    expires_at: datetime | None = None,
    by: Actor | None = None,
) -> str:
    """A new key that acts as this member, in plain text: it can't be shown again.

    `networks` are CIDR ranges or addresses; empty: from anywhere. `expires_at` None: never. Raises NotAMember, Refused.
    """
    key = ApiKey(account=account, user=user, name=_text(name), expires_at=expires_at)
    key.scopes = _scopes(scopes)
    key.networks = [_network(network) for network in networks]
    if expires_at is not None and expires_at <= timezone.now():
        raise Refused("The key would have expired already.")
    with account_transaction(account.pk):
        if not Membership.rows.filter(account=account, user=user).exists():
            raise NotAMember(f"{user.email} is not a member of {account.slug}.")
        return issue(key, by=by)


def issue(key: ApiKey, *, by: Actor | None) -> str:
    """Give a key that was filled in its secret and store it. The answer is the key in plain text. Inside `account_transaction`.

    Raises Refused for what the model's own rules forbid.
    """
    made = new_key()
    key.prefix, key.digest = made.prefix, made.digest
    _check(key)
    key.save()
    _record(key, "api_key", "create", {"prefix": [None, key.prefix], "scopes": [None, key.scopes]}, by)
    return made.plain


def revoke_api_key(key: ApiKey, *, by: Actor | None = None) -> None:
    """Take a key out of force, from the next request on and for good. Twice changes nothing."""
    with account_transaction(key.account_id):
        now = timezone.now()
        if ApiKey.rows.filter(account_id=key.account_id, pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
            key.revoked_at = now
            _record(key, "api_key", "update", {"revokedAt": [None, now]}, by)


def _role(account: Account, name: str) -> Role:
    roles = {role.name: role for role in Role.rows.filter(account=account).order_by("pk")}
    if name not in roles:
        raise Refused(f"{account.slug} has no role “{name}”; its roles are {', '.join(roles)}.")
    return roles[name]


def _scopes(scopes: Iterable[str]) -> list[str]:
    chosen = sorted(set(scopes))
    for scope in chosen:
        if not is_scope(scope):
            raise Refused(f"There is no scope “{scope}”; scopes are “all” and <resource>.<verb>, as in “organization.write”.")
    return chosen


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        raise Refused(f"“{text}” is neither an address nor a network in CIDR form.") from None


def _text(value: str) -> str:
    try:
        return clean(value)
    except TextError as error:
        raise Refused(error.message) from None


def _check(instance: models.Model, key: str | None = None) -> None:
    """Ask the model's own rules, so that the answer is a sentence and not a database error.

    `key` is the column that rules without one are about. Raises Refused.
    """
    try:
        instance.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        if field == NON_FIELD_ERRORS:
            raise Refused(messages[0], key) from None
        raise Refused(f"{field}: {messages[0]}", field) from None


def _record(
    row: models.Model, record_type: str, operation: str, changes: Mapping[str, Any], by: Actor | None, *, record_id: int | None = None
) -> None:
    """One row of history. `record_id`: how the wire names the row; None: by its own id."""
    account_id: int = row.account_id  # type: ignore[attr-defined]  # rows of an account only
    origin = by.origin() if by else Origin(account_id=account_id, user_id=None, key_id=None, channel="command")
    record([RecordedChange(record_type, record_id or row.pk, operation, changes)], origin)
