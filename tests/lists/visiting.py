"""A person with a browser that has no JavaScript: pages, forms, redirects."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.kit.cast import Person

BOX = re.compile(r'name="id" value="(\d+)"')
LISTS = ("organizations", "contacts", "relationships", "products")


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.client = Client()
        self.client.force_login(User.objects.get(pk=person.user.pk))  # as stored: a session ends with the password it began with

    def get(self, path: str, follow: bool = True, **query: Any) -> Any:
        return self.client.get(path, query or None, follow=follow)

    def page(self, path: str, **query: Any) -> Any:
        """The context of a page that must be there."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, (answer.status_code, answer.content[:2000])
        return answer.context

    def post(self, path: str, follow: bool = True, **fields: Any) -> Any:
        return self.client.post(path, fields, follow=follow)

    def ids(self, name: str, **query: Any) -> list[int]:
        """The ids of all rows of a list, by its own links from page to page."""
        context = self.page(f"/{name}", **query)
        found = [line.id for line in context["lines"]]
        while context["following"]:
            context = self.page(f"/{name}?{context['following']}")
            found += [line.id for line in context["lines"]]
        return found

    def statements(self, path: str, **query: Any) -> int:
        """How many statements a page takes that must be there."""
        self.page(path, **query)
        with CaptureQueriesContext(connection) as caught:
            self.page(path, **query)
        return len(caught)
