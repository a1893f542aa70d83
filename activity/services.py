"""Writing history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from activity.origin import Origin
from database.prepared import run_prepared

# One statement whatever the number of changes. `statement_timestamp()`, not `now()`: a transaction may have begun long
# before it got the account's lock, and the times must not run against the sequence.
_INSERT = """
INSERT INTO activity_change (account_id, sequence, record_type, record_id, operation, changes,
                             user_id, key_id, channel, request_id, batch_id, at)
SELECT %(account_id)s, last.sequence + item.place, item.record_type, item.record_id, item.operation, item.changes,
       %(user_id)s, %(key_id)s, %(channel)s, %(request_id)s, %(batch_id)s, statement_timestamp()
FROM (SELECT COALESCE(MAX(sequence), 0) AS sequence FROM activity_change WHERE account_id = %(account_id)s) AS last,
     ROWS FROM (jsonb_to_recordset(%(items)s::jsonb) AS (t text, i bigint, o text, c jsonb))
         WITH ORDINALITY AS item (record_type, record_id, operation, changes, place)
"""


class RecordedChange(NamedTuple):
    """One change to record.

    `changes` maps a field's name on the wire to `[old, new]`, JSON-ready; or is that object as JSON already (`msgspec.Raw`).
    """

    record_type: str
    record_id: int
    operation: str
    changes: Mapping[str, Any] | msgspec.Raw


def record(changes: Sequence[RecordedChange], origin: Origin) -> None:
    """Write the changes to the account's history, in the order given. No changes: no statement.

    Must run inside `account_transaction(origin.account_id)`: its lock is what makes max(sequence) + 1 right.
    Raises RuntimeError outside of any transaction.
    """
    if not changes:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("History is written inside account_transaction, in the transaction of the change itself.")
    items = msgspec.json.encode(
        [{"t": change.record_type, "i": change.record_id, "o": change.operation, "c": change.changes} for change in changes]
    )
    parameters = {
        "account_id": origin.account_id,
        "user_id": origin.user_id,
        "key_id": origin.key_id,
        "channel": origin.channel,
        "request_id": origin.request_id,
        "batch_id": origin.batch_id,
        "items": items.decode(),
    }
    run_prepared(_INSERT, parameters)
