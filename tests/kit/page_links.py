"""Where a page leads: its links, and its forms as a browser without scripts would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

ASKING = ("href", "hx-get")


@dataclass(slots=True)
class Form:
    """A form with its fields as they stand, and the first of its buttons. `is_locked`: one of them can't be pressed."""

    method: str
    address: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    has_button: bool = False
    is_locked: bool = False

    @property
    def can_be_sent(self) -> bool:
        return self.has_button or not self.is_locked

    @property
    def sent(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found


class Leads(HTMLParser):
    """The addresses of this site that a page at `at` leads to, and its forms. What opens a dialog is a link as well."""

    def __init__(self, html: str, at: str) -> None:
        super().__init__()
        self.at = at
        self.links: set[str] = set()
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._outside: list[tuple[str, tuple[str, str]]] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(html)
        for name, pair in self._outside:
            if name in self._by_id:
                self._by_id[name].fields.append(pair)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag != "link":
            self.links |= {address for name in ASKING if name in of and (address := self._own(of[name]))}
        if tag == "form" and of.get("method", "get") != "dialog":
            self._form = Form(of.get("method", "get").upper(), self._own(of.get("action", "")) or self.at)
            self.forms.append(self._form)
            self._by_id[of.get("id", "")] = self._form
        elif tag in ("input", "button", "select", "option", "textarea") and "disabled" not in of:
            self._note(tag, of)
        elif tag == "button" and self._form is not None:
            self._form.is_locked = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def _note(self, tag: str, of: dict[str, str]) -> None:
        if tag == "select":
            self._select = of.get("name", "")
        ticks = of.get("type") in ("checkbox", "radio")
        if tag == "button" and self._form is not None and "name" not in of:
            self._form.has_button = True
        name = self._select if tag == "option" else of.get("name", "")
        is_sent = "selected" in of if tag == "option" else (not ticks or "checked" in of) and tag != "select"
        if not name or not is_sent:
            return
        pair = (name, of.get("value", "on" if ticks else ""))
        if "form" in of:
            self._outside.append((of["form"], pair))
        elif self._form is not None and not (tag == "button" and self._form.has_button):
            self._form.fields.append(pair)
            self._form.has_button |= tag == "button"

    def _own(self, address: str) -> str:
        """The address with its site left out; "" for another site, a part of the page or what is no page."""
        if not address or address.startswith(("#", "mailto:", "tel:", "http:", "https:", "//", "/static/")):
            return ""
        return urljoin(self.at, address).partition("#")[0]


def shape(address: str) -> tuple[str, ...]:
    """What one link of many has in common with others: the path and the names of its query."""
    parts = urlsplit(address)
    return parts.path, *sorted(dict(parse_qsl(parts.query, keep_blank_values=True)))
