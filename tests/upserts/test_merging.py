"""POST /organizations/{id}/merge: two organizations become one, with all that hangs on them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Grant
from contacts.models import Contact
from customfields.models import CustomField
from organizations.models import Organization
from relationships.models import Relationship
from tests.kit.calls import API, Item, get, rows, saved
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World
from tests.upserts.ledger import history
from tests.upserts.twins import Twins, contact, edge, make_twins, merge, merged, one


@pytest.fixture
def twins(client: Client, owner: Person) -> Twins:
    return make_twins(client, owner)


def told_since(person: Person, before: int) -> list[tuple[str, int, str, dict[str, Any]]]:
    """(record type, id, operation, changes) of the account's history after so many rows."""
    return [(change.record_type, change.record_id, change.operation, change.changes) for change in history(person)[before:]]


# --- contacts ---


def test_contacts_move_and_the_same_e_mail_is_one_contact(client: Client, owner: Person, twins: Twins) -> None:
    ann = contact(client, owner, "A-2", "ann@x.example")
    ours = contact(client, owner, "A-1", "joe@x.example", firstName="Joseph", role="buyer", customFields={"notes": "ours"})
    theirs = contact(
        client,
        owner,
        "A-2",
        "JOE@X.example",
        lastName="Miller",
        role="quality",
        type="sales",
        externalId="C-2",
        customFields={"notes": "theirs", "grade": "A"},
    )
    before = len(history(owner))
    body = merged(client, owner, twins)
    assert body["contacts"] == {"moved": [ann], "combined": [{"id": theirs, "into": ours}]}
    joe = one(client, owner, f"contacts/{ours}")
    assert {name: joe[name] for name in ("firstName", "lastName", "email", "role", "type", "externalId", "customFields", "version")} == {
        "firstName": "Joseph",
        "lastName": "Miller",
        "email": "joe@x.example",
        "role": "buyer",
        "type": "sales",
        "externalId": "C-2",
        "customFields": {"notes": "ours", "grade": "A"},
        "version": 2,
    }
    assert one(client, owner, f"contacts/{ann}")["organization"]["id"] == twins.survivor
    assert get(client, owner, f"contacts/{theirs}").status_code == 404
    told = [line for line in told_since(owner, before) if line[0] == "contact"]
    assert told[0] == ("contact", ann, "update", {"organization": [twins.loser, twins.survivor]})
    assert told[1][1:3] == (theirs, "delete")
    filled = {"externalId": [None, "C-2"], "lastName": [None, "Miller"], "type": [None, "sales"], "customFields.grade": [None, "A"]}
    assert told[2:] == [("contact", ours, "update", filled)]


def test_a_contact_that_lacks_nothing_is_not_touched(client: Client, owner: Person, twins: Twins) -> None:
    ours = contact(client, owner, "A-1", "joe@x.example", lastName="Miller")
    contact(client, owner, "A-2", "joe@x.example", firstName="Jo")
    stored = one(client, owner, f"contacts/{ours}")
    before = len(history(owner))
    merged(client, owner, twins)
    assert one(client, owner, f"contacts/{ours}") == stored | {"organization": stored["organization"]}
    assert (ours, "update") not in [(line[1], line[2]) for line in told_since(owner, before) if line[0] == "contact"]


def test_the_survivors_contact_person_stays(client: Client, owner: Person, twins: Twins) -> None:
    ours = contact(client, owner, "A-1", "ann@x.example", isPrimary=True)
    moved = contact(client, owner, "A-2", "joe@x.example", isPrimary=True)
    before = len(history(owner))
    body = merged(client, owner, twins)
    assert list(Contact.rows.filter(organization_id=twins.survivor, is_primary=True).values_list("id", flat=True)) == [ours]
    assert ("contactPerson" in body["filled"], body["record"]["contactPerson"]["email"]) == (False, "ann@x.example")
    assert ("contact", moved, "update", {"organization": [twins.loser, twins.survivor], "isPrimary": [True, False]}) in told_since(
        owner, before
    )


