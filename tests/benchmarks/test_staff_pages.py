"""Staff pages are measured by somebody who is signed in, and each shows what it should."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from benchmarks import staff_pages
from benchmarks.browsing import signed_in
from benchmarks.directory import make_directory
from benchmarks.measuring import Failed, Meter
from benchmarks.place import dsn, make_user
from benchmarks.staff_pages import PAGES, StaffPage, read_pages
from contacts.email_domains import email_domain
from contacts.models import Contact
from organizations.models import Organization
from organizations.name_keys import name_keys


class Reader:
    """Asks without a network between."""

    def __init__(self, session: str) -> None:
        self.client = Client()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = session

    def get(self, path: str) -> bytes:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content

    def processes(self) -> list[int]:
        return []


def test_each_page_shows_something_and_one_that_does_not_fails_the_run(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    small = make_directory(user, organizations=2_400)
    # The rows were written by SQL, the keys of their names and e-mails with them: they are what the engine would have made.
    assert all(name_keys(name) == tuple(keys) for name, *keys in Organization.rows.values_list("name", "plain_key", "near_key"))
    assert all(email_domain(key) == domain for key, domain in Contact.rows.values_list("email_key", "email_domain"))
    reader, meter = Reader(signed_in(user, small.account.slug)), Meter(dsn())
    with meter.connection:
        readings = read_pages(meter, reader, rounds=1, warm_up=0)
        assert [reading.page for reading in readings] == list(PAGES)
        monkeypatch.setattr(staff_pages, "PAGES", (StaffPage("/search?q=nobody+at+all", 200, "row-text"),))
        with pytest.raises(Failed, match=r"/search\?q=nobody\+at\+all shows nothing"):
            read_pages(meter, reader, rounds=1, warm_up=0)
