"""Rules 1 to 5 of “Rules that are easy to get wrong”: keys, who is who, and the lists of a relationship. One test each, told whole.

docs/decisions/0009-the-fifteen-rules.md lists all fifteen; the details of each are tried in the files that it names.
"""

from __future__ import annotations

from django.test import Client

from tests.kit.calls import get, mistakes, refusal, saved, upserted, warnings
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.upserts.conftest import Send
from tests.upserts.edges import edge, record
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