@pytest.mark.parametrize("known", [False, True], ids=["moved", "combined"])
def test_without_one_the_survivor_gets_the_losers_contact_person(client: Client, owner: Person, twins: Twins, known: bool) -> None:
    theirs = contact(client, owner, "A-2", "joe@x.example", lastName="Miller", isPrimary=True)
    ours = contact(client, owner, "A-1", "joe@x.example") if known else theirs
    contact(client, owner, "A-1", "ann@x.example")
    before = len(history(owner))
    body = merged(client, owner, twins)
    assert list(Contact.rows.filter(organization_id=twins.survivor, is_primary=True).values_list("id", flat=True)) == [ours]
    person = {"name": "Joe Miller", "email": "joe@x.example", "type": None}
    assert (body["record"]["contactPerson"], body["filled"]) == (person, ["contactPerson"])
    assert told_since(owner, before)[-2][3] == {"mergedFrom": [None, twins.loser], "contactPerson": [None, person]}


# --- relationships ---


def test_relationships_name_the_survivor_at_every_place(client: Client, owner: Person, twins: Twins) -> None:
    outgoing = edge(client, owner, "A-2", "B-1")
    incoming = edge(client, owner, "F-1", "A-2")
    led = edge(client, owner, "F-1", "B-1", leadSupplier=external("A-2"))
    own_led = edge(client, owner, "A-1", "F-1", leadSupplier=external("A-2"))
    before = len(history(owner))
    body = merged(client, owner, twins)
    assert body["relationships"] == {"moved": [outgoing, incoming, led, own_led], "combined": [], "dropped": []}
    assert told_since(owner, before)[:4] == [
        ("relationship", outgoing, "update", {"source": [twins.loser, twins.survivor]}),
        ("relationship", incoming, "update", {"target": [twins.loser, twins.survivor]}),
        ("relationship", led, "update", {"leadSupplier": [twins.loser, twins.survivor]}),
        ("relationship", own_led, "update", {"leadSupplier": [twins.loser, twins.survivor]}),
    ]
    assert not Relationship.rows.filter(source_id=twins.loser).exists()
    assert one(client, owner, f"relationships/{led}")["leadSupplier"]["id"] == twins.survivor
    assert {row["version"] for row in rows(client, owner, "relationships")} == {2}


def test_an_edge_between_the_two_is_dropped_with_its_grants(client: Client, world: World, twins: Twins) -> None:
    owner = world.owner
    there, back = edge(client, owner, "A-1", "A-2"), edge(client, owner, "A-2", "A-1")
    partner = make_partner(world.cast.acme, "partner@acme.example")
    share(partner, "relationship", there, "relationship-read")
    before = len(history(owner))
    body = merged(client, owner, twins)
    assert body["relationships"] == {"moved": [], "combined": [], "dropped": [there, back]}
    assert not Relationship.rows.filter(id__in=[there, back]).exists()
    assert not Grant.rows.filter(object_kind="relationship", object_id=there).exists()
    told = [(line[1], line[2]) for line in told_since(owner, before) if line[0] == "relationship"]
    assert told == [(there, "revoke"), (there, "delete"), (back, "delete")]


def test_edges_that_meet_are_combined(client: Client, owner: Person, twins: Twins) -> None:
    contact(client, owner, "A-2", "joe@x.example")
    eve = contact(client, owner, "A-2", "eve@x.example")
    (joe,) = [contact(client, owner, "A-1", "joe@x.example")]
    bea = rows(client, owner, "contacts", q="bea")[0]["id"]
    ours = edge(client, owner, "A-1", "B-1", types=["maker"], relationshipStatus="inactive", customFields={"notes": "ours"})
    theirs = edge(
        client,
        owner,
        "A-2",
        "B-1",
        types=["maker", "direct supplier"],
        leadSupplier=external("A-2"),
        customFields={"notes": "theirs", "grade": "B"},
        contacts=[{"email": "joe@x.example"}, {"email": "eve@x.example"}, {"email": "bea@b.example"}],
    )
    before = len(history(owner))
    body = merged(client, owner, twins)
    assert body["relationships"] == {"moved": [], "combined": [{"id": theirs, "into": ours}], "dropped": []}
    shown = one(client, owner, f"relationships/{ours}")
    assert (shown["types"], shown["relationshipStatus"], shown["version"]) == (["direct supplier", "maker"], "active", 2)
    assert (shown["leadSupplier"]["id"], shown["customFields"]) == (twins.survivor, {"notes": "ours", "grade": "B"})
    assert sorted(person["id"] for person in shown["contacts"]) == sorted([joe, eve, bea])
    assert get(client, owner, f"relationships/{theirs}").status_code == 404
    told = {line[1:3]: line[3] for line in told_since(owner, before) if line[0] == "relationship"}
    assert list(told) == [(theirs, "delete"), (ours, "update")]
    assert told[ours, "update"] == {
        "types": [["maker"], ["direct supplier", "maker"]],
        "contacts": [[], sorted([joe, eve, bea])],
        "leadSupplier": [None, twins.survivor],
        "customFields.grade": [None, "B"],
        "relationshipStatus": ["inactive", "active"],
    }


