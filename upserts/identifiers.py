"""Identifier fields in the engine: keys that the account has declared itself, beside those of the record type.

An item's value of such a field becomes the value of a key, so that looking up, matching, claiming and refusing go the way of every
other key. The values are written here, set-wise, next to the rows that they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.text import normalized, printable
from customfields.definitions import Definition
from customfields.identifiers import MAX_IDENTIFIER, TABLE, identifier_text
from customfields.kinds import KindError
from database.arrays import array_of
from database.prepared import run_prepared
from upserts.draft import Draft
from upserts.resource import UNREAD
from upserts.world import World

_DELETE = f"""
DELETE FROM {TABLE} v USING unnest(%s::bigint[], %s::bigint[]) AS g(record_id, field_id)
WHERE v.account_id = %s AND v.record_id = g.record_id AND v.field_id = g.field_id AND (v.owner_id IS NULL OR v.owner_id = %s)
"""
_INSERT = f"""
INSERT INTO {TABLE} (account_id, record_type, record_id, field_id, owner_id, value, shown)
SELECT %s, %s, n.record_id, n.field_id, CASE WHEN n.is_owned THEN %s::bigint END, n.value,
    CASE WHEN n.is_text THEN to_jsonb(n.value) ELSE n.value::jsonb END
FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[], %s::text[], %s::boolean[]) AS n(record_id, field_id, is_owned, value, is_text)
ORDER BY n.field_id, n.value
"""
# Who else had values of a record that goes keeps them at the one that takes its place, where it has none of its own there.
_MOVE = f"""
UPDATE {TABLE} v SET record_id = g.new FROM unnest(%s::bigint[], %s::bigint[]) AS g(old, new)
WHERE v.account_id = %s AND v.record_type = %s AND v.record_id = g.old AND v.owner_id IS NOT NULL AND v.owner_id IS DISTINCT FROM %s
AND NOT EXISTS (
    SELECT 1 FROM {TABLE} o WHERE o.account_id = %s AND o.record_id = g.new AND o.field_id = v.field_id AND o.owner_id = v.owner_id
)
"""


def take_identifiers(drafts: Iterable[Draft], world: World) -> None:
    """Give the drafts the values of their identifiers, as keys have them. Pure. An account without such fields: nothing to do.

    What can't be a value of its field is told with the other mistakes of custom fields.
    """
    if not world.identifiers:
        return
    for draft in drafts:
        said = world.resource.custom_input(draft, world).values
        for key in world.identifiers:
            if (sent := said.get(key.definition.key)) is not None:
                _take(draft, key.name, sent, key.definition)


def _take(draft: Draft, column: str, sent: object, definition: Definition) -> None:
    try:
        value = definition.kind.parse(sent, definition)
    except KindError:
        draft.values[UNREAD] = True
        return
    if value is None:
        return
    draft.values[column] = text = identifier_text(value)
    if text != sent and isinstance(sent, str) and value == text and len(text) != len(normalized(sent)):
        draft.warn("value_normalized", "customFields", definition.key, value=printable(text, MAX_IDENTIFIER))


def write_identifiers(drafts: Sequence[Draft], world: World) -> None:
    """Store the identifiers that these drafts set, change or clear: one delete and one insert, none where none differs."""
    if not world.definitions.identifiers:
        return
    gone: list[tuple[int, int]] = []
    new: list[tuple[int, int, bool, str, bool]] = []
    definitions = [(one.key, one.id, one.is_owned) for one in world.definitions.identifiers]
    for draft in drafts:
        after = draft.values.get("custom_fields")
        if after is None or draft.id is None:
            continue
        before = draft.row["custom_fields"] if draft.row is not None else {}
        for key, field_id, is_owned in definitions:
            old, value = before.get(key), after.get(key)
            if old == value and type(old) is type(value):
                continue
            if old is not None:
                gone.append((draft.id, field_id))
            if (text := identifier_text(value)) is not None:
                new.append((draft.id, field_id, is_owned, text, isinstance(value, str)))
    account_id, owner = world.actor.account_id, world.definitions.owner_id
    if gone:
        run_prepared(_DELETE, [*map(array_of, zip(*sorted(gone), strict=True)), account_id, owner])
    if new:
        run_prepared(_INSERT, [account_id, world.resource.record_type, owner, *map(array_of, zip(*new, strict=True))])


def remove_identifiers(ids: Sequence[int], world: World) -> None:
    """Records go, and whatever names them by an identifier, of every user."""
    if world.definitions.identifiers:
        sql = f"DELETE FROM {TABLE} WHERE account_id = %s AND record_type = %s AND record_id = ANY(%s::bigint[])"
        run_prepared(sql, [world.actor.account_id, world.resource.record_type, array_of(ids)])


def move_identifiers(pairs: Sequence[tuple[int, int]], world: World) -> None:
    """Records go, each into another one: other users' own values of it name that one from now on, unless they name it already."""
    if world.definitions.owned and pairs:
        account_id, kind = world.actor.account_id, world.resource.record_type
        run_prepared(_MOVE, [*map(array_of, zip(*sorted(pairs), strict=True)), account_id, kind, world.actor.user_id, account_id])
