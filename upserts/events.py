"""The change feed: what happened in an account, in the order of commits, as far as an actor may see it.

The account's lock makes the order of sequences the order of commits (database/transactions.py): nobody ever meets an event before
one of a lower sequence is there. So who has read up to n has missed nothing up to n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from accounts.actor import Actor
from customfields.identifiers import tells_owned
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts.event_sight import TELLING, Candidate, Sight

# One call looks at so many events at most, however few of them are wanted or visible: a page can be short, but never slow.
WINDOW = 10_000
# And so many of them are judged one by one at most, which takes 7 µs each.
JUDGED = 2_000

NEWEST = "SELECT COALESCE(max(sequence), 0) FROM activity_change WHERE account_id = %s"
_PLACE = "c.account_id = %(account)s AND c.sequence > %(after)s AND c.sequence <= %(last)s AND c.record_type = ANY(%(types)s::text[])"
_CANDIDATES = """
SELECT c.sequence, c.record_type, c.record_id, c.operation, CASE WHEN c.operation = ANY(%(telling)s::text[]) THEN c.changes END
FROM activity_change c WHERE {wanted} ORDER BY c.sequence LIMIT %(limit)s
"""
_EVENTS = """
SELECT c.sequence, c.record_type, c.record_id, c.operation, c.changes, c.at, c.user_id, u.name, c.channel, c.request_id, c.batch_id
FROM activity_change c LEFT JOIN accounts_user u ON u.id = c.user_id WHERE {wanted} ORDER BY c.sequence LIMIT %(limit)s
"""
_CHOSEN = "c.account_id = %(account)s AND c.sequence = ANY(%(chosen)s::bigint[])"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the feed: `limit` events behind the sequence `after`, of these record types.

    `record_id` None: of any record; `operation` None: whatever was done.
    """

    after: int
    limit: int
    record_types: tuple[str, ...]
    record_id: int | None = None
    operation: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Events, oldest first; up to the sequence `last` there are no others. `has_more`: there are later ones, seen or not."""

    events: list[dict[str, Any]]
    last: int
    has_more: bool


def page_of_events(sight: Sight, question: Question) -> Page:
    """The next events that the actor may see.

    Two statements where it sees every event of these record types; else three, and those that judge what it sees.
    """
    ((newest,),) = fetch_prepared(NEWEST, [sight.actor.account_id])
    # The events of one record are found by an index of their own, all of them at once.
    last = newest if question.record_id is not None else min(question.after + WINDOW, newest)
    parameters = _parameters(sight.actor, question, last)
    if set(question.record_types) <= sight.whole:
        rows = fetch_prepared(_EVENTS.format(wanted=_wanted(question)), parameters | {"limit": question.limit + 1})
    else:
        rows, last = _judged(sight, question, parameters, last)
    if len(rows) > question.limit:
        rows = rows[: question.limit]
        last = rows[-1][0]
    return Page([_event(row, sight) for row in rows], last, last < newest)


def _judged(sight: Sight, question: Question, parameters: dict[str, Any], last: int) -> tuple[list[tuple[Any, ...]], int]:
    """The events that the actor may see, and how far they were looked for."""
    found = fetch_prepared(_CANDIDATES.format(wanted=_wanted(question)), parameters | {"limit": JUDGED})
    candidates = [Candidate._make((*row[:-1], row[-1] and msgspec.json.decode(row[-1]))) for row in found]
    chosen = sight.seen(candidates)[: question.limit + 1]
    limits = {"account": sight.actor.account_id, "chosen": array_of(chosen), "limit": len(chosen)}
    rows = fetch_prepared(_EVENTS.format(wanted=_CHOSEN), limits) if chosen else []
    return rows, candidates[-1].sequence if len(candidates) == JUDGED else last


def _wanted(question: Question) -> str:
    """The condition on an event, its parameters those of `_parameters`."""
    record = "" if question.record_id is None else " AND c.record_id = %(record)s"
    operation = "" if question.operation is None else " AND c.operation = %(operation)s"
    return _PLACE + record + operation


def _parameters(actor: Actor, question: Question, last: int) -> dict[str, Any]:
    return {
        "account": actor.account_id,
        "after": question.after,
        "last": last,
        "types": array_of(question.record_types),
        "record": question.record_id,
        "operation": question.operation,
        "telling": array_of(TELLING),
    }


def _event(row: Sequence[Any], sight: Sight) -> dict[str, Any]:
    """One event as the wire shows it. What changed is JSON already, and stays so unless some of it is not to be told."""
    sequence, record_type, record_id, operation, changes, at, user_id, user_name, channel, request_id, batch_id = row
    judged = operation in TELLING or tells_owned(changes)
    told = sight.changes(Candidate(sequence, record_type, record_id, operation, msgspec.json.decode(changes))) if judged else None
    return {
        "sequence": sequence,
        "recordType": record_type,
        "recordId": record_id,
        "operation": operation,
        "changes": msgspec.Raw(changes) if told is None else told,
        "at": at,
        "by": None if user_name is None else {"id": user_id, "name": user_name},
        "channel": channel,
        "requestId": request_id or None,
        "batchId": batch_id or None,
    }
