"""Records that were merged into others: they stay, archived, and hold their keys, and whoever names one means its survivor. Pure."""

from __future__ import annotations

from typing import Any

from upserts.draft import Draft
from upserts.resource import BY_ID, IdentifierKey, Key, Row
from upserts.world import World

WARNING = "merged_record"
# Where a draft's values name the identifier fields that stay with the merged record.
LEFT = "left identifiers"


def redirect(draft: Draft, key: Key, merged: Row, world: World) -> Row:
    """The item names a merged record by this key, so it means the survivor, which is the answer.

    It changes the survivor as any other item does, but for what was said of the merged record as such: what that is called, and that
    it is to be archived, which it is. The survivor is neither re-keyed, renamed nor archived by that.
    """
    survivor, values = world.merged[merged["id"]], draft.values
    for called in world.keys:
        source = _source(called, world)
        if source in values and values[source] == merged[source]:
            _leave(draft, called, world)
    draft.warn(WARNING, *key.path, id=merged["id"], mergedInto=survivor["id"])
    if "id" in values:
        values["id"] = survivor["id"]
    if key is BY_ID or key.is_external_id:
        values.pop("external_id", None)
    if values.get("status") == "archived":
        values["status"] = survivor["status"]
    return survivor


def keeps_for_survivor(draft: Draft, key: Key, holder: Row, world: World) -> bool:
    """Whether this key is the merged record's, by which the item found the survivor. Then it is left there, and the item goes on."""
    if draft.row is None or holder.get("merged_into_id") != draft.row["id"]:
        return False
    if not any(warning.code == WARNING for warning in draft.warnings):
        return False  # it named the survivor, and wants the key for it
    _leave(draft, key, world)
    if isinstance(key, IdentifierKey) and "custom_fields" in draft.values:
        leave_identifiers(draft, draft.values["custom_fields"])
    return True


def _leave(draft: Draft, key: Key, world: World) -> None:
    """The item says nothing of this key any more."""
    for column in {_source(key, world), *key.columns} - {"id", *world.resource.immutable}:
        draft.values.pop(column, None)
    if isinstance(key, IdentifierKey):
        draft.values.setdefault(LEFT, set()).add(key.definition.key)


def leave_identifiers(draft: Draft, custom_fields: dict[str, Any]) -> None:
    """Put the survivor's own identifiers in the place of those that stay with the merged record."""
    held = draft.row["custom_fields"] if draft.row is not None else {}
    for key in draft.values[LEFT]:
        custom_fields.pop(key, None)
        if key in held:
            custom_fields[key] = held[key]


def _source(key: Key, world: World) -> str:
    """The column that the member of the wire fills which a key is told by."""
    return key.columns[0] if isinstance(key, IdentifierKey) else str(world.resource.serializer.fields[key.wire].source)
