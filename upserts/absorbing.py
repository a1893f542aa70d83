"""What a merge asks of the rooms, and what they plan with. Pure.

Two records of a type become one. Each resource whose records may name the loser says in its hook `absorb` what becomes of those: a
draft for each, which the engine writes as it writes any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from upserts.draft import Draft
from upserts.planning import compare, take_away
from upserts.resource import Row
from upserts.world import World


@dataclass
class Merge:
    """A merge under way. Hooks may add to what changes of the survivor's read model (`survivor.changes`).

    `replaced` are records that go with the loser, by model: id → id of the one that takes its place. Resources are asked in the order
    of the registry, so whoever lists such records finds them here; they are written the other way round.
    """

    survivor: Draft
    loser: Draft
    replaced: dict[type[Model], dict[int, int]] = field(default_factory=dict)

    @property
    def survivor_id(self) -> int:
        assert self.survivor.row is not None
        found: int = self.survivor.row["id"]
        return found

    @property
    def loser_id(self) -> int:
        assert self.loser.row is not None
        found: int = self.loser.row["id"]
        return found

    def instead(self, identity: int | None) -> int | None:
        """The survivor's id for the loser's; any other as it is."""
        return self.survivor_id if identity == self.loser_id else identity


@dataclass
class Absorbed:
    """What becomes of a resource's records.

    `moved` name the survivor from now on; `combined` are pairs of a record that goes and the one that takes what it had;
    `dropped` go, for nothing sensible is left of them. None: that can't happen to these records.
    """

    moved: list[Draft] = field(default_factory=list)
    combined: list[tuple[Draft, Draft]] = field(default_factory=list)
    dropped: list[Draft] | None = None

    @property
    def drafts(self) -> Iterator[Draft]:
        yield from self.moved
        yield from self.dropped or ()
        for pair in self.combined:
            yield from pair


def changed(row: Row, values: Mapping[str, Any], world: World, links: Mapping[str, Iterable[int]] | None = None) -> Draft:
    """A draft that gives a stored record these values and lists; equal ones change nothing."""
    draft = _draft(row, world)
    draft.values = dict(values)
    draft.links = {wire: sorted(set(ids)) for wire, ids in (links or {}).items()}
    compare(draft, world)
    return draft


def removed(row: Row, world: World) -> Draft:
    """A draft that removes a stored record."""
    draft = _draft(row, world)
    take_away(draft, row, world)
    return draft


def gaps(row: Row, other: Row, world: World) -> dict[str, Any]:
    """What a record lacks and another one has: columns that are null, custom fields that it has no value for."""
    found = {column: other[column] for column, _, _ in world.resource.compared if row[column] is None and other[column] is not None}
    return found | {"custom_fields": other["custom_fields"] | row["custom_fields"]}


def _draft(row: Row, world: World) -> Draft:
    draft = Draft(0, {})
    draft.world, draft.row, draft.id = world, row, row["id"]
    return draft
