"""A flag that one record of a group may carry (an organization's primary contact): who claims it takes it from its holder. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from upserts.draft import Draft
from upserts.planning import note, settle
from upserts.resource import Key, Row
from upserts.world import World


def displace(drafts: Sequence[Draft], world: World) -> None:
    """Plan the loss of the flag for every former holder: its own item in this batch takes it, or it gets a draft of its own."""
    passed = [draft for draft in drafts if not draft.errors]
    own_items = {draft.row["id"]: draft for draft in passed if draft.row is not None}
    for key in world.resource.keys:
        for draft in passed:
            row = former_holder(draft, key, world)
            if row is None or key.flag is None or _refused(draft, key, row, world):
                continue
            loser = own_items.get(row["id"])
            if loser is None:
                loser = Draft(draft.index, {}, draft.path)
                loser.world, loser.row, loser.matched_by = world, row, key.name
                draft.displaced.append(loser)
            elif key.flag not in loser.values:
                draft.losers.append(loser)
            loser.values[key.flag] = False
            note(loser, world.resource.wires[key.flag], row[key.flag], False)
            settle(loser)


def give_back(draft: Draft) -> None:
    """The draft failed after all: the items that would have lost the flag to it keep it."""
    resource = draft.world.resource
    for flag in [key.flag for key in resource.keys if key.flag is not None]:
        for loser in draft.losers:
            loser.values.pop(flag, None)
            loser.changes.pop(resource.wires[flag], None)
            settle(loser)


def _refused(draft: Draft, key: Key, row: Row, world: World) -> bool:
    """To take a flag is to change its holder, which takes the right to."""
    resource = world.resource
    needed = [] if world.actor.may(resource.permission, "UPDATE") else [f"{resource.permission}.UPDATE"]
    if not world.sees(row, resource.capabilities.edit):
        needed.append(resource.capabilities.edit)
    if needed:
        draft.refuse("permission_denied", key.wire, needed=needed)
    return bool(needed)


def former_holder(draft: Draft, key: Key, world: World) -> Row | None:
    """The stored record that holds the flag which this draft takes. None: it takes none, nobody holds it, or it holds it itself."""
    if key.flag is None or draft.values.get(key.flag) is not True:
        return None
    value = next((value for claimed, value in draft.keys if claimed is key), None)
    row = world.held.get(key.name, {}).get(value) if value is not None else None
    if row is None or (draft.row is not None and row["id"] == draft.row["id"]):
        return None
    return row
