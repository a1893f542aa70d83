"""History as people read it, newest first, a page at a time: of one record, or of all that an actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from accounts.roles import ALL
from api.filters import MAX_ID
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts.event_sight import TELLING, Candidate, Sight
from upserts.events import JUDGED, NEWEST, WINDOW

_PLACE = "c.account_id = %(account)s AND c.sequence < %(before)s AND c.sequence > %(floor)s AND c.record_type = ANY(%(types)s::text[])"
_CANDIDATES = """
SELECT c.sequence, c.record_type, c.record_id, c.operation, CASE WHEN c.operation = ANY(%(telling)s::text[]) THEN c.changes END
FROM activity_change c WHERE {wanted} ORDER BY c.sequence DESC LIMIT %(limit)s
"""
_HAPPENED = """
SELECT c.sequence, c.record_type, c.record_id, c.operation, c.changes, c.at, u.name, c.channel, k.name, c.request_id, c.user_id, c.batch_id
FROM activity_change c LEFT JOIN accounts_user u ON u.id = c.user_id
LEFT JOIN accounts_apikey k ON k.account_id = c.account_id AND k.id = c.key_id
WHERE {wanted} ORDER BY c.sequence DESC LIMIT %(limit)s
"""
_CHOSEN = "c.account_id = %(account)s AND c.sequence = ANY(%(chosen)s::bigint[])"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of history: `limit` events before the sequence `before` (None: the newest), of these record types.

    `record_id` None: of any record; `operation` None: whatever was done; and so on: None asks for anything. `after` is a sequence, too:
    no event up to it. Of all records, a page looks at `window` events at most, however few of them are wanted.
    """

    record_types: tuple[str, ...]
    record_id: int | None = None
    operation: str | None = None
    before: int | None = None
    limit: int = 50
    user_id: int | None = None
    channel: str | None = None
    request_id: str | None = None
    batch_id: str | None = None
    after: int = 0
    window: int = WINDOW


class Happened(NamedTuple):
    """One event. `changes` are those that may be told. `who` None: a command, or a user that is no more; `key` None: no API key.

    `request_id` and `batch_id` are empty where there was none.
    """

    sequence: int
    record_type: str
    record_id: int
    operation: str
    changes: dict[str, Any]
    at: datetime
    who: str | None
    channel: str
    key: str | None
    request_id: str
    user_id: int | None = None
    batch_id: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Events, newest first. `before` asks for the next page; None: there is none. A page can be short where much is out of sight."""

    events: list[Happened]
    before: int | None


def history(sight: Sight, asked: Asked) -> History:
    """A page of what the actor may see: one statement where it sees every event of these types, one more where no record is named;
    else two more, and those that judge what it sees."""
    place = _placed(sight, asked)
    wanted = _wanted(asked)
    if set(asked.record_types) <= sight.whole:
        rows = fetch_prepared(_HAPPENED.format(wanted=wanted), place | {"limit": asked.limit + 1})
        looked_to = place["floor"] + 1
    else:
        rows, looked_to = _judged(sight, asked, place)
    if len(rows) > asked.limit:
        rows = rows[: asked.limit]
        looked_to = rows[-1][0]
    return History([_happened(row, sight) for row in rows], looked_to if looked_to > asked.after + 1 else None)


def _judged(sight: Sight, asked: Asked, place: dict[str, Any]) -> tuple[list[tuple[Any, ...]], int]:
    """The events that the actor may see, and down to which sequence they were looked for."""
    found = fetch_prepared(_CANDIDATES.format(wanted=_wanted(asked)), place | {"limit": JUDGED})
    candidates = [Candidate._make((*row[:-1], row[-1] and msgspec.json.decode(row[-1]))) for row in found]
    chosen = sight.seen(candidates)[: asked.limit + 1]
    limits = {"account": place["account"], "chosen": array_of(chosen), "limit": len(chosen)}
    rows = fetch_prepared(_HAPPENED.format(wanted=_CHOSEN), limits) if chosen else []
    return rows, candidates[-1].sequence if len(candidates) == JUDGED else place["floor"] + 1


CONDITIONS = ("record_id", "operation", "user_id", "channel", "request_id", "batch_id")


def _wanted(asked: Asked) -> str:
    """The condition on an event, its parameters those of `_placed`."""
    return _PLACE + "".join(f" AND c.{column} = %({column})s" for column in CONDITIONS if getattr(asked, column) is not None)


def _placed(sight: Sight, asked: Asked) -> dict[str, Any]:
    before, floor = MAX_ID if asked.before is None else asked.before, asked.after
    if asked.record_id is None:
        if asked.before is None:
            ((newest,),) = fetch_prepared(NEWEST, [sight.actor.account_id])
            before = newest + 1
        # The events of one record are found by an index of their own; those of all are looked through.
        floor = max(before - 1 - asked.window, asked.after)
    place = {"account": sight.actor.account_id, "before": before, "floor": floor, "types": array_of(asked.record_types)}
    return place | {column: getattr(asked, column) for column in CONDITIONS} | {"telling": array_of(TELLING)}


def _happened(row: Sequence[Any], sight: Sight) -> Happened:
    sequence, record_type, record_id, operation, changes, at, who, channel, key, *more = row
    said: Any = msgspec.json.decode(changes)
    told = sight.changes(Candidate(sequence, record_type, record_id, operation, said)) if operation in TELLING else None
    known_key = key if sight.actor.reach == ALL else None  # whoever sees a part of the account only is not to learn what runs in it
    shown = said if told is None else dict(told)
    return Happened(sequence, record_type, record_id, operation, shown, at, who, channel, known_key, *more)
