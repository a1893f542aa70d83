"""A form as a browser handles it: what it shows is read from the HTML, what is not touched is sent back as it stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.actor import Actor
from desk.forms import RecordForm, forms_by_resource
from tests.kit.cast import Person
from upserts import registry
from upserts.reading import read


class Page(HTMLParser):
    """The inputs of a page with the values that a browser without JavaScript would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.options: dict[str, list[str]] = {}
        self._select = self._area = None
        self._is_multiple = False
        self._chosen: str | None = None
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of: dict[str, Any] = {name: "" if value is None else value for name, value in attrs}
        if tag == "input" and "name" in of and "disabled" not in of and of.get("type") != "submit":
            ticks = of.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in of:
                self.sent.append((of["name"], of.get("value", "on" if ticks else "")))
        elif tag == "select":
            self._select, self._chosen = (of["name"], "disabled" in of), None
            self._is_multiple = "multiple" in of
            self.options[of["name"]] = []
        elif tag == "option" and self._select:
            self.options[self._select[0]].append(of["value"])
            if self._is_multiple and "selected" in of and not self._select[1]:
                self.sent.append((self._select[0], of["value"]))
            elif not self._is_multiple and (self._chosen is None or "selected" in of):
                self._chosen = of["value"]
        elif tag == "textarea":
            self._area, self._text = (of["name"], "disabled" in of), ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            if not self._select[1] and self._chosen is not None:
                self.sent.append((self._select[0], self._chosen))
            self._select = None
        elif tag == "textarea" and self._area:
            if not self._area[1]:
                text = self._text.replace("\r\n", "\n").removeprefix("\n")
                self.sent.append((self._area[0], text.replace("\n", "\r\n")))
            self._area = None


def staff(person: Person, channel: str = "page") -> Actor:
    """The person at a browser."""
    return replace(person.actor, channel=channel)


def record_of(person: Person, resource: str, identity: int) -> dict[str, Any]:
    (found,) = read(registry.get(resource), person.actor, [identity])
    return found


def form(person: Person, resource: str, identity: int | None = None, data: Any = None, **options: Any) -> RecordForm:
    """The form of a new record, or of the stored one with this id."""
    record = None if identity is None else record_of(person, resource, identity)
    return forms_by_resource[resource](data, actor=staff(person), record=record, **options)


def posted(shown: RecordForm, changes: Mapping[str, Any] | None = None) -> QueryDict:
    """What a browser sends for a form as it is shown, with some fields changed (a list: several values; None: left out)."""
    changes = changes or {}
    pairs: list[tuple[str, Any]] = [(name, value) for name, value in Page(shown.as_p()).sent if name not in changes]
    for name, value in changes.items():
        pairs += [(name, one) for one in (value if isinstance(value, list) else [] if value is None else [value])]
    return QueryDict(urlencode(pairs, errors="surrogatepass"))


def submit(person: Person, resource: str, identity: int | None, changes: Mapping[str, Any], **options: Any) -> RecordForm:
    """The form after a person opened it, changed these fields and sent it."""
    shown = form(person, resource, identity, **options)
    sent = form(person, resource, identity, posted(shown, changes), **options)
    sent.write()
    return sent
