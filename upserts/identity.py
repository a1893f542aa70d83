"""Which record does an item mean, and do two items claim the same? Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from upserts.actions import action_of
from upserts.aliases import keeps_for_survivor, redirect
from upserts.draft import Draft
from upserts.resource import BY_ID, UNREAD, IdentifierKey, Key, Row
from upserts.world import World


def identify(draft: Draft, world: World) -> None:
    """Find the stored record that the item means: the first of its keys that hits. None hits: the item would create.

    An `id` that hits nothing visible is refused, never a create. What a key hits but the actor may not see is
    `external_id_unavailable`: nothing is said about the holder. Keys of one rank that hit different records are `ambiguous_match`.
    """
    if world.options.find_by and UNREAD not in draft.values and not any(key.of(draft.values) for key in world.named_by):
        refuse_unkeyed(draft, world)
    hits: list[tuple[Key, Row]] = []
    for rank in world.ranks:
        for key in rank:
            value = key.of(draft.values)
            if value is None:
                continue
            row = world.held.get(key.name, {}).get(value)
            if key is BY_ID and (row is None or not world.sees(world.merged.get(row["id"], row))):
                draft.refuse("not_found", "id", id=value[0])
                return
            if row is not None:
                hits.append((key, row))
        if hits:
            if len(hits) == 1 or _agree(draft, hits, world):
                _meet(draft, hits, world)
            return


def _agree(draft: Draft, hits: Sequence[tuple[Key, Row]], world: World) -> bool:
    """Do these keys mean one record? Of one that the actor may not see nothing is said, not even that it is another one."""
    means = {world.merged.get(row["id"], row)["id"] for _, row in hits}
    if len(means) == 1:
        return True
    hidden = [key for key, row in hits if not world.sees(world.merged.get(row["id"], row))]
    for key in hidden:
        draft.refuse("external_id_unavailable", *key.path)
    if not hidden:
        matches = [{"key": key.name, **holder(world.merged.get(row["id"], row), world)} for key, row in hits]
        draft.refuse("ambiguous_match", *hits[0][0].path, matches=matches)
    return False


def _meet(draft: Draft, hits: Sequence[tuple[Key, Row]], world: World) -> None:
    """The record is that of the first key; what others name may have been merged into it."""
    rows = [redirect(draft, key, row, world) if row["id"] in world.merged else row for key, row in hits]
    key, row = hits[0][0], rows[0]
    if not world.sees(row):
        draft.refuse("external_id_unavailable", *key.path)
    elif key is BY_ID or key.is_external_id or _adopts(draft, key, row, world):
        draft.row, draft.matched_by = row, key.name


def _adopts(draft: Draft, key: Key, row: Row, world: World) -> bool:
    """The item's external id or identifier may be new, but its other key names a record: that record takes it, where the key allows."""
    taken: list[Key] = []
    for other in world.numbering:
        (column,) = other.columns
        if draft.values.get(column) in (None, row[column]) or key.numbers == other.numbers:
            continue
        if key.adopts == "unkeyed" and row[column] is not None:
            draft.refuse("duplicate_data", *key.path, holder=holder(row, world))
            return False
        taken.append(other)
    for other in taken:
        former = row[other.columns[0]]
        draft.warn(f"{other.numbers}_{'added' if former is None else 'changed'}", *other.path, id=row["id"], former=former)
    return True


def refuse_unkeyed(draft: Draft, world: World) -> None:
    """The item must say which record it means."""
    keys = [key for key in world.named_by if key is not BY_ID or world.resource.is_named]
    if len(keys) > 1:
        names = " or ".join(key.wire for key in keys)
        draft.refuse("required", message=f"Say which record is meant: {names}.")
    elif isinstance(keys[0], IdentifierKey):
        draft.refuse("required", *keys[0].path)
    else:
        for column in keys[0].columns:
            if draft.values.get(column) is None:
                draft.refuse("required", world.resource.wires.get(column, column))


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
    if world.identifiers and action_of(draft, world, "customFields") != "remove":  # else what is named goes
        draft.keys += [(own, said) for own in world.identifiers if (said := own.of(draft.values)) is not None]


def refuse_duplicates(drafts: Sequence[Draft], world: World) -> None:
    """Items that claim one record or one unique key fail, every one of them, and name all their partners."""
    claimed = [(key.name, value) for draft in drafts for key, value in draft.keys]
    records = [draft.row["id"] for draft in drafts if draft.row is not None]
    if len(set(claimed)) == len(claimed) and len(set(records)) == len(records):
        return
    claims: dict[Hashable, list[tuple[Draft, Key]]] = defaultdict(list)
    for draft in drafts:
        if draft.row is not None:
            claims["id", draft.row["id"]].append((draft, key_of_match(draft, world)))
        for key, value in draft.keys:
            claims[key.name, value].append((draft, key))
    partners: dict[Draft, dict[Key, set[int]]] = defaultdict(lambda: defaultdict(set))
    for claimants in claims.values():
        if len(claimants) > 1:
            for draft, key in claimants:
                partners[draft][key].update(other.index for other, _ in claimants if other is not draft)
    order = [*world.keys, *(key for draft in drafts for key, _ in draft.keys)]
    for draft, by_key in partners.items():
        indexes = sorted(set().union(*by_key.values()))
        draft.refuse("duplicate_in_batch", *min(by_key, key=order.index).path, indexes=indexes)


def key_of_match(draft: Draft, world: World) -> Key:
    """The key that found the draft's record."""
    return next(key for key in world.keys if key.name == draft.matched_by)


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
            draft.refuse("external_id_unavailable", *key.path)
        elif key.is_external_id:
            draft.refuse("external_id_taken", *key.path, holder=holder(other, world))
        else:
            draft.refuse("duplicate_data", *key.path, holder=holder(other, world))
