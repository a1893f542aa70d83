"""What other systems call a product: inside the account each such name belongs to one product.

No constraint can state that of the entries of a list, so the engine keeps it under the account's lock, as it keeps its other keys:
each entry that an item sets is a claim (upserts/identity.py), and who holds it is looked up here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from api.errors import Path
from database.arrays import array_of
from upserts.actions import action_of
from upserts.draft import Draft
from upserts.loading import fetch_where
from upserts.resource import Key
from upserts.world import World

Name = tuple[str, str]  # integration and reference
WIRE = "linkedIntegrations"
# Each entry is a probe of its own into the GIN index. No LIMIT, which would make the planner read rows until it meets one.
_HOLDERS = """
t.id = ANY(ARRAY(
    SELECT held.id FROM unnest(%s::jsonb[]) AS wanted (entry) CROSS JOIN LATERAL (
        SELECT p.id FROM products_product p WHERE p.account_id = %s AND p.linked_integrations @> wanted.entry OFFSET 0
    ) AS held
))
"""


@dataclass(frozen=True)
class LinkKey(Key):
    """One entry of an item's list as a key; `position`: where it stands there."""

    position: int = field(kw_only=True)

    @classmethod
    def at(cls, position: int) -> LinkKey:
        return cls(WIRE, ("linked_integrations",), WIRE, position=position)

    @property
    def path(self) -> Path:
        return (WIRE, self.position)


def claim_integrations(drafts: Sequence[Draft], world: World) -> None:
    """Note the names that items set, and look up who has them: one statement, none where items set only what is theirs already."""
    wanted: set[Name] = set()
    for draft in drafts:
        if draft.errors or action_of(draft, world, WIRE) == "remove":
            continue
        places: dict[Name, int] = {}
        for position, name in enumerate(_names(draft.values)):
            places.setdefault(name, position)
        draft.keys += [(LinkKey.at(position), name) for name, position in places.items()]
        wanted |= places.keys() - set(_names(draft.row or {}))
    if not wanted:
        return
    held = world.held.setdefault(WIRE, {})
    probes = [msgspec.json.encode([{"integration": name[0], "reference": name[1]}]).decode() for name in sorted(wanted)]
    for row in fetch_where(_HOLDERS, [array_of(probes), world.actor.account_id], world):
        held |= dict.fromkeys(_names(row), row)


def _names(values: Mapping[str, Any]) -> list[Name]:
    return [(entry["integration"], entry["reference"]) for entry in values.get("linked_integrations", ())]
