"""The change feed in the description of the API."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from activity.models import Change
from api.filters import MAX_ID, MAX_REPEATED
from api.parameters import DEFAULT_LIMIT, MAX_LIMIT
from api.schema import Components, Described, Operation
from api.schema_answers import answer
from api.schema_parameters import ID, every_call, in_query, one_of
from api.schema_problems import common_problems
from api.schema_shapes import Id, Instant, Links, UserStub, among, doc, shape_schema
from upserts.event_sight import record_types
from upserts.events import WINDOW

Schema = dict[str, Any]
TEXT = f"""\
What happened in the account, oldest first, removals included. To follow it: start with `after=0`, follow `links.next` until it is null,
keep `page.last`, and go on from there the next time. Sequences are in the order of the commits: what you have read up to is complete,
whoever else writes meanwhile. Read a record again when an event names it, and drop it when it is `not_found`.

A call looks at no more than {WINDOW:,} events, so a page can be short, even empty, while `links.next` goes on.

There is nothing in it but what you may see now: records need their `READ`, reference data `SETTINGS.READ`, members, teams and roles
`MEMBER.READ`, keys `API_KEY.READ`. With a reach of granted records: the events of records that you may see, the end of relationships
and contacts of organizations shared with you, and what becomes of your own grants."""
AFTER = "Behind this sequence: `page.last` of the last call. 0: from the beginning."
TYPES = "Of records of this kind. Repeat it for several: any of them."
RECORD = "Of the record with this id; say its `recordType`, too, for ids of different kinds may be the same."


class EventRow(TypedDict):
    """One change of one record."""

    sequence: Annotated[int, doc("Counts from 1 inside the account. Gaps are events that are not shown to you.", ge=1)]
    recordType: Annotated[str, doc("What changed, in the singular.")]
    recordId: Id
    operation: Annotated[str, among(Change.Operation.values, "What was done.")]
    changes: Annotated[dict[str, Any], doc("Member → [old, new]. Empty where you may know no more than that it happened.")]
    at: Instant
    by: Annotated[UserStub | None, doc("Null: nobody in particular, or a user that is no more.")]
    channel: Annotated[str, among(Change.Channel.values, "The way it came in.")]
    requestId: Annotated[str | None, doc("`X-Request-ID` of the call that did it.")]
    batchId: Annotated[str | None, doc("The batch that it was a part of.")]


class EventPage(TypedDict):
    """Where this page stands in the feed."""

    limit: int
    next: Annotated[int | None, doc("`after` of the next page. Null: this is the last one for now.")]
    last: Annotated[int, doc("You have seen everything up to this sequence. Keep it: it is `after` of your next call.", ge=0)]


class Events(TypedDict):
    """A page of the feed."""

    data: list[EventRow]
    page: EventPage
    links: Links


EXAMPLE = {
    "data": [
        {
            "sequence": 4711,
            "recordType": "organization",
            "recordId": 121,
            "operation": "update",
            "changes": {"name": ["Alder Mill", "Alder Mills"], "customFields.workers": [120, 135]},
            "at": "2026-01-31T12:00:00.123456Z",
            "by": {"id": 4, "name": "Ann Weaver"},
            "channel": "api",
            "requestId": "nightly-2026-01-31",
            "batchId": "0b5a7c1c6e2f4b1d9f3f6a2a2f1c9e77",
        },
    ],
    "page": {"limit": 50, "next": None, "last": 4711},
    "links": {"next": None},
}


def _events(view: Any, components: Components) -> Operation:
    """GET /events."""
    examples = {"oneChange": {"summary": "One change", "value": EXAMPLE}}
    return Operation(
        id="listEvents",
        summary="Follow what changes",
        tag="Account",
        description=TEXT,
        parameters=[*_parameters(), *every_call(components)],
        responses=common_problems(components)
        | {200: answer(components, "A page of the feed.", shape_schema(Events, components), examples=examples)},
    )


def _parameters() -> list[Schema]:
    after: Schema = {"type": "integer", "format": "int64", "minimum": 0, "maximum": MAX_ID, "default": 0}
    limit: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    types: Schema = {"type": "array", "items": {"type": "string", "enum": list(record_types())}, "maxItems": MAX_REPEATED}
    return [
        in_query("after", after, AFTER),
        in_query("limit", limit, "Events of a page."),
        in_query("recordType", types, TYPES, style="form", explode=True),
        in_query("recordId", ID, RECORD),
        one_of("operation", Change.Operation.values, "Of this operation."),
    ]


EVENTS_CALL = Described(get=_events)
