"""manage.py seed_demo: the demo account and what is in it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import Refused
from accounts.models import Account, User
from accounts.services import actor_for
from database.transactions import Busy
from imports.demo.people import OPERATOR, PARTNER, VIEWER, ensure_operator, ensure_people, is_complete, share_with_partner
from imports.demo.reset import empty_demo
from imports.demo.seeding import EMAIL, SIZES, SLUG, SeedRefused, ensure_account, seed
from imports.progress import Progress
from imports.setup_report import SetupRefused
from imports.verdicts import Tally


class Command(BaseCommand):
    """Fills the demo account."""

    help = (
        f"Fill the account “{SLUG}” with invented supply chain data, the same on every machine. A second run changes nothing, "
        f"a larger size adds to a smaller one. {EMAIL} is its Owner, {VIEWER[0]} may read all of it, {PARTNER[0]} what is shared with it; "
        f"{OPERATOR[0]} operates the whole installation."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        sizes = ", ".join(f"{name} {size.organizations:,} organizations" for name, size in SIZES.items())
        parser.add_argument("--size", choices=SIZES, default="small", help=f"{sizes} (default: small)")
        parser.add_argument("--reset", action="store_true", help="delete the demo account's records and definitions first, yours included")
        parser.add_argument("--keep", action="store_true", help="leave a demo that was filled before as people have made it since")
        parser.add_argument("--password", help="the password of all four (default: stays as it is, at first none)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["reset"]:
                self._reset()
            account, user = ensure_account()
            people = [user, *ensure_people(account), ensure_operator()]
            actor = actor_for(user, account, channel="command")
            if options["keep"] and is_complete(actor):
                self.stdout.write("The demo stays as it is; manage.py seed_demo makes its records again what they were.")
            else:
                self._seed(account, user, options["size"])
                share_with_partner(actor)
        except (SeedRefused, SetupRefused) as refusal:
            raise CommandError(f"{refusal} Start afresh with --reset.") from None
        except (Refused, Busy) as refusal:
            raise CommandError(str(refusal)) from None
        for person in people:
            self._set_password(person, options["password"])

    def _reset(self) -> None:
        account = Account.objects.filter(slug=SLUG).first()
        if account is not None:
            gone = ", ".join(f"{count:,} {name}" for name, count in empty_demo(account).items() if count)
            self.stdout.write(f"Deleted: {gone or 'nothing'}.")

    def _seed(self, account: Account, user: User, size: str) -> None:
        progress = Progress(self.stderr)
        tallies: dict[str, Tally] = {}

        def tell(name: str, tally: Tally, about: int) -> None:
            tallies[name] = tally
            progress.show(f"{name} {tally.total:,}", tally.total, about)

        seed(account, user, SIZES[size], tell)
        progress.clear()
        for name, tally in tallies.items():
            self.stdout.write(f"{name}: {tally}.")

    def _set_password(self, user: User, password: str | None) -> None:
        """Only where it differs: hashing anew would end every session of the user."""
        if password and not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
        elif not user.has_usable_password():
            self.stdout.write(f"{user.email} can't sign in yet: manage.py changepassword {user.email}")
