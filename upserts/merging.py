"""Merging one record into another: whatever named the loser names the survivor from then on, and so do the loser's own keys.

A fixed number of statements, whatever hangs on the two. docs/decisions/0006-merge.md says what is taken over and what is not.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.errors import RefusedItem
from api.errors import ItemError, item_error
from database.transactions import Busy, account_transaction
from upserts import registry
from upserts.absorbing import Absorbed, Merge, changed, gaps
from upserts.batch import Options
from upserts.draft import Draft
from upserts.identifiers import move_identifiers
from upserts.loading import fetch, fetch_where, load_survivors
from upserts.planning import ARCHIVED
from upserts.preparing import open_world
from upserts.reading import read
from upserts.references import references_of
from upserts.resource import Resource, Row
from upserts.world import World
from upserts.writing import write

FROM = "from"
# Ids that the answer lists of a kind; history has all of them.
MAX_TOLD = 1_000
# What the loser keeps to be found by, and what belongs together with fields that are not taken over.
NOT_TAKEN = ("external_id", "template_id")


@dataclass(frozen=True)
class Merged:
    """What a merge did. `absorbed` is what became of other records, by the name of their resource, as the answer tells it."""

    record: Row
    loser_id: int
    filled: list[str]
    absorbed: dict[str, dict[str, list[Any]]]
    is_truncated: bool


def merge(resource: Resource, survivor_id: int, loser_id: int, *, actor: Actor, options: Options) -> Merged:
    """Merge the loser into the survivor; with `dry_run` all of it is rolled back. What was merged there before: nothing changes.

    Raises RefusedItem: `not_found` (the survivor), `<type>_not_found` (the loser), `permission_denied`, `same_<type>`,
    `immutable_field`, `<type>_archived`, `version_conflict`; and Busy.
    """
    try:
        with account_transaction(actor.account_id), transaction.atomic(savepoint=options.dry_run):
            world = open_world(resource, actor, options)
            merging = _open(survivor_id, loser_id, world)
            absorbed = _carry_out(merging, world)
            (record,) = read(resource, actor, [merging.survivor_id])
            if options.dry_run:
                transaction.set_rollback(True)
    except IntegrityError as error:
        raise Busy("Somebody who does not take the account's lock changed what was being merged.") from error
    told = {name: _told(one) for name, one in absorbed.items()}
    return Merged(
        record=record,
        loser_id=loser_id,
        filled=[wire for wire in merging.survivor.changes if wire != "mergedFrom"],
        absorbed={name: {kind: ids[:MAX_TOLD] for kind, ids in lists.items()} for name, lists in told.items()},
        is_truncated=any(len(ids) > MAX_TOLD for lists in told.values() for ids in lists.values()),
    )


def _open(survivor_id: int, loser_id: int, world: World) -> Merge:
    """Both records, as they are stored. Raises RefusedItem. One that was merged itself means its survivor."""
    fetch({"id": {(survivor_id,), (loser_id,)}}, world)
    load_survivors(world)
    survivor, loser = (world.held["id"].get((identity,)) for identity in (survivor_id, loser_id))
    survivor = world.merged.get(survivor_id, survivor)
    if survivor is None or not world.sees(survivor):
        raise RefusedItem([item_error("not_found", ("id",))])
    if loser is None or not world.sees(world.merged.get(loser_id, loser)):
        raise RefusedItem([item_error(f"{world.resource.record_type}_not_found", (FROM,))])
    for stage in (_lacks(survivor, loser, world), _mistakes(survivor, loser, survivor_id, world), _stale(survivor, world)):
        if errors := list(stage):
            raise RefusedItem(errors)
    return Merge(changed(survivor, {}, world), changed(loser, {}, world))


def _lacks(survivor: Row, loser: Row, world: World) -> Iterator[ItemError]:
    """Whoever merges two records does to both what only their full holder may."""
    full = world.resource.capabilities.rekey
    judged = (survivor, world.merged.get(loser["id"], loser))
    needed = world.lacks("UPDATE") + ([] if all(world.sees(row, full) for row in judged) else [full])
    if needed:
        yield item_error("permission_denied", needed=needed)


def _mistakes(survivor: Row, loser: Row, asked_for: int, world: World) -> Iterator[ItemError]:
    """What can't become one. `asked_for` is the id in the address."""
    kind = world.resource.record_type
    elsewhere = world.merged.get(loser["id"])
    if loser["id"] in (survivor["id"], asked_for):
        yield item_error(f"same_{kind}", (FROM,), f"Two different {world.resource.name} can be merged, not one with itself.")
    elif elsewhere is not None and elsewhere["id"] != survivor["id"]:
        sentence = f"This {kind} was merged into another one. Merge that one, if it is meant."
        yield item_error(f"{kind}_archived", (FROM,), sentence, id=loser["id"], mergedInto=elsewhere["id"])
    for column in world.resource.immutable:
        if loser[column] != survivor[column]:
            yield _not_alike(world.resource.wires[column], survivor[column], loser[column], world)
    if survivor["status"] == ARCHIVED:
        yield item_error(f"{kind}_archived", (), f"Restore the {kind} first that the other one is to be merged into.", id=survivor["id"])


