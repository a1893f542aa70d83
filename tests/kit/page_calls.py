"""One call of a staff page, and what tells two answers apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.kit.matrix_calls import shapes, undone
from tests.kit.matrix_standings import OWN
from tests.kit.page_routes import page_routes
from tests.kit.page_scene import PageScene

RANDOM = re.compile(r'("csrfmiddlewaretoken" value="|"X-CSRFToken": "|nonce="|nonce-)[\w-]+|\b[0-9a-f]{8}-[0-9a-f-]{27}\b')
WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|WITH\b.*\b(INSERT INTO|UPDATE|DELETE FROM))\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What came back, and what was written for it.

    `whole` is all of it, with what was named and what is random masked; `text` as it is, `address` what was asked.
    """

    status: int
    whole: tuple[Any, ...]
    statements: tuple[str, ...]
    writes: tuple[str, ...]
    text: str
    address: str
    location: str


class Reader:
    """Somebody with a browser without scripts, who forgets cookies between calls: no message of one call shows in the next."""

    def __init__(self, pages: PageScene, letter: str) -> None:
        self.pages, self.letter = pages, letter
        self.client = pages.browsers[letter]
        self.session = self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def call(self, method: str, address: str, form: Mapping[str, Any] | None = None, *, named: Any = "") -> PageAnswer:
        """The answer. Nothing that the call did remains."""
        self.client.cookies.clear()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return answer_of(self.client, method, address, form, named=named)

    def filled(self, part: Any, kind: str, named: Any) -> Any:
        """A part of a line with names for `$kind`: of the kind that is asked about this one, else the asker's own."""
        if isinstance(part, tuple):
            return [self.filled(one, kind, named) for one in part]
        before, sign, what = str(part).partition("$")
        if not sign:
            return part
        return f"{before}{named if what == kind else self.pages.scene.value(what, OWN, self.letter)}"

    def address(self, name: str, names: Mapping[str, str], kind: str, named: Any) -> str:
        """Where a page of this name is, of what is named."""
        return page_routes()[name].address(**{place: self.filled(value, kind, named) for place, value in names.items()})


def answer_of(client: Client, method: str, address: str, form: Mapping[str, Any] | None = None, *, named: Any = "") -> PageAnswer:
    """What this browser gets there."""
    send = {"GET": client.get, "POST": client.post}.get(method)
    # Prepared statements pass by what sees shapes; the log counts them.
    with undone(), CaptureQueriesContext(connection) as log, shapes() as statements:
        answer = send(address, form or {}) if send else client.generic(method, address)
        text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(errors="replace")
    wrote = tuple(one["sql"][:120] for one in log if WRITES.match(one["sql"]))
    told = (answer.status_code, masked(text, named), masked(answer.get("Location", ""), named))
    return PageAnswer(
        answer.status_code, told, (f"{len(log)} in all", *statements), wrote, text, f"{address} {form or ''}", answer.get("Location", "")
    )


def masked(text: str, named: Any) -> str:
    """Without what differs between any two answers, and without what was named."""
    if named != "":
        for written in (str(named), quote(str(named)), escape(str(named))):
            text = text.replace(written, "#")
    return RANDOM.sub("#", text)
