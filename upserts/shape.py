"""Step 3: from parsed JSON values to drafts. A clean item passes the gate; any other is diagnosed in full. Pure."""

from __future__ import annotations

from functools import cache
from threading import Lock

from api.fields import READ_ONLY, WARNINGS
from upserts.addressed import address, empty_the_rest
from upserts.batch import Batch
from upserts.draft import Draft
from upserts.gate import Gate, compile_gate
from upserts.resource import Resource


def shape(batch: Batch) -> list[Draft]:
    """One draft an item, in request order. Items that only update may leave out what a new record needs."""
    partial = batch.options.mode == "updateOnly"
    gate = gate_of(batch.resource, partial)
    drafts = [_draft(index, item, gate, batch.resource, partial) for index, item in enumerate(batch.items)]
    for draft in drafts if batch.is_addressed else ():
        _aim(draft, batch)
    return drafts


def _aim(draft: Draft, batch: Batch) -> None:
    """An item that was sent to a record."""
    if draft.errors and draft.errors[0].path == ():
        return  # no object at all
    address(draft, batch.target_of(draft.index))
    if batch.options.removes and batch.resource.capabilities.archive:
        draft.values["status"] = "archived"
    else:
        draft.removes = batch.options.removes
    if batch.options.whole:
        empty_the_rest(draft, batch.resource)


def _draft(index: int, item: object, gate: Gate, resource: Resource, partial: bool) -> Draft:
    values = gate(item)
    if values is not None:
        return Draft(index, values)
    values, errors = resource.serializer.diagnose(item, partial=partial)
    draft = Draft(index, values)
    draft.read_only = values.pop(READ_ONLY, {})
    draft.warnings = values.pop(WARNINGS, [])
    draft.errors = errors
    return draft


def gate_of(resource: Resource, partial: bool) -> Gate:
    """The resource's gate, compiled at its first use.

    One thread at a time: msgspec looks into a type at its first conversion and lets other threads see it half looked into,
    which crashed a fresh worker that got several calls at once.
    """
    with _compiling:
        return _compiled(resource, partial)


@cache
def _compiled(resource: Resource, partial: bool) -> Gate:
    return compile_gate(resource.serializer, partial=partial)


_compiling = Lock()
