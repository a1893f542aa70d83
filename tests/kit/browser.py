"""A person at a real browser: Chromium as the system has it, on a live server, looked at in one theme and one width."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(slots=True)
class Visitor:
    """One tab. `faults` is what the browser complained of: errors of scripts, refusals of the content security policy, failed files."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self._note(message.type in ("error", "warning"), message.text))
        self.page.on("pageerror", lambda error: self._note(True, str(error)))

    def _note(self, is_fault: bool, text: str) -> None:
        if is_fault:
            self.faults.append(f"{self.page.url}: {text}")

    def sign_in(self, user: User) -> Visitor:
        """With a session made on the server: the sign-in page is another test's subject."""
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])
        return self

    def open(self, path: str) -> Page:
        """The page at this path, once nothing more is loading."""
        self.page.goto(self.url + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def must_find_it_sound(self, but: Collection[str] = (), rules: Sequence[str] = RULES) -> None:
        """No complaint of the browser, none of axe (WCAG 2.2 AA and good practice), nothing that must be scrolled sideways.

        `but`: rules of axe that somebody else's part of the page breaks.
        """
        assert not self.faults
        found = [one for one in Axe().run(self.page, options={"runOnly": list(rules)}).response["violations"] if one["id"] not in but]
        violations = [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]
        assert not violations, "\n".join([self.page.url, *violations])
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{self.page.url} is {width} pixels too wide"
