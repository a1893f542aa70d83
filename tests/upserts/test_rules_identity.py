"""Which record does an item mean, and what does the answer say of it?"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import mistakes, refusal, saved, upserted, warnings
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.upserts.conftest import Send
from tests.upserts.ledger import history

MILL = {"type": "F", "name": "Mill"}


def test_an_organization_is_found_by_id_then_external_id_then_name(send: Send) -> None:
    made = send("organizations", {**MILL, "externalId": "M-1"})
    assert (made["operationType"], made["matchedBy"], made["status"], made["version"]) == ("create", None, 201, 1)
    by_id = send("organizations", {"id": made["id"], "city": "Porto"})
    by_key = send("organizations", {"externalId": "M-1", "city": "Braga"})
    by_name = send("organizations", {"type": "F", "name": "MILL", "city": "Faro"})
    assert [one["matchedBy"] for one in (by_id, by_key, by_name)] == ["id", "externalId", "name"]
    assert [one["version"] for one in (by_id, by_key, by_name)] == [2, 3, 4]
    assert {one["id"] for one in (by_id, by_key, by_name)} == {made["id"]}


def test_an_id_that_does_not_exist_is_not_found_and_never_a_create(send: Send) -> None:
    error = refusal(send("organizations", {**MILL, "id": 987_654_321}), 404, "not_found", "id")
    assert error["pointer"] == "/organizations/0/id"


def test_an_unknown_id_says_so_even_when_nothing_else_is_sent(send: Send) -> None:
    """An item that names a record by id never creates, so nothing that a creation needs is missing from it."""
    refusal(send("organizations", {"id": 987_654_321, "city": "Porto"}), 404, "not_found", "id")


def test_an_external_id_of_an_item_found_by_id_is_set(send: Send) -> None:
    made = send("organizations", MILL)
    found = send("organizations", {"id": made["id"], "externalId": "M-1"})
    assert (found["operationType"], found["matchedBy"], found["version"]) == ("update", "id", 2)
    assert send("organizations", {"externalId": "M-1"})["id"] == made["id"]


def test_an_external_id_that_another_record_holds_is_taken(client: Client, owner: Person, send: Send) -> None:
    first, second = saved(client, owner, "organizations", {**MILL, "externalId": "M-1"}, {"type": "F", "name": "Dye", "externalId": "D-1"})
    error = refusal(send("organizations", {"id": second["id"], "externalId": "M-1"}), 409, "external_id_taken", "externalId")
    assert error["params"]["holder"] == {"id": first["id"], "externalId": "M-1"}


def test_a_name_that_another_record_holds_is_duplicate_data_with_the_holder(client: Client, owner: Person, send: Send) -> None:
    first, second = saved(client, owner, "organizations", {**MILL, "externalId": "M-1"}, {"type": "F", "name": "Dye", "externalId": "D-1"})
    error = refusal(send("organizations", {"id": second["id"], "name": "mill"}), 409, "duplicate_data", "name")
    assert error["params"]["holder"] == {"id": first["id"], "externalId": "M-1"}


# The fallback: the external id is new, the system duplicate field is not.


def test_an_organization_without_external_id_is_adopted_by_name(send: Send) -> None:
    made = send("organizations", MILL)
    adopted = send("organizations", {**MILL, "externalId": "M-1"})
    assert (adopted["id"], adopted["operationType"], adopted["matchedBy"]) == (made["id"], "update", "name")
    assert warnings(adopted) == [("external_id_added", "externalId")]


def test_an_organization_with_another_external_id_is_not_adopted(send: Send) -> None:
    made = send("organizations", {**MILL, "externalId": "M-1"})
    error = refusal(send("organizations", {**MILL, "externalId": "M-2"}), 409, "duplicate_data", "name")
    assert error["params"]["holder"] == {"id": made["id"], "externalId": "M-1"}


def test_a_name_is_compared_casefolded_and_within_its_type(send: Send) -> None:
    made = send("organizations", {"type": "F", "name": "Straße"})
    assert send("organizations", {"type": "F", "name": "STRASSE"})["id"] == made["id"]
    assert send("organizations", {"type": "S", "name": "Straße"})["operationType"] == "create"


def test_a_contact_with_the_same_email_takes_the_new_external_id(client: Client, owner: Person, send: Send) -> None:
    send("organizations", {**MILL, "externalId": "M-1"})
    joe = {"organization": external("M-1"), "firstName": "Joe", "email": "joe@example.com"}
    made = send("contacts", joe)
    added = send("contacts", {**joe, "email": "JOE@example.com", "externalId": "C-1"})
    assert (added["id"], added["matchedBy"], warnings(added)) == (made["id"], "email", [("external_id_added", "externalId")])
    changed = send("contacts", {**joe, "externalId": "C-2"})
    assert (changed["id"], changed["matchedBy"], warnings(changed)) == (made["id"], "email", [("external_id_changed", "externalId")])
    told = [change.changes.get("externalId") for change in history(owner, "contact", made["id"])]
    assert told == [None, [None, "C-1"], ["C-1", "C-2"]]


def test_the_same_email_at_another_organization_is_another_contact(client: Client, owner: Person, send: Send) -> None:
    saved(client, owner, "organizations", {**MILL, "externalId": "M-1"}, {"type": "F", "name": "Dye", "externalId": "D-1"})
    for key in ("M-1", "D-1"):
        assert (
            send("contacts", {"organization": external(key), "firstName": "Joe", "email": "joe@example.com"})["operationType"] == "create"
        )


def test_an_email_that_another_contact_holds_is_duplicate_data(client: Client, owner: Person, send: Send) -> None:
    send("organizations", {**MILL, "externalId": "M-1"})
    joe, eve = (
        {"organization": external("M-1"), "firstName": name, "email": f"{name}@example.com", "externalId": name} for name in ("joe", "eve")
    )
    first, _ = saved(client, owner, "contacts", joe, eve)
    error = refusal(send("contacts", {**eve, "email": "JOE@EXAMPLE.COM"}), 409, "duplicate_data", "email")
    assert error["params"]["holder"] == {"id": first["id"], "externalId": "joe"}


def test_a_relationship_is_found_by_its_ends_and_directed(client: Client, owner: Person, send: Send) -> None:
    saved(client, owner, "organizations", {**MILL, "externalId": "M-1"}, {"type": "B", "name": "Brand", "externalId": "B-1"})
    there = {"source": external("M-1"), "target": external("B-1"), "types": ["maker"], "relationshipStatus": "active"}
    back = {**there, "source": external("B-1"), "target": external("M-1")}
    made, other = send("relationships", there), send("relationships", back)
    assert (made["operationType"], other["operationType"]) == ("create", "create")
    again = send("relationships", there)
    assert (again["id"], again["operationType"]) == (made["id"], "unchanged")
    assert again["matchedBy"]


# Keys as they are stored (api.md, rule 1).


@pytest.mark.parametrize("written", [" M-1", "M-1\u3000", "\ufeffM-1", "M-1\u200b", "\u00a0M-1\u2003"])
def test_white_space_and_invisible_edges_of_a_key_are_stripped_with_a_warning(send: Send, written: str) -> None:
    send("organizations", {**MILL, "externalId": "M-1"})
    found = send("organizations", {"externalId": written})
    assert (found["operationType"], warnings(found)) == ("unchanged", [("value_normalized", "externalId")])


def test_a_key_is_one_key_in_either_unicode_form(send: Send) -> None:
    made = send("organizations", {**MILL, "externalId": "Zu\u0308rich"})
    found = send("organizations", {"externalId": "Z\u00fcrich"})
    assert (found["id"], found["operationType"]) == (made["id"], "unchanged")


def test_the_inside_of_a_key_is_untouched_and_case_counts(send: Send) -> None:
    keys = ["a  b", "a b", "A b", "a\u200bb", "a-b"]
    made = [send("organizations", {"type": "F", "name": f"Mill {number}", "externalId": key}) for number, key in enumerate(keys)]
    assert len({one["id"] for one in made}) == len(keys)


@pytest.mark.parametrize("written", ["a\u0000b", "a\tb", "a\nb", "a\x7fb", "a\ud800b"])
def test_control_characters_in_a_key_are_refused(send: Send, written: str) -> None:
    refusal(send("organizations", {**MILL, "externalId": written}), 400, "invalid_characters", "externalId")


def test_an_empty_key_is_no_key(send: Send) -> None:
    first = send("organizations", {**MILL, "externalId": "  "})
    second = send("organizations", {"type": "F", "name": "Dye", "externalId": ""})
    assert [one["operationType"] for one in (first, second)] == ["create", "create"]


def test_a_key_may_have_255_characters_but_one_over_100_is_not_referenceable(send: Send) -> None:
    long = send("organizations", {**MILL, "externalId": "x" * 255})
    assert (long["operationType"], warnings(long)) == ("create", [("external_id_not_referenceable", "externalId")])
    assert "warnings" not in send("organizations", {"type": "F", "name": "Dye", "externalId": "y" * 100})
    assert mistakes(send("organizations", {"type": "F", "name": "Ink", "externalId": "z" * 256})) == [("too_long", "externalId")]


def test_stripping_other_text_gives_no_warning(send: Send) -> None:
    made = send("organizations", {"type": "F", "name": "  Mill  "})
    assert "warnings" not in made
    assert send("organizations", MILL)["operationType"] == "unchanged"


@pytest.mark.parametrize(
    "identity",
    [-1, 0, 2**63, 10**20, True, "1e3", 1.5, "", "x", [], {}, "9" * 5000, "\ud800"],
)
def test_an_id_that_can_be_none_is_refused(client: Client, owner: Person, identity: object) -> None:
    (result,) = upserted(client, owner, "organizations", [{**MILL, "id": identity}])
    assert result["status"] == 400
    assert {field for _, field in mistakes(result)} == {"id"}


def test_a_key_that_differs_by_case_is_suggested_and_never_matched(send: Send) -> None:
    """Not-found style errors carry suggestions."""
    send("organizations", {**MILL, "externalId": "M-1"})
    error = refusal(send("organizations", {"externalId": "m-1", "city": "Porto"}, mode="updateOnly"), 404, "does_not_exist", None)
    assert error["params"]["suggestions"] == ["M-1"]


def test_an_item_that_fails_takes_nothing_and_does_not_say_it_did(send: Send) -> None:
    """Warnings are for items that were accepted."""
    send("organizations", MILL)
    result = send("organizations", {**MILL, "externalId": "M-1"}, mode="createOnly")
    refusal(result, 409, "duplicate_data", "name")
    assert "warnings" not in result
