"""GET /events: the change feed over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.account_view import AccountView
from activity.models import Change
from api.errors import Problem
from api.filters import DIGITS, MAX_ID
from api.parameters import DEFAULT_LIMIT, MAX_LIMIT, QueryParameters, refuse_unsupported_headers
from api.suggestions import close_names
from api.text import printable
from upserts.event_sight import Sight, record_types
from upserts.events import Page, Question, page_of_events
from upserts.events_schema import EVENTS_CALL


class EventList(AccountView):
    """What happened, oldest first. Events that the actor may not see are not in it, and nothing says that there are some."""

    schema = EVENTS_CALL

    @property
    def required_operations(self) -> tuple[str, ...]:
        """Reading anything that history tells of; what is told then depends on what may be read."""
        return tuple(dict.fromkeys(f"{permission}.READ" for permission in record_types().values()))

    def get(self, request: Request) -> Response:
        refuse_unsupported_headers(request)
        sight = Sight(self.actor)
        with QueryParameters(request) as query:
            after = query.integer("after", 0, lowest=0, highest=MAX_ID)
            limit = query.integer("limit", DEFAULT_LIMIT, lowest=1, highest=MAX_LIMIT)
            asked = _record_types(query)
            record_id = _record_id(query)
            operation = query.choice("operation", Change.Operation.values)
        question = Question(after, limit, _readable(asked, sight), record_id, operation)
        page = page_of_events(sight, question)
        return Response(_answer(page, limit, request))


def _record_types(query: QueryParameters) -> list[str]:
    """The record types that were named; none: whatever may be read."""
    known = record_types()
    names = query.texts("recordType")
    for name in names:
        if name not in known:
            message = f"`{printable(name)}` is not one of: {', '.join(known)}."
            query.refuse("recordType", message, choices=list(known), suggestions=close_names(name, known))
    return names


def _record_id(query: QueryParameters) -> int | None:
    text = query.text("recordId")
    if text is None or (DIGITS.fullmatch(text) and 1 <= int(text) <= MAX_ID):
        return None if text is None else int(text)
    query.refuse("recordId", f"Send a whole number from 1 to {MAX_ID}.", min=1, max=MAX_ID)
    return None


def _readable(asked: list[str], sight: Sight) -> tuple[str, ...]:
    """The record types to look for. Raises Problem `permission_denied` for one that was asked for by name and can't be read."""
    may = sight.whole | set(sight.partly)
    for name in asked:
        if name not in may:
            raise Problem("permission_denied", f"You may not read the history of {name}.")
    if not may:
        raise Problem("permission_denied", "You may not read the history of anything.")
    return tuple(sorted(set(asked) or may))


def _answer(page: Page, limit: int, request: Request) -> dict[str, Any]:
    following = page.last if page.has_more else None
    return {
        "data": page.events,
        "page": {"limit": limit, "next": following, "last": page.last},
        "links": {"next": None if following is None else _address(request, following)},
    }


def _address(request: Request, after: int) -> str:
    """The same address behind another sequence."""
    kept = [(name, value) for name, values in request.GET.lists() if name != "after" for value in values]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*kept, ('after', after)])}")
