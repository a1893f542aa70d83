"""manage.py reset_second_factor: for somebody who has lost the phone and the recovery codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import find_user
from accounts.sign_in_help import drop_second_factor


class Command(BaseCommand):
    """Drops the authenticator app and the recovery codes of a user: the password alone signs in again. Be sure who asked for it."""

    help = "Take the authenticator app and the recovery codes off a user."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the user")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find_user(options["email"])
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        if not drop_second_factor(user):
            raise CommandError(f"{user.email} is asked for no codes.")
        self.stdout.write(f"{user.email} signs in with the password alone until codes are set up again.")
