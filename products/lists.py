"""The two lists that a product holds itself, and what `fieldActions` does with them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from products.items import MAX_ENTRIES
from upserts.actions import action_of
from upserts.draft import Draft
from upserts.world import World

Entry = dict[str, Any]
# The members of an entry that say which one it is.
NAMED_BY = {"features": ("reference",), "linked_integrations": ("integration", "reference")}
WIRES = {"features": "features", "linked_integrations": "linkedIntegrations"}


def choose_features(draft: Draft, world: World) -> None:
    """The features that the product will have, in order. A name that is left out stays what it is."""
    said = draft.values.get("features", ())
    _choose(draft, world, "features")
    nameless = {feature["reference"] for feature in draft.values.get("features", ()) if "name" not in feature}
    for position, feature in enumerate(said):
        if "name" not in feature and feature["reference"] in nameless:
            draft.refuse("required", "features", position, "name")


def choose_integrations(draft: Draft, world: World) -> None:
    """What other systems will call the product. That no other product is called so has been looked at (products/integrations.py)."""
    _choose(draft, world, "linked_integrations")


def _choose(draft: Draft, world: World, column: str) -> None:
    """What the item says takes the place of what is stored (the default), joins it, or leaves it."""
    if column not in draft.values:
        return
    said, wire = draft.values[column], WIRES[column]
    stored = {_name(entry, column): entry for entry in (draft.row or {}).get(column, ())}
    action = action_of(draft, world, wire)
    _refuse_repeated(draft, column)
    if action == "remove":
        for position, name in enumerate(_names(said, column)):
            if stored.pop(name, None) is None:
                draft.warn("nothing_to_remove", wire, position)
        draft.values[column] = list(stored.values())
        return
    chosen = dict(stored) if action == "append" else {}
    for entry in said:
        name = _name(entry, column)
        chosen[name] = stored.get(name, {}) | entry
    if len(chosen) > MAX_ENTRIES:
        draft.refuse("too_many", wire, max=MAX_ENTRIES)
    draft.values[column] = list(chosen.values())


def _refuse_repeated(draft: Draft, column: str) -> None:
    """One list says one thing of an entry."""
    seen = set()
    for position, name in enumerate(_names(draft.values[column], column)):
        if name in seen:
            draft.refuse("duplicate_data", WIRES[column], position, message="This entry stands in the list already.")
        seen.add(name)


def _names(entries: list[Entry], column: str) -> Iterator[tuple[str, ...]]:
    return (_name(entry, column) for entry in entries)


def _name(entry: Entry, column: str) -> tuple[str, ...]:
    return tuple(entry[member] for member in NAMED_BY[column])