def test_the_survivors_values_win_and_an_edge_that_lacks_nothing_is_not_touched(client: Client, owner: Person, twins: Twins) -> None:
    ours = edge(client, owner, "B-1", "A-1", leadSupplier=external("F-1"), customFields={"notes": "ours"})
    theirs = edge(
        client, owner, "B-1", "A-2", leadSupplier=external("B-1"), customFields={"notes": "theirs"}, relationshipStatus="inactive"
    )
    stored = one(client, owner, f"relationships/{ours}")
    assert merged(client, owner, twins)["relationships"]["combined"] == [{"id": theirs, "into": ours}]
    assert one(client, owner, f"relationships/{ours}") == stored


def test_lists_that_named_the_losers_contact_name_the_survivors_and_once(client: Client, owner: Person, twins: Twins) -> None:
    ours = contact(client, owner, "A-1", "joe@x.example")
    contact(client, owner, "A-2", "joe@x.example")
    alone = edge(client, owner, "A-2", "B-1", contacts=[{"email": "joe@x.example"}])
    between = edge(client, owner, "F-1", "A-2", contacts=[{"email": "joe@x.example"}])
    same = edge(client, owner, "F-1", "A-1", contacts=[{"email": "joe@x.example"}])
    before = len(history(owner))
    merged(client, owner, twins)
    for identity in (alone, same):
        assert [person["id"] for person in one(client, owner, f"relationships/{identity}")["contacts"]] == [ours]
    told = {line[1]: (line[2], line[3]) for line in told_since(owner, before) if line[0] == "relationship"}
    assert told.keys() == {alone, between}
    assert (told[alone][0], told[between][0]) == ("update", "delete")
    assert told[alone][1].keys() == {"source", "contacts"}
    assert one(client, owner, f"relationships/{alone}")["version"] == 2


# --- the two themselves ---


def test_the_survivor_is_filled_where_it_is_empty(client: Client, owner: Person, world: World) -> None:
    fields = {"auditor": "theirs", "notes": "theirs", "grade": "A"}
    rest = {"city": "Braga", "phone": "1", "latitude": 41, "category": world.category.pk, "ndaSigned": True, "ndaSignedDate": "2024-02-29"}
    twins = make_twins(
        client,
        owner,
        {"city": "Porto", "customFields": {"notes": "ours"}},
        {**rest, "template": {"id": world.template.pk}, "customFields": fields},
    )
    stored = one(client, owner, f"organizations/{twins.survivor}")
    before = len(history(owner))
    body = merged(client, owner, twins)
    after = one(client, owner, f"organizations/{twins.survivor}")
    assert body["record"] == after
    filled: Item = {
        "phone": "1",
        "latitude": 41.0,
        "ndaSignedDate": "2024-02-29",
        "category": {"id": world.category.pk, "name": "Textiles"},
    }
    assert sorted(body["filled"]) == sorted([*filled, "customFields.grade"])
    changed = {"customFields": {"notes": "ours", "grade": "A"}, "version": 2, "updatedAt": after["updatedAt"]}
    assert after == stored | filled | changed
    *_, survivor, loser = told_since(owner, before)
    assert survivor[:3] == ("organization", twins.survivor, "merge")
    assert survivor[3].keys() == {*filled, "customFields.grade", "mergedFrom"}
    assert survivor[3]["mergedFrom"] == [None, twins.loser]
    assert loser == ("organization", twins.loser, "merge", {"status": ["active", "archived"], "mergedInto": [None, twins.survivor]})


