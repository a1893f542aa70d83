"""Which records of a list are meant: those that were ticked, on this page and others, or all that the filters find."""

from __future__ import annotations

from django.http import QueryDict

from accounts.actor import Actor
from api.filters import DIGITS, MAX_ID
from customfields.definitions import Definitions
from desk.bulk import MAX_SELECTED
from desk.list_filters import narrow
from desk.list_state import read_state
from desk.record_list import RecordList


class TooMany(Exception):
    """More records than one run takes."""


def selected(records: RecordList, actor: Actor, definitions: Definitions, sent: QueryDict) -> list[int]:
    """The ids that a form means, in the order of the list, as far as the actor sees them. One statement, none where none is named.

    `scope` all: what the query string `where` finds. Else `id` (repeated) and `ids` (separated by commas, ticked on other pages).
    Raises TooMany.
    """
    state = read_state(records, definitions, QueryDict(sent.get("where", "")))
    rows, _errors = narrow(records, state, actor, definitions)
    if sent.get("scope") != "all":
        ids = named_ids(sent)
        if len(ids) > MAX_SELECTED:
            raise TooMany
        if not ids:
            return []
        rows = records.resource.model.objects.visible_to(actor).filter(id__in=ids)
    ordered = rows.order_by(*(term.ordering for term in state.sorting(records).terms))
    found = list(ordered.values_list("id", flat=True)[: MAX_SELECTED + 1])
    if len(found) > MAX_SELECTED:
        raise TooMany
    return found


def named_ids(sent: QueryDict) -> set[int]:
    """The ids that a form names; what is no id is left out."""
    texts = [*sent.getlist("id"), *sent.get("ids", "").split(",")]
    return {int(text) for text in texts if DIGITS.fullmatch(text) and 1 <= int(text) <= MAX_ID}
