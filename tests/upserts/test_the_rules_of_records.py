"""Rules 1 to 5 of “Rules that are easy to get wrong”: keys, who is who, and the lists of a relationship.

Each is told whole, those about keys once for each kind of key.

docs/decisions/0009-the-fifteen-rules.md lists all fifteen; the details of each are tried in the files that it names.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import Item, get, mistakes, refusal, saved, upserted, warnings
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.upserts.conftest import Send
from tests.upserts.edges import edge, record
from tests.upserts.identifying import identifier
from tests.upserts.ledger import ledger


def test_rule_01_keys_are_nfc_stripped_at_the_ends_untouched_inside_and_case_sensitive(send: Send) -> None:
    made = send("organizations", {"externalId": "\ufeff\u00a0Ka\u0308se  1\u200b ", "type": "F", "name": " Mill "})
    assert warnings(made) == [("value_normalized", "externalId")]  # and none for the name, which was stripped as well
    again = send("organizations", {"externalId": "K\u00e4se  1"})
    assert (again["id"], again["operationType"], warnings(again)) == (made["id"], "unchanged", [])
    assert send("organizations", {"externalId": "K\u00e4se 1", "type": "F", "name": "Dyer"})["operationType"] == "create"
    refusal(send("organizations", {"externalId": "K\u00e4se\x071", "type": "F", "name": "Ink"}), 400, "invalid_characters", "externalId")
    unknown = send("relationships", {**edge(), "source": external("k\u00c4SE  1"), "target": external("K\u00e4se 1")})
    error = refusal(unknown, 400, "organization_not_found", "source")
    assert error["params"]["suggestions"] == ["K\u00e4se  1"]


def test_rule_01_a_reference_of_a_product_is_such_a_key_without_white_space_anywhere(send: Send) -> None:
    made = send("products", {"reference": "\ufeff\u00a0Ka\u0308se-1\u200b ", "name": " Shell "})
    assert warnings(made) == [("value_normalized", "reference")]
    again = send("products", {"reference": "K\u00e4se-1"})
    assert (again["id"], again["operationType"], warnings(again)) == (made["id"], "unchanged", [])
    for space in (" ", "\u00a0", "\u3000", "\u200b", "\ufeff"):
        refusal(send("products", {"reference": f"K\u00e4se{space}1", "name": "Shell"}), 400, "invalid_format", "reference")
    refusal(send("products", {"reference": "K\u00e4se\x071", "name": "Shell"}), 400, "invalid_characters", "reference")
    near = send("products", {"reference": "k\u00c4SE-1"}, mode="updateOnly")
    assert refusal(near, 404, "does_not_exist", None)["params"]["suggestions"] == ["K\u00e4se-1"]
    assert send("products", {"reference": "k\u00c4SE-1", "name": "Other"})["operationType"] == "create"


def test_rule_01_a_value_of_an_identifier_field_is_such_a_key(owner: Person, send: Send) -> None:
    identifier(owner, "organizations", "sap")
    made = send("organizations", {"type": "F", "name": "Mill", "customFields": {"sap": "\ufeff\u00a0Ka\u0308se  1\u200b "}})
    assert warnings(made) == [("value_normalized", "customFields.sap")]
    again = send("organizations", {"customFields": {"sap": "K\u00e4se  1"}})
    assert (again["id"], again["operationType"], warnings(again)) == (made["id"], "unchanged", [])
    other = send("organizations", {"type": "F", "name": "Dyer", "customFields": {"sap": "k\u00c4SE  1"}})
    assert other["operationType"] == "create"
    control = send("organizations", {"type": "F", "name": "Ink", "customFields": {"sap": "K\u00e4se\x071"}})
    refusal(control, 400, "invalid_characters", "customFields.sap")


def test_rule_02_one_organization_by_internal_and_by_external_id_is_one(client: Client, owner: Person, ends: dict[str, int]) -> None:
    by_id = {"kind": "internal", "value": str(ends["S-1"])}
    (itself,) = upserted(client, owner, "relationships", [{**edge(target="S-1"), "source": by_id}])
    assert mistakes(itself) == [("same_organization", "target")]
    twice = upserted(client, owner, "relationships", [edge(), {**edge(), "source": by_id}])
    assert [refusal(result, 409, "duplicate_in_batch", "target")["params"]["indexes"] for result in twice] == [[1], [0]]
    (made,) = saved(client, owner, "relationships", edge())
    (found,) = saved(client, owner, "relationships", {**edge(), "source": by_id})
    assert (found["id"], found["operationType"]) == (made["id"], "unchanged")


def test_rule_03_items_that_claim_one_key_all_fail_and_a_key_given_up_is_still_taken(client: Client, owner: Person) -> None:
    def factory(key: str | None, name: str) -> dict[str, str | None]:
        return {"externalId": key, "type": "F", "name": name}

    batch = [
        factory("A", "One"),
        factory("A", "Two"),
        factory("A", "Three"),
        factory(None, "Four"),
        factory("B", "FOUR"),
        factory("C", "Five"),
    ]
    found = upserted(client, owner, "organizations", batch)
    partners = [result["errors"][0]["params"]["indexes"] for result in found[:5]]
    assert [result["status"] for result in found] == [409, 409, 409, 409, 409, 201]
    assert partners == [[1, 2], [0, 2], [0, 1], [4], [3]]
    joe = {"organization": external("C"), "firstName": "Joe", "email": "joe@x.example"}
    people = upserted(client, owner, "contacts", [joe, {**joe, "email": "JOE@x.example"}, {**joe, "email": "ann@x.example"}])
    assert [result["status"] for result in people] == [409, 409, 201]
    given_up = upserted(client, owner, "organizations", [{"externalId": "C", "name": "Six"}, factory("D", "Five")])
    assert given_up[0]["operationType"] == "update"
    assert refusal(given_up[1], 409, "duplicate_data", "name")["params"]["holder"]["externalId"] == "C"


@pytest.mark.parametrize("scope", ["account", "user"])
def test_rule_03_a_value_of_an_identifier_field_is_a_key_that_items_claim(client: Client, owner: Person, scope: str) -> None:
    identifier(owner, "organizations", "sap", scope)

    def factory(name: str, sap: str) -> Item:
        return {"type": "F", "name": name, "customFields": {"sap": sap}}

    found = upserted(
        client, owner, "organizations", [factory("One", "1"), factory("Two", " 1"), factory("Three", "1"), factory("Four", "4")]
    )
    assert [result["status"] for result in found] == [409, 409, 409, 201]
    claims = [refusal(result, 409, "duplicate_in_batch", "customFields.sap")["params"]["indexes"] for result in found[:3]]
    assert claims == [[1, 2], [0, 2], [0, 1]]
    saved(client, owner, "organizations", {"externalId": "E", "type": "F", "name": "Five"})
    gives, takes = upserted(client, owner, "organizations", [{"id": found[3]["id"], "customFields": {"sap": "5"}}, taking("E", "4")])
    assert gives["operationType"] == "update"
    assert refusal(takes, 409, "duplicate_data", "customFields.sap")["params"]["holder"]["id"] == found[3]["id"]
    (taken,) = saved(client, owner, "organizations", taking("E", "4"))
    assert taken["operationType"] == "update"


def test_rule_03_a_reference_of_a_product_is_a_key_that_items_claim(client: Client, owner: Person) -> None:
    batch = [{"reference": reference, "name": "Shell"} for reference in ("A", "\u200bA", "a", "B")]
    found = upserted(client, owner, "products", batch)
    assert [result["status"] for result in found] == [409, 409, 201, 201]
    assert [refusal(result, 409, "duplicate_in_batch", "reference")["params"]["indexes"] for result in found[:2]] == [[1], [0]]
    gives, takes = upserted(client, owner, "products", [{"id": found[3]["id"], "reference": "C"}, {"id": found[2]["id"], "reference": "B"}])
    assert gives["operationType"] == "update"
    assert refusal(takes, 409, "external_id_taken", "reference")["params"]["holder"] == {"id": found[3]["id"], "reference": "B"}


def taking(key: str, sap: str) -> Item:
    return {"externalId": key, "customFields": {"sap": sap}}


def test_rule_04_types_are_exact_keys_collapse_when_repeated_and_the_last_one_stays(
    client: Client, owner: Person, send: Send, ends: object
) -> None:
    made = send("relationships", edge(types=["maker", "direct supplier", "maker"]))
    assert warnings(made) == [("types_deduplicated", "types")]
    assert record(client, owner, made["id"])["types"] == ["direct supplier", "maker"]
    for key in ("Maker", "newly invented"):
        refusal(send("relationships", edge(types=[key])), 400, "relationship_type_not_found", "types[0]")
    refusal(send("relationships", edge(types=["x" * 256])), 400, "too_long", "types[0]")
    every = send("relationships", edge(types=["maker", "direct supplier"], fieldActions={"types": "remove"}))
    refusal(every, 400, "too_short", "types")
    assert record(client, owner, made["id"])["types"] == ["direct supplier", "maker"]


def test_rule_05_contacts_are_people_of_the_ends_the_targets_first_and_never_created(
    client: Client, owner: Person, send: Send, ends: object
) -> None:
    made = send("relationships", edge(contacts=[{"email": "JOE@x.example"}, {"email": "ann@X.example"}]))
    assert warnings(made) == [("contact_ambiguous", "contacts[0].email")]  # Joe is at both ends, Ann at the target
    people = record(client, owner, made["id"])["contacts"]
    assert [person["email"] for person in people] == ["ann@x.example", "joe@x.example"]
    assert [get(client, owner, f"contacts/{person['id']}").json()["organization"]["externalId"] for person in people] == ["B-1", "B-1"]
    with ledger() as book:
        strangers = send("relationships", edge(contacts=[{"email": "eve@x.example"}, {"email": "new@x.example"}]))
    assert mistakes(strangers) == [("contact_not_found", "contacts[0].email"), ("contact_not_found", "contacts[1].email")]
    assert book.rows == {}
