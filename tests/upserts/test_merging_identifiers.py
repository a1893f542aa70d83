"""What becomes of identifiers where two records become one: they stay held, and mean the survivor."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import Item, outcome, refusal, saved, warnings
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.worlds import World
from tests.upserts.identifying import BY_SAP, held, identifier
from tests.upserts.ledger import statements
from tests.upserts.twins import ALDER, Twins, contact, make_twins, merged, one


@pytest.fixture
def twins(client: Client, owner: Person) -> Twins:
    """Not merged yet; the survivor has `sap` "1", the loser "2"."""
    identifier(owner, "organizations", "sap")
    identifier(owner, "organizations", "mine", "user")
    return make_twins(client, owner, {"customFields": {"sap": "1"}}, {"customFields": {"sap": "2", "mine": "L"}})


def by(field: str, value: str) -> Item:
    return {"kind": "external", "field": field, "value": value}


def test_the_losers_values_find_the_survivor(client: Client, owner: Person, twins: Twins) -> None:
    merged(client, owner, twins)
    assert held(owner, "sap") == {(twins.survivor, None, "1"), (twins.loser, None, "2")}
    for field, value in (("sap", "2"), ("mine", "L")):
        query = {"identifierField": "customField", "customFieldReference": field, "mode": "updateOnly"}
        (found,) = saved(client, owner, "organizations", {"customFields": {field: value}, "phone": value}, **query)
        assert (found["id"], found["operationType"], found["matchedBy"]) == (twins.survivor, "update", f"customFields.{field}")
        assert warnings(found) == [("merged_record", f"customFields.{field}")]
        (joe,) = saved(client, owner, "contacts", {"organization": by(field, value), "firstName": "J", "email": f"{value}@x.example"})
        assert one(client, owner, f"contacts/{joe['id']}")["organization"]["id"] == twins.survivor
    shown = one(client, owner, f"organizations/{twins.survivor}")
    assert shown["customFields"] == {"sap": "1"}
    assert shown["phone"] == "L"


def test_the_survivor_keeps_its_own_whatever_the_loser_is_called_by(client: Client, owner: Person, twins: Twins) -> None:
    merged(client, owner, twins)
    item: Item = {"externalId": "A-2", "customFields": {"sap": "2", "mine": "L", "notes": "x"}}
    (found,) = saved(client, owner, "organizations", item)
    assert (found["id"], found["operationType"]) == (twins.survivor, "update")
    assert one(client, owner, f"organizations/{twins.survivor}")["customFields"] == {"sap": "1", "notes": "x"}
    (again,) = saved(client, owner, "organizations", item)
    assert again["operationType"] == "unchanged"
    (put,) = saved(client, owner, "organizations", item | {"fieldActions": {"customFields": "replace"}})
    assert put["operationType"] == "unchanged"
    assert held(owner, "sap") == {(twins.survivor, None, "1"), (twins.loser, None, "2")}


def test_the_survivor_can_not_take_the_losers_value(client: Client, owner: Person, twins: Twins) -> None:
    merged(client, owner, twins)
    result = outcome(client, owner, "organizations", {"externalId": "A-1", "customFields": {"sap": "2"}})
    assert refusal(result, 409, "duplicate_data", "customFields.sap")["params"]["holder"]["id"] == twins.survivor


@pytest.mark.parametrize("order", [-1, 1])
def test_both_values_are_one_organization(client: Client, owner: Person, twins: Twins, order: int) -> None:
    identifier(owner, "organizations", "vat", order=order)
    saved(client, owner, "organizations", {"id": twins.survivor, "customFields": {"vat": "7"}})
    merged(client, owner, twins)
    item = {"customFields": {"vat": "7", "sap": "2"}, "city": "Porto"}
    (found,) = saved(client, owner, "organizations", item, mode="updateOnly")
    assert found["id"] == twins.survivor
    assert one(client, owner, f"organizations/{twins.survivor}")["customFields"] == {"sap": "1", "vat": "7"}


def test_a_dry_run_moves_nothing(client: Client, owner: Person, twins: Twins) -> None:
    before = held(owner, "sap")
    merged(client, owner, twins, "?dryRun=true")
    assert held(owner, "sap") == before


def test_people_who_are_one_keep_what_everybody_calls_them(client: Client, owner: Person, world: World) -> None:
    """The loser's contact goes, for the survivor has the same: the one that stays takes what it has no value of, for every user."""
    bob = world.cast.integration
    identifier(owner, "contacts", "sap")
    identifier(owner, "contacts", "mine", "user")
    twins = make_twins(client, owner)
    stays = contact(client, owner, "A-1", "joe@x.example", customFields={"mine": "stays"})
    goes = contact(client, owner, "A-2", "joe@x.example", customFields={"sap": "7", "mine": "goes"})
    saved(client, bob, "contacts", {"id": goes, "organization": external("A-2"), "customFields": {"mine": "his"}})
    merged(client, owner, twins)
    assert held(owner, "sap") == {(stays, None, "7")}
    assert held(owner, "mine") == {(stays, owner.user.pk, "stays"), (stays, bob.user.pk, "his")}
    (found,) = saved(client, bob, "contacts", {"organization": external("A-1"), "customFields": {"mine": "his"}}, mode="updateOnly")
    assert (found["id"], found["operationType"]) == (stays, "unchanged")


def test_identifiers_cost_a_merge_no_more_for_many(client: Client, owner: Person) -> None:
    identifier(owner, "contacts", "sap")
    identifier(owner, "contacts", "mine", "user")
    counts = []
    for size in (2, 40):
        ours, theirs = ({"externalId": f"{side}-{size}", "name": f"{side} {size}"} for side in "SL")
        twins = make_twins(client, owner, ours, theirs)
        people: list[Any] = [
            {"organization": external(end["externalId"]), "firstName": "J", "email": f"{n}@x.example", "customFields": values}
            for end, key in ((ours, "s"), (theirs, "l"))
            for n in range(size)
            for values in [{"mine": f"{key}{size}-{n}", **({"sap": f"{size}-{n}"} if key == "l" else {})}]
        ]
        saved(client, owner, "contacts", *people)
        with statements() as found:
            merged(client, owner, twins)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_value_that_the_survivor_has_itself_is_no_surprise(client: Client, owner: Person, twins: Twins) -> None:
    merged(client, owner, twins)
    (found,) = saved(client, owner, "organizations", ALDER | {"customFields": {"sap": "1"}, "city": "Faro"}, **BY_SAP)
    assert (found["id"], warnings(found)) == (twins.survivor, [])
