"""A merge takes as many statements for a thousand relationships as for a few."""

from __future__ import annotations

from django.test import Client

from relationships.models import Relationship
from tests.kit.calls import Item, get, saved
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.upserts.ledger import history, statements
from tests.upserts.twins import USUAL, Twins, make_twins, merged


def surround(client: Client, person: Person, twins: Twins, size: int, colliding: int) -> None:
    """Both have so many relationships and contacts, of which so many collide; the two are connected, and the loser leads an edge."""
    count = 2 * size - colliding
    others: list[Item] = [
        {"externalId": f"O-{twins.loser}-{number}", "type": "B", "name": f"O {twins.loser} {number}"} for number in range(count)
    ]
    saved(client, person, "organizations", *others)
    keys = {twins.survivor: range(size), twins.loser: range(size - colliding, count)}
    for identity, numbers in keys.items():
        end: Item = {"kind": "internal", "value": str(identity)}
        people = [{"organization": end, "email": f"joe{number}@x.example", "firstName": "Joe"} for number in numbers]
        saved(client, person, "contacts", *people)
        edges = [
            USUAL | {"source": end, "target": external(others[number]["externalId"]), "contacts": [{"email": f"joe{number}@x.example"}]}
            for number in numbers
        ]
        saved(client, person, "relationships", *edges)
    survivor, loser = ({"kind": "internal", "value": str(identity)} for identity in keys)
    led = USUAL | {"source": survivor, "target": external(others[0]["externalId"]), "leadSupplier": loser, "types": ["maker"]}
    saved(client, person, "relationships", led, USUAL | {"source": survivor, "target": loser})


def test_a_thousand_relationships_take_as_many_statements_as_a_few(client: Client, owner: Person) -> None:
    """500 of each, 100 of which collide; every kind of change is in both cases."""
    counts = []
    for size, colliding in ((3, 1), (500, 100)):
        twins = make_twins(
            client, owner, {"externalId": f"S-{size}", "name": f"S {size}"}, {"externalId": f"L-{size}", "name": f"L {size}"}
        )
        surround(client, owner, twins, size, colliding)
        get(client, owner, "me")
        before = len(history(owner))
        with statements() as found:
            body = merged(client, owner, twins)
        counts.append(len(found))
        moved = size - colliding
        told = {
            name: {kind: len(ids) for kind, ids in lists.items()} for name, lists in body.items() if name in ("contacts", "relationships")
        }
        assert told == {
            "contacts": {"moved": moved, "combined": colliding},
            "relationships": {"moved": moved + 1, "combined": colliding, "dropped": 1},
        }
        assert len({change.batch_id for change in history(owner)[before:]}) == 1
        assert Relationship.rows.filter(source_id=twins.survivor).count() == 2 * size - colliding
    assert counts[0] == counts[1], counts
    assert counts[0] <= 45
