"""How much happened on each of the last days, and where in history a day begins.

History counts from 1 without gaps, and its times never run against its order. So where a day begins is found by halving, in some
twenty looks at an index, and what happened in between is a difference: no row is read however many there are.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.actor import Actor
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts.event_sight import Candidate, Sight, record_types

DAYS = 30
# Whoever does not see all of history: so many of the newest changes are counted, and judged one by one where need be.
COUNTED, JUDGED = 20_000, 2_000

_BEFORE = """
WITH RECURSIVE halving AS (
    SELECT given.at, 0::bigint AS low, COALESCE((SELECT max(sequence) FROM activity_change WHERE account_id = %(account)s), 0) AS high
    FROM unnest(%(instants)s::timestamptz[]) AS given (at)
    UNION ALL
    SELECT at, CASE WHEN is_before THEN middle ELSE low END, CASE WHEN is_before THEN high ELSE middle - 1 END
    FROM (
        SELECT at, low, high, (low + high + 1) / 2 AS middle, COALESCE((
            SELECT c.at < halving.at FROM activity_change c WHERE c.account_id = %(account)s AND c.sequence = (low + high + 1) / 2
        ), false) AS is_before
        FROM halving WHERE low < high
    ) AS step
)
SELECT at, low FROM halving WHERE low = high
"""
_NEWEST = """
SELECT c.sequence, c.record_type, c.record_id, c.operation, c.at FROM activity_change c
WHERE c.account_id = %s AND c.sequence > (SELECT COALESCE(max(sequence), 0) FROM activity_change WHERE account_id = %s) - %s
AND c.at >= %s AND c.record_type = ANY(%s::text[]) AND NOT c.operation = ANY(%s::text[]) ORDER BY c.sequence DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Day:
    """One day in the person's time zone. `height` in percent of the highest."""

    day: datetime.date
    count: int
    height: float
    place: int


@dataclass(frozen=True, slots=True)
class Days:
    """The last days, today last. `newest`: only so many of the newest changes were looked at; None: all."""

    days: Sequence[Day]
    newest: int | None

    @property
    def total(self) -> int:
        return sum(day.count for day in self.days)


def sequences_before(actor: Actor, instants: Sequence[datetime.datetime]) -> dict[datetime.datetime, int]:
    """How many changes of the account happened before each of these instants, seen or not. One statement."""
    rows = fetch_prepared(_BEFORE, {"account": actor.account_id, "instants": list(instants)})
    return dict(rows)


def changes_by_day(sight: Sight) -> Days:
    """What the actor sees of the last thirty days. One statement where it sees all of history; else one, and those that judge."""
    starts = _starts()
    if set(record_types()) <= sight.whole:
        before = sequences_before(sight.actor, [*starts, starts[-1] + datetime.timedelta(days=2)])
        marks = [before[at] for at in sorted(before)]
        return _days(starts, [later - earlier for earlier, later in itertools.pairwise(marks)], None)
    return _counted(sight, starts)


def _starts() -> list[datetime.datetime]:
    """When each of the days began, in the person's time zone."""
    today = timezone.localdate()
    days = [today - datetime.timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return [start_of(day) for day in days]


def start_of(day: datetime.date) -> datetime.datetime:
    """The instant at which a day begins in the person's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _counted(sight: Sight, starts: Sequence[datetime.datetime]) -> Days:
    """By looking at what happened. What only says who may see a record now is left out: it would be judged by what it tells."""
    most = JUDGED if sight.partly else COUNTED
    types = array_of(sorted(sight.whole | set(sight.partly)))
    account = sight.actor.account_id
    rows = fetch_prepared(_NEWEST, [account, account, COUNTED, starts[0], types, array_of(["delete", "grant", "revoke"]), most])
    candidates = [Candidate(sequence, kind, identity, operation, None) for sequence, kind, identity, operation, _at in rows]
    seen = set(sight.seen(candidates))
    is_cut = len(rows) == most or (bool(rows) and rows[0][0] > COUNTED)
    numbers = dict.fromkeys((timezone.localdate(start) for start in starts), 0)
    for sequence, *_what, at in rows:
        if sequence in seen and (day := timezone.localdate(at)) in numbers:
            numbers[day] += 1
    return _days(starts, list(numbers.values()), most if is_cut else None)


def _days(starts: Sequence[datetime.datetime], counts: Sequence[int], newest: int | None) -> Days:
    most = max(counts, default=0) or 1
    days = [timezone.localdate(start) for start in starts]
    shown = [Day(day, count, round(100 * count / most, 1), place) for place, (day, count) in enumerate(zip(days, counts, strict=True))]
    return Days(shown, newest)
