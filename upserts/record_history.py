"""The history of one record in the admin: what the feed would tell the person of it (event_sight.py)."""

from __future__ import annotations

from typing import Any, ClassVar

from activity.models import Change
from backoffice.history import Told
from backoffice.scope import Scope
from upserts.event_sight import Candidate, Sight
from upserts.history_admin import JUDGED, told_changes
from upserts.resource import Resource


class RecordHistory(Told):
    """For admin classes of records. Who reaches only what is granted sees, of a record's newest JUDGED events, those it may know of."""

    record: ClassVar[Resource]

    def history_of(self, scope: Scope, row: Any) -> Any:
        rows = super().history_of(scope, row)
        sight = Sight(scope.actor_or_fail())
        if self.record.record_type in sight.whole:
            return rows
        newest = list(rows[:JUDGED])
        seen = set(sight.seen([Candidate(one.sequence, one.record_type, one.record_id, one.operation, one.changes) for one in newest]))
        return [one for one in newest if one.sequence in seen]

    def tellable(self, scope: Scope, changes: list[Change]) -> list[Change]:
        for change in changes:
            change.changes = told_changes(scope, change)
        return changes
