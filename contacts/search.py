"""Contacts by e-mail, external id, identifier field or name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from accounts.querysets import containing
from api.text import case_key
from contacts.models import Contact
from contacts.pages import CONTACT_PAGES
from contacts.reading import full_name
from desk.record_pages import by_id
from desk.search import BEGINS, CODE, HOLDS, KEY, MAX_WORDS, Asked, Hit, found_by_index, holding

COLUMNS = ("id", "first_name", "last_name", "email", "email_key", "external_id", "organization__name")
SHORTEST = 2
NAMES = ("first_name", "last_name", "email", "external_id")


def find(actor: Actor, text: str, limit: int, found: Mapping[str, Sequence[Hit]]) -> list[Hit]:
    """One statement for what is exact, by index; two more for people who hold every word, unless a key is meant."""
    visible = Contact.objects.visible_to(actor)
    exact = (Q(email_key=case_key(text)), Q(external_id=text), Q(id=by_id(text) or 0))
    rows = found_by_index(visible, exact, COLUMNS, Asked(text, limit, _hit))
    is_meant = any(_hit(row, text).rank == KEY for row in rows.values()) or any(hit.rank == KEY for hit in found.get("organizations", ()))
    if not is_meant and len(rows) < limit and len(text) >= SHORTEST:
        every_word = reduce(and_, (containing(word, *NAMES) for word in text.split()[:MAX_WORDS]))
        rows |= holding(visible, every_word, COLUMNS, limit)
    return [_hit(row, text) for row in rows.values()]


def _hit(row: Sequence[Any], text: str) -> Hit:
    identity, first, last, email, email_key, external_id, organization, is_identified = row
    name = full_name(first, last)
    is_key = case_key(text) == email_key or external_id == text or is_identified
    rank = KEY if is_key else CODE if identity == by_id(text) else BEGINS if name.casefold().startswith(text.casefold()) else HOLDS
    note = " · ".join(filter(None, (email, organization)))
    return Hit(identity, name, note, CONTACT_PAGES.url("detail", {"id": identity}), rank)
