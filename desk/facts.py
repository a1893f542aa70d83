"""What a record holds, as people read it: the sections and labels of its form, the values in words. Pure, but for the addresses."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from django.forms.boundfield import BoundField
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from api.form_fields import DayField, ItemField, MoneyField, PickManyField, TickField
from desk.form_declarations import CUSTOM, VERSION
from desk.forms import RecordForm
from desk.record_pages import by_id, pages_by_resource
from upserts.reference_fields import IdField

WEB = ("http://", "https://")
LONG = 120  # characters
Links = Mapping[str, Callable[[str], str]]
EditUrl = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a value. `url` "": no link. `is_tag`: one of several choices."""

    text: str
    url: str = ""
    is_tag: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One member with its value. `key` names its element (`fact-…`). No parts: there is no value. `edit_url` None: it can't be edited."""

    member: str
    label: Any
    parts: Sequence[Part]
    edit_url: str | None = None

    @property
    def key(self) -> str:
        """Letters, digits, `_` and `-` only, for ids and selectors."""
        return self.member.replace(".", "-")

    @property
    def is_long(self) -> bool:
        """Whether it wants the whole width."""
        return sum(len(part.text) for part in self.parts) > LONG


@dataclass(frozen=True, slots=True)
class FactSection:
    """A section of the form, as it reads; `is_beside`: in the narrow column."""

    title: Any
    facts: Sequence[Fact]
    is_beside: bool = False


def sections_of(form: RecordForm, edit_url: EditUrl, links: Links) -> list[FactSection]:
    """The sections of a record's form, which is not sent. What can't be edited and is empty stays away, and so do sections without facts.

    `edit_url` gives the address that edits a member, None where it can't be edited.
    """
    found = []
    for group in form.groups:
        facts = [fact for fact in _facts(form, group.fields, edit_url, links) if fact.parts or fact.edit_url]
        if facts:
            found.append(FactSection(group.title, facts))
    return found


def arranged(sections: Sequence[FactSection], *, without: Sequence[str], beside: Sequence[str]) -> list[FactSection]:
    """Sections less the members `without`; those that are all about members `beside` are in the narrow column, in that order."""
    kept = ((section.title, [fact for fact in section.facts if fact.member not in without]) for section in sections)
    found = [FactSection(title, facts, all(fact.member in beside for fact in facts)) for title, facts in kept if facts]
    return sorted(found, key=lambda section: beside.index(section.facts[0].member) if section.is_beside else -1)


def fact_of(form: RecordForm, member: str, edit_url: EditUrl, links: Links) -> Fact:
    """One member of a record's form. Raises LookupError where the form is not about it."""
    facts = (fact for group in form.groups for fact in _facts(form, group.fields, edit_url, links))
    found = next((fact for fact in facts if fact.member == member), None)
    if found is None:
        raise LookupError(member)
    return found


def member_of(name: str) -> str:
    """The member that a field is edited with: an object as a whole, a custom field by itself."""
    member = name.partition(".")[0]
    return name if member == CUSTOM else member


def members_of(form: RecordForm) -> dict[str, list[str]]:
    """Member → names of its fields, of those that a person can change."""
    found: dict[str, list[str]] = {}
    for name, field in form.fields.items():
        if name != VERSION and not field.disabled:
            found.setdefault(member_of(name), []).append(name)
    return found


def _facts(form: RecordForm, fields: Sequence[BoundField], edit_url: EditUrl, links: Links) -> Iterator[Fact]:
    together: dict[str, list[BoundField]] = {}
    for bound in fields:
        together.setdefault(member_of(bound.name), []).append(bound)
    for member, parts in together.items():
        said = [part for bound in parts for part in _parts(bound, links)]
        yield Fact(member, form.label(member), said, None if parts[0].field.disabled else edit_url(member))


def _parts(bound: BoundField, links: Links) -> Iterator[Part]:
    field, stored = bound.field, bound.field.initial
    if not isinstance(field, ItemField):
        return
    if isinstance(field, TickField):
        yield Part(_("Yes") if stored else _("No"))
    elif isinstance(field, PickManyField):
        yield from (Part(field.spoken(key), is_tag=True) for key in stored)
    elif text := _said(field, stored):
        yield Part(text, _link(bound, text, links))


def _said(field: ItemField, stored: Any) -> str:
    if isinstance(field, DayField):
        return day(stored)
    return amount(stored) if isinstance(field, MoneyField) else field.spoken(stored)


def amount(stored: Any) -> str:
    """Money as people here write it; what is no amount stays as it is."""
    try:
        return number_format(Decimal(str(stored)), decimal_pos=2, force_grouping=True) if stored not in (None, "") else ""
    except InvalidOperation:
        return str(stored)


def day(stored: Any) -> str:
    """A day as people here write it; what is no day stays as it is."""
    try:
        return date_format(datetime.date.fromisoformat(str(stored)), "DATE_FORMAT") if stored else ""
    except ValueError:
        return str(stored)


def _link(bound: BoundField, text: str, links: Links) -> str:
    """Only what we know to lead somewhere safe is a link: never `javascript:`."""
    if bound.name in links:
        return links[bound.name](text)
    if isinstance(bound.field, IdField):  # it names but what the reader sees
        return _page(bound.field)
    kind = getattr(bound.field.widget, "input_type", "")
    if kind == "email":
        return mail(text)
    return text if kind == "url" and text.lower().startswith(WEB) else ""


def _page(field: IdField) -> str:
    """The page of the record that is named; "" where its type has none."""
    pages, identity = pages_by_resource.get(field.picker), by_id(str(field.initial))
    return "" if pages is None or identity is None else pages.url("detail", {"id": identity})


def mail(text: str) -> str:
    """The address that opens a mail program; nothing in the text can add to it."""
    return f"mailto:{quote(text, safe='@+')}"


def telephone(text: str) -> str:
    """What a phone dials; "" where there is no number in the text."""
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    return f"tel:{'+' if text.strip().startswith('+') else ''}{digits}" if digits else ""
