"""The history of one record in the admin: what the feed would tell the person of it (event_sight.py)."""

from __future__ import annotations

from typing import Any, ClassVar

from activity.models import Change
from backoffice.history import Difference, Teller, Told
from backoffice.scope import Scope
from desk.forms import forms_by_resource
from desk.history_admin import JUDGED, told_changes
from desk.history_names import names_of
from desk.telling import Voice
from desk.timeline import Happened
from upserts.event_sight import Candidate, Sight
from upserts.reading import read
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

    def teller(self, scope: Scope, row: Any, changes: list[Change]) -> Teller:
        """In the words of the record's form, and by name what history keeps by id: as the pages tell it (telling.py)."""
        actor, kind = scope.actor_or_fail(), self.record.record_type
        stored = next(iter(read(self.record, actor, [row.pk])), None)
        form = forms_by_resource[self.record.name](actor=actor, record=stored)
        voice = Voice(self.record, form, names_of(list(map(_happened, changes)), {kind: form}, {kind: self.record}, actor, with_what=False))

        def tell(change: Change) -> list[Difference]:
            lines = [voice.change(name, *values) for name, values in change.changes.items()]
            return [Difference(str(one["label"]), one["old"] or "", one["new"] or "") for one in lines]

        return tell


def _happened(row: Change) -> Happened:
    """An event as the pages know it; who it was is told elsewhere."""
    return Happened(
        row.sequence, row.record_type, row.record_id, row.operation, row.changes, row.at, None, row.channel, None, row.request_id
    )
