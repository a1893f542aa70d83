"""manage.py configure_account: an account's definitions from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.errors import Refused
from accounts.models import Account
from accounts.services import create_account
from api.decoding import decode
from api.errors import Problem
from api.text import printable
from database.transactions import Busy
from imports.account_setup import Setup, configure
from imports.setup_report import SectionReport, SetupRefused

LONGEST = 1_000


class Command(BaseCommand):
    """Configures an account."""

    help = (
        "Set an account up from a JSON file: name, policies, companies, relationshipTypes, contactRoles, categories, productCategories, "
        "customFields, templates. Creates and updates what the file names, deletes nothing, and changes nothing the second time. "
        "With any mistake in the file nothing is written, and every mistake is listed with its place."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the account")
        parser.add_argument("file", metavar="FILE.json", help="the set-up")
        parser.add_argument("--create", action="store_true", help="make the account if there is none of that slug")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            setup = Setup(_read(options["file"]))
            with transaction.atomic():
                account, is_new = _account(options["slug"], setup, create=options["create"])
                reports = configure(account, setup)
                transaction.set_rollback(options["dry_run"])
        except SetupRefused as refusal:
            mistakes = [printable(f"{error.field or 'file'}: {error.code}: {error.message}", LONGEST) for error in refusal.errors]
            raise CommandError("\n".join([f"{options['file']} can't be used; nothing was written.", *mistakes])) from None
        except (Refused, Busy) as refusal:
            raise CommandError(str(refusal)) from None
        if is_new:
            self.stdout.write(f"account {account.slug}: created")
        for report in reports:
            self._tell(report)
        if options["dry_run"]:
            self.stdout.write("Nothing was written (--dry-run).")

    def _tell(self, report: SectionReport) -> None:
        """One line for a section, one for each change; nothing for a section that is empty."""
        created, updated = len(report.created), len(report.updated)
        if created or updated or report.unchanged:
            self.stdout.write(f"{report.wire}: {created} created, {updated} updated, {report.unchanged} unchanged")
        for sign, names in (("+", report.created), ("~", report.updated)):
            for name in names:
                self.stdout.write(f"  {sign} {name}")


def _account(slug: str, setup: Setup, *, create: bool) -> tuple[Account, bool]:
    """The account of this slug, and whether it was made for this. Raises CommandError where it is missing, Refused for a bad slug."""
    account = Account.objects.filter(slug=slug).first()
    if account is not None:
        return account, False
    if not create:
        raise CommandError(f"There is no account “{slug}”; add --create to make it.")
    return create_account(slug, setup.name or slug), True


def _read(file: str) -> object:
    """The JSON value of the file, read as strictly as the body of a request."""
    try:
        return decode(Path(file).read_bytes())
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from None
    except Problem as problem:
        raise CommandError(f"{file}: {problem.detail.replace('The body', 'The file')}") from None
