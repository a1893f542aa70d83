"""What stands before the camera: the demo, in a database of its own that goes afterwards, and a server.

So nobody's records change, every run begins alike, and no key, code or password in a picture opens anything.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.models import Account, User
from accounts.services import actor_for
from benchmarks.place import drop_database, make_database
from benchmarks.product import stop
from imports.demo.people import OPERATOR, VIEWER
from imports.demo.seeding import EMAIL, SLUG
from imports.management.commands import run_demo
from scripts.screenshots import props, shots

EMAILS = {shots.OWNER: EMAIL, shots.VIEWER: VIEWER[0], shots.OPERATOR: OPERATOR[0]}
PORT = os.environ.get("PORT", "8000")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the server is, what paths and steps name, and who there is."""

    url: str
    names: Mapping[str, object]
    people: Mapping[str, User]

    def session(self, who: str) -> str:
        """What a browser is sent after this person has signed in just now."""
        client = Client()
        client.force_login(self.people[who])
        return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Everything in its place; server and database go afterwards. Raises CommandError where the server does not start."""
    with ExitStack() as stack:
        make_database()
        stack.callback(drop_database)
        password = secrets.token_urlsafe(12)
        call_command("seed_demo", password=password, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        people = {who: User.objects.get(email=email) for who, email in EMAILS.items()}
        account = Account.objects.get(slug=SLUG)
        people[shots.CAREFUL] = props.make_careful(account, password)
        names = props.set_up(actor_for(people[shots.OWNER], account, channel="page"))
        names |= {"link": props.link_of(people[shots.VIEWER]), "password": password}
        server = run_demo.start_server(int(PORT))
        stack.callback(stop, server)
        run_demo.wait_until_ready(server, int(PORT))
        yield Stage(f"http://{run_demo.HOST}:{PORT}", names, people)
