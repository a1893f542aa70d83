"""Step 3: from parsed JSON values to drafts. A clean item passes the gate; any other is diagnosed in full. Pure."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from api.fields import READ_ONLY, WARNINGS
from upserts.batch import Batch
from upserts.draft import Draft
from upserts.gate import Gate, compile_gate
from upserts.resource import Resource
from upserts.world import World


def shape(batch: Batch, world: World) -> list[Draft]:
    """One draft an item, in request order. Items that only update may leave out what a new record needs."""
    partial = batch.options.mode == "updateOnly"
    gate = gate_of(batch.resource, partial)
    return [_draft(index, item, gate, partial, world) for index, item in enumerate(batch.items)]


def _draft(index: int, item: object, gate: Gate, partial: bool, world: World) -> Draft:
    values = gate(item)
    if values is not None:
        return Draft(index, values, world)
    return diagnose(Draft(index, {}, world), item, partial)


def diagnose(draft: Draft, item: object, partial: bool) -> Draft:
    """The serializer's whole judgement of one item, in the draft."""
    values, errors = draft.world.resource.serializer.diagnose(item, partial=partial)
    draft.read_only = values.pop(READ_ONLY, {})
    draft.warnings = values.pop(WARNINGS, [])
    draft.values = values
    draft.errors = [replace(error, path=(*draft.path, *error.path)) for error in errors]
    return draft


@cache
def gate_of(resource: Resource, partial: bool) -> Gate:
    """The resource's gate, compiled at its first use."""
    return compile_gate(resource.serializer, partial=partial)
