"""What is changed of a user itself: name, address, password, whether it may sign in. Told in the history of each of its accounts.

A user may belong to several accounts, so an account changes only those that are its alone (`refuse_beyond_account`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.actor import Actor
from accounts.delegation import beyond_role, refuse_beyond, rights_of
from accounts.errors import refusal
from accounts.members import OWNER, member
from accounts.models import Membership, User
from accounts.saving import differences
from activity.origin import Origin
from activity.services import RecordedChange, record
from api.text import TextError, case_key, clean
from database.transactions import account_transaction

TOLD = {"email": "email", "name": "name", "isActive": "is_active", "isStaff": "is_staff", "isOperator": "is_superuser"}


def change_user(user: User, said: Mapping[str, Any], *, origin: Origin) -> Mapping[str, Any]:
    """Bring a user to what was said of it, by column; `password` in plain text. What changed, by wire name.

    All accounts of the user are locked, in one order for everyone. `origin` says who did it, whatever account it names. Raises
    RefusedItem: `invalid_email`, `duplicate_data`, `invalid_format` (a weak password), `last_full_holder` (the last Owner of an account
    would be switched off); Busy.
    """
    accounts = sorted(Membership.rows.filter(user=user).values_list("account_id", flat=True))
    with ExitStack() as locks:
        for account_id in accounts:
            locks.enter_context(account_transaction(account_id))
        before = {wire: getattr(user, column) for wire, column in TOLD.items()}
        _take(user, said)
        changes: dict[str, Any] = differences(before, {wire: getattr(user, column) for wire, column in TOLD.items()})
        if changes.get("isActive") == [True, False]:
            _refuse_last_owner(user)
        if said.get("password"):
            user.set_password(said["password"])
            changes["passwordSetAt"] = [None, timezone.now()]
        if changes:
            user.save()
        for account_id in accounts if changes else ():
            record([RecordedChange("member", user.pk, "update", changes)], replace(origin, account_id=account_id))
    return changes


def refuse_beyond_account(actor: Actor, user: User) -> None:
    """Raise RefusedItem unless a member of an account may change this user: its own member, of no other account, and no mightier."""
    if user.pk == actor.user_id:
        return
    membership = member(actor, user.pk)
    if user.is_superuser or Membership.rows.filter(user=user).exclude(account_id=actor.account_id).exists():
        message = "This user belongs to other accounts as well, so only the operator of the installation changes it."
        raise refusal("permission_denied", (), message)
    refuse_beyond(beyond_role(actor, rights_of(membership.role)), ())


def judge_password(password: str, user: User) -> None:
    """Raise RefusedItem `invalid_format` for a password that is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise refusal("invalid_format", ("password",), " ".join(error.messages)) from None


def _take(user: User, said: Mapping[str, Any]) -> None:
    """What was said, onto the user. Raises RefusedItem."""
    for column in ("email", "name"):
        if column in said:
            setattr(user, column, _text(column, said[column]))
    for column in ("is_active", "is_staff", "is_superuser"):
        if column in said:
            setattr(user, column, said[column])
    if "email" in said:
        try:
            validate_email(user.email)
        except ValidationError:
            raise refusal("invalid_email", ("email",)) from None
        if User.objects.filter(email_key=case_key(user.email)).exclude(pk=user.pk).exists():
            raise refusal("duplicate_data", ("email",), "Another user has this e-mail address.")
    if said.get("password"):
        judge_password(said["password"], user)


def _text(column: str, value: str) -> str:
    try:
        return clean(value)
    except TextError as error:
        raise refusal(error.code, (column,), error.message) from None


def _refuse_last_owner(user: User) -> None:
    """Raise RefusedItem if an account would be left without an Owner who may sign in (docs/decisions/0001)."""
    mine = Membership.rows.filter(user=user, role__is_built_in=True, role__name=OWNER).values_list("account_id", "account__slug")
    others = Membership.rows.filter(role__is_built_in=True, role__name=OWNER, user__is_active=True).exclude(user=user)
    for account_id, slug in mine:
        if not others.filter(account_id=account_id).exists():
            raise refusal("last_full_holder", ("isActive",), f"{slug} keeps at least one Owner who may sign in.")
