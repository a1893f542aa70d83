"""Staff pages as a browser without scripts has them: opened by a signed-in person, filled in as they stand there, and sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, User
from accounts.platforms import CHOSEN
from tests.kit.cast import Person
from tests.upserts.form_kit import Page

HTMX = {"HX-Request": "true"}
TOKEN = re.compile(r'[A-Za-z0-9]{64}"')


def at(person: Person, **options: bool) -> Client:
    """The person's browser, in the person's account, whatever either is called by now."""
    client = Client(**options)
    client.force_login(User.objects.get(pk=person.user.pk))
    session = client.session
    session[CHOSEN] = Account.objects.get(pk=person.account.pk).slug
    session.save()
    return client


def open_page(client: Client, path: str) -> str:
    """What a page shows that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get("Location"))
    found: str = answer.content.decode()
    return found


def asked(target: str) -> dict[str, str]:
    """The headers of a request of htmx for the part with this id."""
    return HTMX | {"HX-Target": target}


def fill_in(client: Client, path: str, changes: Mapping[str, Any] | None = None, *, to: str | None = None, **extra: Any) -> Any:
    """The answer after a person opened the page at `path`, changed these fields of it and sent them (`to` another address).

    A list: several values; None: left out.
    """
    changes = changes or {}
    sent: dict[str, list[Any]] = {}
    for name, value in Page(main_of(open_page(client, path))).sent:
        if name not in changes and name != "csrfmiddlewaretoken":
            sent.setdefault(name, []).append(value)
    for name, value in changes.items():
        sent[name] = value if isinstance(value, list) else [] if value is None else [value]
    return client.post(to or path, sent, **extra)


def main_of(page: str) -> str:
    """The page without its frame."""
    return page.partition('<main id="content"')[2].partition("</main>")[0]


def links_of(page: str) -> set[str]:
    """Where the page leads, its frame left out."""
    return set(re.findall(r'(?:href|action)="([^"#]+)"', main_of(page)))


def text_of(page: str) -> str:
    """What a page says, without its frame and its tags."""
    reader = _Text()
    reader.feed(main_of(page))
    return " ".join(" ".join(reader.said).split())


def without_tokens(page: bytes) -> str:
    return TOKEN.sub('"', page.decode())


def statements(client: Client, path: str, **data: Any) -> int:
    """How many a page takes, once it has been shown before."""
    client.get(path, data)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path, data).status_code == 200
    return len(found)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)
