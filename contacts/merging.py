"""What becomes of the people of an organization that is merged into another: they move; one e-mail at both is one person.

Pure but for `_load`.
"""

from __future__ import annotations

from contacts.models import Contact
from contacts.reading import contact_person
from upserts.absorbing import Absorbed, Merge, changed, gaps, removed
from upserts.draft import Draft
from upserts.loading import fetch_where
from upserts.planning import note
from upserts.resource import Row
from upserts.world import World

PERSON = "contactPerson"
# The loser's people, and of the survivor's those who matter to them: with the same e-mail, and the contact person.
_CONCERNED = """
t.organization_id = %s OR t.organization_id = %s AND (t.is_primary OR t.email_key IN (
    SELECT email_key FROM contacts_contact WHERE account_id = %s AND organization_id = %s
))
"""


def absorb(merge: Merge, world: World) -> Absorbed:
    """People move to the survivor. Who is known there by the same e-mail goes, after filling the gaps of the one who stays.

    The survivor keeps its contact person; it gets the loser's only where it has none.
    """
    absorbed = Absorbed()
    rows = _load(merge, world)
    present = {row["email_key"]: row for row in rows if row["organization_id"] == merge.survivor_id}
    person = next((row for row in present.values() if row["is_primary"]), None)
    for row in rows:
        if row["organization_id"] == merge.loser_id:
            _absorb_one(row, present.get(row["email_key"]), person, merge, world, absorbed)
    _tell_of_person(person, merge, absorbed)
    return absorbed


def _load(merge: Merge, world: World) -> list[Row]:
    values = [merge.loser_id, merge.survivor_id, world.actor.account_id, merge.loser_id]
    return fetch_where(_CONCERNED, values, world)


def _absorb_one(row: Row, same: Row | None, person: Row | None, merge: Merge, world: World, absorbed: Absorbed) -> None:
    becomes_person = row["is_primary"] and person is None
    if same is None:
        absorbed.moved.append(changed(row, {"organization_id": merge.survivor_id, "is_primary": becomes_person}, world))
        return
    merge.replaced.setdefault(Contact, {})[row["id"]] = same["id"]
    filled = gaps(same, row, world) | {"is_primary": same["is_primary"] or becomes_person}
    absorbed.combined.append((removed(row, world), changed(same, filled, world)))


def _tell_of_person(person: Row | None, merge: Merge, absorbed: Absorbed) -> None:
    """The contact person is part of the survivor's read model: who takes its place there, or gets a fuller name, changes the survivor."""
    stays = [*absorbed.moved, *(into for _, into in absorbed.combined)]
    after = next((draft for draft in stays if draft.after("is_primary")), None)
    if after is not None:
        note(merge.survivor, PERSON, person and contact_person(person), _person_of(after))


def _person_of(draft: Draft) -> Row:
    return contact_person({column: draft.after(column) for column in ("first_name", "last_name", "email", "type")})
