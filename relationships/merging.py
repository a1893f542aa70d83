"""What becomes of the relationships of an organization that is merged into another. Pure but for `_load`."""

from __future__ import annotations

from typing import Any

from contacts.models import Contact
from database.arrays import array_of
from relationships.models import Relationship
from upserts.absorbing import Absorbed, Merge, changed, gaps, removed
from upserts.draft import Draft
from upserts.loading import fetch_where
from upserts.resource import Row
from upserts.world import World

# Each part by an index of its own: edges that name the loser, edges that list one of its people who go, and those edges of the
# survivor that lead where one of the loser's leads.
_NAMING = "SELECT id FROM relationships_relationship WHERE account_id = %s AND {column} = %s"
_LISTING = "SELECT relationship_id FROM relationships_relationshipcontact WHERE account_id = %s AND contact_id = ANY(%s::bigint[])"
_TWINS = """
SELECT ours.id FROM relationships_relationship theirs JOIN relationships_relationship ours
ON ours.account_id = theirs.account_id AND ours.{end} = %s AND ours.{other} = theirs.{other}
WHERE theirs.account_id = %s AND theirs.{end} = %s
"""
_CONCERNED = " UNION ".join(
    [
        *(_NAMING.format(column=column) for column in ("source_id", "target_id", "lead_supplier_id")),
        _LISTING,
        *(_TWINS.format(end=end, other=other) for end, other in (("source_id", "target_id"), ("target_id", "source_id"))),
    ]
)


def absorb(merge: Merge, world: World) -> Absorbed:
    """Edges name the survivor as source, target and lead supplier, and its people in the place of those who go.

    What would lead from the survivor to itself is dropped; what leads where an edge of the survivor leads is combined with that one.
    """
    dropped: list[Draft] = []
    absorbed = Absorbed(dropped=dropped)
    rows = _load(merge, world)
    present = {(row["source_id"], row["target_id"]): row for row in rows if not _touches_loser(row, merge)}
    done = set()
    for row in rows:
        ends = (merge.instead(row["source_id"]), merge.instead(row["target_id"]))
        twin = present.get(ends) if _touches_loser(row, merge) else None
        if ends[0] == ends[1]:
            dropped.append(removed(row, world))
        elif twin is not None:
            absorbed.combined.append((removed(row, world), _combine(twin, row, merge, world)))
            done.add(twin["id"])
    done |= {draft.id for draft in absorbed.drafts}
    absorbed.moved += [_move(row, merge, world) for row in rows if row["id"] not in done]
    return absorbed


def _load(merge: Merge, world: World) -> list[Row]:
    account, survivor, loser = world.actor.account_id, merge.survivor_id, merge.loser_id
    replaced = array_of(merge.replaced.get(Contact, ()))
    values = [*([account, loser] * 3), account, replaced, *([survivor, account, loser] * 2)]
    return fetch_where(f"t.id = ANY(ARRAY({_CONCERNED}))", values, world)


def _touches_loser(row: Row, merge: Merge) -> bool:
    return merge.loser_id in (row["source_id"], row["target_id"])


def _move(row: Row, merge: Merge, world: World) -> Draft:
    """The same edge with the survivor wherever it names the loser."""
    values = {column: merge.instead(row[column]) for column in ("source_id", "target_id", "lead_supplier_id")}
    return changed(row, values, world, {"contacts": _people([row], merge)})


def _combine(row: Row, other: Row, merge: Merge, world: World) -> Draft:
    """The survivor's edge with what the loser's adds: types, contacts, that it is active, a lead supplier and fields it lacks."""
    values: dict[str, Any] = gaps(row, other, world)
    values["lead_supplier_id"] = merge.instead(values.get("lead_supplier_id", row["lead_supplier_id"]))
    if other["relationship_status"] == Relationship.Status.ACTIVE:
        values["relationship_status"] = Relationship.Status.ACTIVE.value
    links = {"types": {*row["types"], *other["types"]}, "contacts": _people([row, other], merge)}
    return changed(row, values, world, links)


def _people(rows: list[Row], merge: Merge) -> set[int]:
    """Whom the edges list, those who go replaced by those who take their place."""
    replaced = merge.replaced.get(Contact, {})
    return {replaced.get(contact, contact) for row in rows for contact in row["contacts"]}