def test_fields_of_the_survivors_own_template_are_filled(client: Client, owner: Person, world: World) -> None:
    template = {"template": {"id": world.template.pk}}
    loser = {**template, "customFields": {"auditor": "theirs", "score": 3}}
    twins = make_twins(client, owner, {**template, "customFields": {"auditor": "ours"}}, loser)
    body = merged(client, owner, twins)
    assert (body["filled"], body["record"]["customFields"]) == (["customFields.score"], {"auditor": "ours", "score": 3})


def test_an_identifier_stays_with_the_loser(client: Client, owner: Person) -> None:
    said = {"account": owner.account, "record_type": "organization", "key": "vat", "label": "VAT", "data_type": "text"}
    CustomField.rows.create(**said, is_identifier=True, identifier_scope="account")
    twins = make_twins(client, owner, {}, {"customFields": {"vat": "PT-1", "notes": "theirs"}})
    assert merged(client, owner, twins)["record"]["customFields"] == {"notes": "theirs"}
    assert Organization.rows.get(pk=twins.loser).custom_fields["vat"] == "PT-1"


def test_the_loser_stays_archived_and_keeps_its_keys(client: Client, owner: Person, twins: Twins) -> None:
    stored = Organization.rows.get(pk=twins.loser)
    merged(client, owner, twins)
    loser = Organization.rows.get(pk=twins.loser)
    assert (loser.status, loser.merged_into_id, loser.version) == ("archived", twins.survivor, 2)
    assert (loser.external_id, loser.name, loser.name_key) == (stored.external_id, stored.name, stored.name_key)
    assert loser.updated_at > stored.updated_at


def test_what_was_merged_into_the_loser_before_belongs_to_the_survivor(client: Client, owner: Person, twins: Twins) -> None:
    (other,) = saved(client, owner, "organizations", {"externalId": "A-3", "type": "S", "name": "Alder Weaving"})
    assert merge(client, owner, twins.loser, other["id"]).status_code == 200
    before = len(history(owner))
    merged(client, owner, twins)
    assert Organization.rows.get(pk=other["id"]).merged_into_id == twins.survivor
    assert ("organization", other["id"], "merge", {"mergedInto": [twins.loser, twins.survivor]}) in told_since(owner, before)
    assert one(client, owner, f"organizations/{other['id']}")["id"] == twins.survivor


def test_an_archived_loser_can_be_merged(client: Client, owner: Person, twins: Twins) -> None:
    assert client.delete(f"{API}organizations/{twins.loser}", headers=owner.headers).status_code == 204
    before = len(history(owner))
    merged(client, owner, twins)
    assert told_since(owner, before)[-1][2:] == ("merge", {"mergedInto": [None, twins.survivor]})


def test_grants_on_the_loser_do_not_reach_the_survivor(client: Client, world: World, twins: Twins) -> None:
    moved = edge(client, world.owner, "A-2", "B-1")
    partner = make_partner(world.cast.acme, "partner@acme.example")
    share(partner, "organization", twins.loser, "full")
    assert get(client, partner, f"relationships/{moved}").status_code == 200
    merged(client, world.owner, twins)
    for path in (f"organizations/{twins.loser}", f"organizations/{twins.survivor}", f"relationships/{moved}"):
        assert get(client, partner, path).status_code == 404


def test_grants_on_a_moved_edge_stay(client: Client, world: World, twins: Twins) -> None:
    moved = edge(client, world.owner, "A-2", "B-1")
    partner = make_partner(world.cast.acme, "partner@acme.example")
    share(partner, "relationship", moved, "relationship-read")
    merged(client, world.owner, twins)
    assert one(client, partner, f"relationships/{moved}")["source"]["id"] == twins.survivor
