"""The lists of a relationship: its types and its contacts (api.md, rules 4 and 5)."""

from __future__ import annotations

import pytest
from django.test import Client

from relationships.models import RelationshipType
from tests.kit.calls import get, mistakes, refusal, warnings
from tests.kit.cast import Person
from tests.upserts.conftest import Send
from tests.upserts.edges import edge, record
from tests.upserts.ledger import history

# Types.


def test_repeated_types_collapse_with_a_warning(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge(types=["maker", "direct supplier", "maker"]))
    assert warnings(made) == [("types_deduplicated", "types")]
    assert record(client, owner, made["id"])["types"] == ["direct supplier", "maker"]


def test_types_are_never_created(send: Send, ends: dict[str, int]) -> None:
    error = refusal(send("relationships", edge(types=["maker", "Direct Supplier"])), 400, "relationship_type_not_found", "types[1]")
    assert error["params"]["suggestions"] == ["direct supplier"]
    assert RelationshipType.rows.filter(key="Direct Supplier").count() == 0


@pytest.mark.parametrize("types", [[], ["maker"], ["maker", "direct supplier"]])
def test_the_last_type_can_not_be_removed(send: Send, ends: dict[str, int], types: list[str]) -> None:
    send("relationships", edge(types=["maker"]))
    result = send("relationships", edge(types=types, fieldActions={"types": "remove"}))
    assert mistakes(result) == [("too_short", "types")]


def test_types_are_replaced_appended_or_removed(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge(types=["maker"]))
    steps = [
        (["direct supplier"], "append"),
        (["maker"], "remove"),
        (["maker"], None),
        (["maker"], "append"),
        (["direct supplier"], "remove"),
    ]
    seen = []
    for types, action in steps:
        actions = {"fieldActions": {"types": action}} if action else {}
        result = send("relationships", edge(types=types, **actions))
        seen.append((result["operationType"], record(client, owner, made["id"])["types"]))
    both = ["direct supplier", "maker"]
    assert seen == [
        ("update", both),
        ("update", ["direct supplier"]),
        ("update", ["maker"]),
        ("unchanged", ["maker"]),
        ("unchanged", ["maker"]),
    ]
    assert history(owner, "relationship", made["id"])[1].changes == {"types": [["maker"], both]}


def test_an_inactive_type_stays_but_is_not_newly_used(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    refusal(send("relationships", edge(types=["former"])), 400, "relationship_type_inactive", "types[0]")
    send("relationships", edge(types=["maker"]))
    RelationshipType.rows.filter(account=owner.account, key="maker").update(is_active=False)
    assert send("relationships", edge(types=["maker"]))["operationType"] == "unchanged"
    assert send("relationships", edge(types=["maker", "direct supplier"]))["operationType"] == "update"


def test_types_fit_the_types_of_the_ends(send: Send, ends: dict[str, int]) -> None:
    assert send("relationships", edge(types=["supplies brand"]))["operationType"] == "create"
    error = refusal(send("relationships", edge("B-1", "S-1", types=["supplies brand"])), 400, "relationship_type_not_allowed", "types[0]")
    assert error["params"] == {
        "value": "supplies brand",
        "sourceType": "B",
        "targetType": "S",
        "sourceTypes": ["F", "S"],
        "targetTypes": ["B"],
    }
    refusal(send("relationships", edge("S-1", "F-1", types=["supplies brand"])), 400, "relationship_type_not_allowed", "types[0]")


def test_a_symmetric_type_fits_either_way_and_the_edge_stays_directed(send: Send, ends: dict[str, int]) -> None:
    there, back = send("relationships", edge(types=["partner"])), send("relationships", edge("B-1", "S-1", types=["partner"]))
    assert [there["operationType"], back["operationType"]] == ["create", "create"]
    refusal(send("relationships", edge("F-1", "B-1", types=["partner"])), 400, "relationship_type_not_allowed", "types[0]")


# Contacts.


def test_contacts_are_people_of_either_end_compared_by_casefolded_email(
    client: Client, owner: Person, send: Send, ends: dict[str, int]
) -> None:
    made = send("relationships", edge(source="F-1", contacts=[{"email": "EVE@x.example"}, {"email": "ann@X.example"}]))
    assert [contact["firstName"] for contact in record(client, owner, made["id"])["contacts"]] == ["Ann", "Eve"]


def test_in_both_ends_the_targets_contact_is_meant(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge(contacts=[{"email": "joe@x.example"}]))
    assert warnings(made) == [("contact_ambiguous", "contacts[0].email")]
    (contact,) = record(client, owner, made["id"])["contacts"]
    brand = get(client, owner, f"contacts/{contact['id']}").json()
    assert brand["organization"]["externalId"] == "B-1"


def test_contacts_are_never_created(send: Send, ends: dict[str, int]) -> None:
    result = send("relationships", edge(contacts=[{"email": "joe@x.example"}, {"email": "eve@x.example"}, {"email": "new@x.example"}]))
    assert mistakes(result) == [("contact_not_found", "contacts[1].email"), ("contact_not_found", "contacts[2].email")]


def test_a_contact_that_is_not_found_comes_with_suggestions(send: Send, ends: dict[str, int]) -> None:
    """Not-found style errors carry params.suggestions, only from what the caller may see."""
    error = refusal(send("relationships", edge(contacts=[{"email": "anne@x.example"}])), 400, "contact_not_found", "contacts[0].email")
    assert isinstance(error["params"]["suggestions"], list)


def test_contacts_are_replaced_appended_or_removed(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge(contacts=[{"email": "ann@x.example"}]))
    seen = []
    for emails, action in ((["joe"], "append"), (["ann"], "remove"), (["ann", "ann"], "replace"), ([], None)):
        actions = {"fieldActions": {"contacts": action}} if action else {}
        send("relationships", edge(contacts=[{"email": f"{name}@x.example"} for name in emails], **actions))
        seen.append([contact["firstName"] for contact in record(client, owner, made["id"])["contacts"]])
    assert seen == [["Ann", "Joe"], ["Joe"], ["Ann"], []]
    assert record(client, owner, made["id"])["version"] == 5


def test_the_default_of_the_call_yields_to_the_items_own_word(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge(types=["maker"]))
    send("relationships", edge(types=["direct supplier"]), fieldActions="types:append,contacts:append")
    assert record(client, owner, made["id"])["types"] == ["direct supplier", "maker"]
    send("relationships", edge(types=["maker"], fieldActions={"types": "replace"}), fieldActions="types:append")
    assert record(client, owner, made["id"])["types"] == ["maker"]
