"""manage.py create_api_key: a key for a member of an account, on standard output and nowhere else."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Account, Membership, User
from accounts.services import add_member, create_api_key, create_user, find_user
from database.transactions import Busy

MAX_DAYS = 36_500


class Command(BaseCommand):
    """Prints only the key, so that `KEY=$(manage.py create_api_key …)` works. It can't be shown again."""

    help = "Make an API key for a member of an account and print it, and nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the account")
        parser.add_argument("email", help="the user the key acts as")
        parser.add_argument(
            "--role", help="role of a membership that is made (default Owner); of an existing one, it must be the one it has"
        )
        parser.add_argument(
            "--scope", action="append", help="all, or <resource>.<read|create|update|delete|share|write|all>; may be repeated"
        )
        parser.add_argument("--expires", type=int, metavar="DAYS", help=f"days the key is good for, 1 to {MAX_DAYS} (default: for ever)")
        parser.add_argument("--create-user", action="store_true", help="make the user and the membership where they are missing")

    def handle(self, *args: Any, **options: Any) -> None:
        expires_at = _expiry(options["expires"])
        account = Account.objects.filter(slug=options["slug"]).first()
        if account is None:
            raise CommandError(f"There is no account “{options['slug']}”.")
        try:
            with transaction.atomic():
                user = _user(options["email"], create=options["create_user"])
                _ensure_member(account, user, options["role"], create=options["create_user"])
                key = create_api_key(account, user, scopes=options["scope"] or ["all"], expires_at=expires_at)
        except (Refused, Busy) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(key)


def _expiry(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= MAX_DAYS:
        raise CommandError(f"--expires takes 1 to {MAX_DAYS} days, not {days}.")
    return timezone.now() + timedelta(days=days)


def _user(email: str, *, create: bool) -> User:
    user = find_user(email)
    if user is None and not create:
        raise CommandError(f"There is no user “{email}”; add --create-user to make one.")
    return user or create_user(email)


def _ensure_member(account: Account, user: User, role: str | None, *, create: bool) -> None:
    membership = Membership.rows.select_related("role").filter(account=account, user=user).first()
    if membership is None:
        if not create:
            raise CommandError(f"{user.email} is not a member of {account.slug}; add --create-user to make the membership.")
        add_member(account, user, role or "Owner")
    elif role is not None and membership.role.name != role:
        raise CommandError(f"{user.email} is {membership.role.name} in {account.slug}, not {role}; a key does not change a role.")
