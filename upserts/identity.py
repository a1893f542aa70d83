"""Which record does an item mean, and do two items claim the same? Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from upserts.aliases import keeps_for_survivor, redirect
from upserts.draft import Draft
from upserts.resource import BY_ID, Key, Row
from upserts.world import World


def identify(draft: Draft, world: World) -> None:
    """Find the stored record that the item means: the first of its keys that hits. None hits: the item would create.

    An `id` that hits nothing visible is refused, never a create. What a key hits but the actor may not see is
    `external_id_unavailable`: nothing is said about the holder.
    """
    for key in world.keys:
        value = None if key.flag else key.of(draft.values)
        if value is None:
            continue
        row = world.held.get(key.name, {}).get(value)
        if row is not None and row["id"] in world.merged:
            row = redirect(draft, key, row, world)
        if key is BY_ID and (row is None or not world.sees(row)):
            draft.refuse("not_found", "id", id=value[0])
            return
        if row is not None:
            _meet(draft, key, row, world)
            return


def _meet(draft: Draft, key: Key, row: Row, world: World) -> None:
    if not world.sees(row):
        draft.refuse("external_id_unavailable", key.wire)
    elif key is not BY_ID and not key.is_external_id and draft.values.get("external_id") not in (None, row["external_id"]):
        _adopt(draft, key, row)
    else:
        draft.row, draft.matched_by = row, key.name


def _adopt(draft: Draft, key: Key, row: Row) -> None:
    """The item's external id is new, but its other key names a record: that record takes the new external id, where the key allows."""
    if key.adopts == "unkeyed" and row["external_id"] is not None:
        draft.refuse("duplicate_data", key.wire, holder=holder(row, draft.world))
        return
    draft.row, draft.matched_by = row, key.name
    code = "external_id_added" if row["external_id"] is None else "external_id_changed"
    draft.warn(code, draft.world.resource.external_id_wire, id=row["id"], former=row["external_id"])


def holder(row: Row, world: World) -> dict[str, object]:
    """How an error names the visible record that holds a key."""
    return {"id": row["id"], world.resource.external_id_wire: row["external_id"]}


def claim(draft: Draft, world: World) -> None:
    """Note the unique keys that the item sets or restates, with the value each would have afterwards."""
    for key in world.resource.keys:
        if key is BY_ID or not key.mentioned_in(draft.values):
            continue
        value = key.of(draft.values)
        if value is None and draft.row is not None:  # the item says only a part of it
            value = key.of({**draft.row, **draft.values})
        if value is not None:
            draft.keys.append((key, value))


def refuse_duplicates(drafts: Sequence[Draft], world: World) -> None:
    """Items that claim one record or one unique key fail, every one of them, and name all their partners."""
    claimed = [(key.name, value) for draft in drafts for key, value in draft.keys]
    records = [draft.row["id"] for draft in drafts if draft.row is not None]
    if len(set(claimed)) == len(claimed) and len(set(records)) == len(records):
        return
    claims: dict[Hashable, list[tuple[Draft, str]]] = defaultdict(list)
    for draft in drafts:
        if draft.row is not None:
            claims["id", draft.row["id"]].append((draft, _wire_of_match(draft, world)))
        for key, value in draft.keys:
            claims[key.name, value].append((draft, key.wire))
    partners: dict[Draft, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for claimants in claims.values():
        if len(claimants) > 1:
            for draft, wire in claimants:
                partners[draft][wire].update(other.index for other, _ in claimants if other is not draft)
    order = [key.wire for key in (*world.keys, *(key for draft in drafts for key, _ in draft.keys))]
    for draft, by_wire in partners.items():
        indexes = sorted(set().union(*by_wire.values()))
        draft.refuse("duplicate_in_batch", min(by_wire, key=order.index), indexes=indexes)


def _wire_of_match(draft: Draft, world: World) -> str:
    return next(key.wire for key in world.keys if key.name == draft.matched_by)


def refuse_held_keys(draft: Draft, world: World) -> None:
    """A unique key that another stored record holds is refused; of an invisible holder nothing is said.

    Judged against the state before the batch: a key that another item gives up is still taken.
    """
    for key, value in draft.keys:
        other = world.held.get(key.name, {}).get(value)
        if key.flag or other is None or other is draft.row:
            continue
        if draft.row is not None and other["id"] == draft.row["id"]:
            continue
        if keeps_for_survivor(draft, key, other, world):
            continue
        other = world.merged.get(other["id"], other)
        if not world.sees(other):
            draft.refuse("external_id_unavailable", key.wire)
        elif key.is_external_id:
            draft.refuse("external_id_taken", key.wire, holder=holder(other, world))
        else:
            draft.refuse("duplicate_data", key.wire, holder=holder(other, world))
