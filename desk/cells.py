"""What stands in the cells of a list: parts of text, made of the read model of a row. Pure, but for the addresses of pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from api.countries import all_countries
from api.filters import DIGITS
from customfields.definitions import Definition
from desk.record_pages import page_address
from upserts.members import Row

Text = str | Promise
# What the account calls things: (value, label) by the name of the vocabulary, as "categories".
Words = Mapping[str, Sequence[tuple[str, Text]]]
WEB = ("http://", "https://")
NUMERIC = ("number", "money")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell. `href` "": no link; `is_main`: the link that a click on the row follows. `tone` "": plain text, else a badge.

    `letter` is that of an organization's type. `instant` None: `text` is what is shown.
    """

    text: Text = ""
    href: str = ""
    tone: str = ""
    letter: str = ""
    is_main: bool = False
    is_muted: bool = False
    title: Text = ""
    instant: datetime | None = None


Cell = Sequence[Part]
MakeCell = Callable[[Row, Words], Cell]


def plain(member: str, *, is_muted: bool = False) -> MakeCell:
    """The member as it stands; an empty cell where there is none."""
    return lambda record, words: _text(record[member], is_muted=is_muted)


def web(member: str) -> MakeCell:
    """An address of the web that can be followed."""
    return lambda record, words: _web(record[member])


def mail(member: str) -> MakeCell:
    """An e-mail address that opens the mail program."""
    return lambda record, words: [Part(record[member], href=f"mailto:{record[member]}")] if record[member] else []


def instant(member: str) -> MakeCell:
    """A point in time, shown in the reader's zone."""
    return lambda record, words: [Part(instant=record[member])]


def said(member: str, vocabulary: str) -> MakeCell:
    """A key of a vocabulary, by its label; the key itself where the vocabulary does not have it any more."""
    return lambda record, words: _text(label_of(words, vocabulary, record[member]))


def badge(member: str, labels: Mapping[str, tuple[Text, str]]) -> MakeCell:
    """A word of ours as a badge: key → (label, tone)."""

    def cell(record: Row, words: Words) -> Cell:
        label, tone = labels[record[member]]
        return [Part(label, tone=tone)]

    return cell


def yes(member: str) -> MakeCell:
    """Yes, or nothing."""
    return lambda record, words: [Part(_("Yes"))] if record[member] else []


def country(member: str) -> MakeCell:
    """A country by name."""
    return lambda record, words: _text(country_names().get(record[member], record[member]))


def named(member: str) -> MakeCell:
    """The name of what a member names ({id, name})."""
    return lambda record, words: _text(record[member] and record[member]["name"])


def user(member: str) -> MakeCell:
    """A user, by name."""
    return named(member)


def organization(member: str) -> MakeCell:
    """A stub of an organization, with a link where the reader may open it: unless the row says `is_open` False of it."""

    def cell(record: Row, words: Words) -> Cell:
        stub = record[member]
        return [] if stub is None else [organization_part(stub)]

    return cell


def organization_part(stub: Row, *, is_main: bool = False) -> Part:
    """An organization as a link to its page."""
    href = page_of("organizations:detail", stub["inspId"]) if stub.get("is_open", True) else ""
    return Part(stub["name"], href=href, title=stub["externalId"] or "", is_main=is_main)


def custom(definition: Definition) -> MakeCell:
    """The value of one of the account's own fields; what is stored in another form since its type changed is shown as it is."""
    make: Callable[[Any], Cell] = _text
    if definition.data_type == "url":
        make = _web
    elif definition.data_type == "multiChoice":
        make = partial(_options, definition)

    def cell(record: Row, words: Words) -> Cell:
        value = record["customFields"].get(definition.key)
        if definition.data_type == "choice":
            value = definition.options.get(value, value) if isinstance(value, str) else value
        return [] if value is None else make(value)

    return cell


def number(text: str) -> int:
    """The whole number of a choice. Raises ValueError with a sentence."""
    if not DIGITS.fullmatch(text):
        raise ValueError(_("Choose one of the list."))
    return int(text)


def label_of(words: Words, vocabulary: str, key: Any) -> Any:
    """What people read for a key; the key where nobody knows it."""
    return next((label for value, label in words.get(vocabulary, ()) if value == key), key)


def page_of(name: str, key: object) -> str:
    """The address of a record's page; "" where there is no such page, or no key to name it by."""
    return "" if key is None else page_address(name, key) or ""


@cache
def country_names() -> dict[str, str]:
    """The names of countries by their two letters."""
    return {one.alpha2: one.name for one in all_countries()}


def _text(value: Any, *, is_muted: bool = False) -> Cell:
    if value is None or value == "":
        return []
    if isinstance(value, bool | list):
        return _yes_no(value) if isinstance(value, bool) else [Part(", ".join(map(str, value)), is_muted=is_muted)]
    return [Part(value if isinstance(value, Promise) else str(value), is_muted=is_muted)]


def _web(value: Any) -> Cell:
    if not isinstance(value, str) or not value.startswith(WEB):
        return _text(value)
    shown = value.partition("://")[2].removesuffix("/")
    return [Part(shown, href=value)]


def _yes_no(value: Any) -> Cell:
    return [Part(_("Yes") if value else _("No"))] if isinstance(value, bool) else _text(value)


def _options(definition: Definition, value: Any) -> Cell:
    if not isinstance(value, list):
        return _text(value)
    return [Part(definition.options.get(option, option), tone="tag") for option in value if isinstance(option, str)]
