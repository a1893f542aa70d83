"""Which product stands above which: parents exist, no product stands above itself, and a parent stays while it has children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from accounts.masks import holding_of
from database.arrays import array_of
from database.prepared import fetch_prepared
from products.models import Product
from upserts.draft import Draft
from upserts.world import World

WIRE = "parentProductId"
# How many products can stand above one. A chain without an end would make every batch that touches it read all of it.
MAX_LEVELS = 100
TOO_DEEP = f"At most {MAX_LEVELS} products can stand above one."
# One statement for all lines of a batch, however long they are: a round trip a level would make the number of statements grow.
_LINES = """
WITH RECURSIVE line (id, parent_id, status, level) AS (
    SELECT id, parent_id, status, 1 FROM products_product WHERE account_id = %s AND id = ANY(%s::bigint[])
    UNION
    SELECT above.id, above.parent_id, above.status, line.level + 1
    FROM line JOIN products_product above ON above.account_id = %s AND above.id = line.parent_id WHERE line.level < %s
)
SELECT DISTINCT id, parent_id, status FROM line
"""
_WITH_CHILDREN = "SELECT DISTINCT parent_id FROM products_product WHERE account_id = %s AND parent_id = ANY(%s::bigint[])"


class Above(NamedTuple):
    """What is known of a product that may stand above others. `parent_id` None: it is at the top."""

    parent_id: int | None
    status: str


def refuse_wrong_parents(drafts: Sequence[Draft], world: World) -> None:
    """A new parent must be a product that the actor sees, not archived, and not below the product itself. One statement, or none.

    Whatever items of the batch will be written or fail, no circle can come of it: each is judged as if a product had both its stored
    parent and the one that this batch gives it. What another item gives up is so still taken, as with keys.
    """
    moved = [draft for draft in drafts if not draft.errors and _is_moved(draft)]
    if not moved:
        return
    lines = _lines({draft.values["parent_id"] for draft in moved}, world)
    moves = {draft.row["id"]: parent for draft in moved if draft.row and (parent := draft.values["parent_id"]) in lines}
    for draft in moved:
        _judge(draft, lines, moves)


def refuse_removal_of_parents(drafts: Sequence[Draft], world: World) -> None:
    """Who has children is not removed: they would lose their place. One statement, none where nothing is removed."""
    removed = {draft.row["id"]: draft for draft in drafts if draft.removes and draft.row is not None and not draft.errors}
    if removed:
        for (parent,) in fetch_prepared(_WITH_CHILDREN, [world.actor.account_id, array_of(removed)]):
            removed[parent].refuse("in_use", message="Other products name it as their parent.", usedBy=["products"])


def _is_moved(draft: Draft) -> bool:
    parent = draft.values.get("parent_id")
    return parent is not None and (draft.row is None or draft.row["parent_id"] != parent)


def _lines(parents: set[int], world: World) -> Mapping[int, Above]:
    """These products and all above them, up to MAX_LEVELS. None for an actor who sees no products."""
    account = world.actor.account_id
    rows = fetch_prepared(_LINES, [account, array_of(sorted(parents)), account, MAX_LEVELS])
    sees = holding_of(world.actor, Product.sharing).sees_all
    return {id_: Above(parent_id, status) for id_, parent_id, status in rows} if sees else {}


def _judge(draft: Draft, lines: Mapping[int, Above], moves: Mapping[int, int]) -> None:
    parent = draft.values["parent_id"]
    if parent not in lines:
        draft.refuse("reference_not_found", WIRE, id=parent)
        return
    rungs = _rungs(parent, lines, moves)
    if draft.row is not None and any(draft.row["id"] in rung for rung in rungs):
        draft.refuse("cycle", WIRE, id=parent)
    elif len(rungs) > MAX_LEVELS:
        draft.refuse("too_many", WIRE, message=TOO_DEEP, max=MAX_LEVELS)
    elif lines[parent].status == Product.Status.ARCHIVED:
        draft.refuse("reference_not_found", WIRE, message="This product is archived.", id=parent)


def _rungs(start: int, lines: Mapping[int, Above], moves: Mapping[int, int]) -> list[set[int]]:
    """The products on the ways up, by their distance, each once. One rung more than there can be: the way goes on."""
    rungs, met = [{start}], {start}
    while len(rungs) <= MAX_LEVELS:
        known = [id_ for id_ in rungs[-1] if id_ in lines]
        above = {up for id_ in known for up in (lines[id_].parent_id, moves.get(id_)) if up is not None} - met
        if not above:
            break
        met |= above
        rungs.append(above)
    return rungs
