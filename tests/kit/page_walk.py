"""A walk over the pages that somebody may open: whatever they lead to must answer as a page that this reader may open or send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from tests.kit.page_calls import PageAnswer, Reader
from tests.kit.page_judge import ask
from tests.kit.page_lines import MERGED, OPENED
from tests.kit.page_links import Form, Leads, shape
from tests.kit.page_matrix import groups
from tests.kit.page_routes import page_routes
from tests.kit.page_scene import PageScene

TURNED_AWAY = (403, 404, 405)
BROKEN = 500
# Archived records, too.
EVERYTHING = "?includeArchived=true&size=200"
# Leaves the session in which the walk is made.
LEAVING = "/sign-out"


class Walk:
    """One reader's. Links of one shape are followed once."""

    def __init__(self, pages: PageScene, letter: str) -> None:
        self.reader = Reader(pages, letter)
        self._known: set[Any] = set()
        # Whoever was given a record that was merged into one out of sight has it in lists and history; its page is that of the other.
        self._merged = page_routes()["organizations:detail"].address(key=pages.scene.values["organization insp", MERGED])

    def dead_ends(self) -> Iterator[str]:
        """What a page leads to and turns the reader away, or breaks."""
        for group in groups(self.reader.pages, self.reader.letter):
            if group.method == "GET" and group.slot is None:
                for standing in (one for one, status in group.wanted.items() if status == OPENED):
                    yield from self._leads_of(ask(self.reader, group, standing))
                    if group.name.endswith(":list") and group.name != "activity:list":
                        yield from self._leads_of(self.reader.call("GET", f"{page_routes()[group.name].address()}{EVERYTHING}"))

    def _leads_of(self, page: PageAnswer) -> Iterator[str]:
        leads = Leads(page.text, page.address.strip())
        for address in sorted(leads.links):
            if not address.startswith(self._merged) and self._is_new("GET", address) and (status := self._opened(address)):
                yield f"{page.address} links to {address}: {status}"
        for form in leads.forms:
            if self._can_be_sent(form) and self._is_new(form.method, form.address, *form.sent) and (status := self._sent(form)):
                yield f"{page.address} has a form for {form.method} {form.address}: {status}"

    def _can_be_sent(self, form: Form) -> bool:
        return form.address != LEAVING and form.can_be_sent

    def _is_new(self, method: str, address: str, *names: str) -> bool:
        key = (method, shape(address), *sorted(names))
        is_new = key not in self._known
        self._known.add(key)
        return is_new

    def _opened(self, address: str) -> int | None:
        """Of what leads on, the status of where it leads."""
        answer = self.reader.call("GET", address)
        following = urljoin(address, answer.location)
        return self._opened(following) if answer.location and self._is_new("GET", following) else self._status(answer)

    def _sent(self, form: Form) -> int | None:
        return self._status(self.reader.call(form.method, form.address, form.sent))

    def _status(self, answer: PageAnswer) -> int | None:
        """The status, where it is none that a reader should be led to"""
        return answer.status if answer.status in TURNED_AWAY or answer.status >= BROKEN else None