def _not_alike(wire: str, ours: Any, theirs: Any, world: World) -> ItemError:
    sentence = f"Only {world.resource.name} of the same {wire} can be merged: this one is {theirs}, the other one {ours}."
    return item_error("immutable_field", (FROM,), sentence, field=wire)


def _stale(survivor: Row, world: World) -> Iterator[ItemError]:
    wanted = world.options.if_match
    if wanted is not None and survivor["version"] not in wanted:
        yield item_error("version_conflict", current=survivor["version"])


def _carry_out(merging: Merge, world: World) -> dict[str, Absorbed]:
    """Plan and write. Where the loser was merged into this survivor before, nothing names it any more, and nothing is written."""
    batch_id = uuid.uuid4().hex
    own = [] if merging.loser_id in world.merged else _become_one(merging, world)
    absorbed: dict[str, Absorbed] = {}
    for resource in registry.every():
        if resource.absorb is not None and any(field.model is world.resource.model for _, _, field in references_of(resource)):
            own_world = open_world(resource, world.actor, world.options)
            own_world.now = world.now
            absorbed[resource.name] = absorbing = resource.absorb(merging, own_world)
            move_identifiers([(gone.id, into.id) for gone, into in absorbing.combined if gone.id and into.id], own_world)
    for one in reversed(absorbed.values()):  # who lists records is written before they go
        write(list(one.drafts), batch_id)
    write(own, batch_id)
    return absorbed


def _become_one(merging: Merge, world: World) -> list[Draft]:
    """The survivor with its gaps filled, the loser archived with the survivor's id, and those that were merged into the loser before."""
    survivor, loser = merging.survivor, merging.loser
    assert survivor.row is not None
    assert loser.row is not None
    merging.survivor = changed(survivor.row, _fillings(survivor.row, loser.row, world), world)
    merging.survivor.changes["mergedFrom"] = [None, merging.loser_id]
    merging.loser = changed(loser.row, {"status": ARCHIVED}, world)
    earlier = [changed(row, {}, world) for row in fetch_where("t.merged_into_id = %s", [merging.loser_id], world)]
    for draft in (merging.loser, *earlier):
        assert draft.row is not None
        draft.values["merged_into_id"] = merging.survivor_id
        draft.changes["mergedInto"] = [draft.row["merged_into_id"], merging.survivor_id]
    together = [merging.survivor, merging.loser, *earlier]
    for draft in together:
        assert draft.row is not None
        draft.operation, draft.version = "merge", draft.row["version"] + 1
    return together


def _fillings(survivor: Row, loser: Row, world: World) -> dict[str, Any]:
    """What the survivor lacks and the loser has. Of custom fields those that any record has and those of the survivor's own template."""
    values = {column: value for column, value in gaps(survivor, loser, world).items() if column not in NOT_TAKEN}
    templates = (None, survivor.get("template_id"))
    open_to_all = {one.key for one in world.definitions.fields if one.template_id in templates and not one.is_identifier}
    theirs = {key: value for key, value in loser["custom_fields"].items() if key in open_to_all}
    return values | {"custom_fields": theirs | survivor["custom_fields"]}


def _told(absorbed: Absorbed) -> dict[str, list[Any]]:
    """What the answer says: the ids of records that the actor may see."""
    told: dict[str, list[Any]] = {
        "moved": _visible(absorbed.moved),
        "combined": [{"id": gone.id, "into": into.id} for gone, into in absorbed.combined if _visible([gone])],
    }
    return told | ({} if absorbed.dropped is None else {"dropped": _visible(absorbed.dropped)})


def _visible(drafts: Sequence[Draft]) -> list[int]:
    return [draft.id for draft in drafts if draft.id is not None and draft.row is not None and draft.world.sees(draft.row)]
