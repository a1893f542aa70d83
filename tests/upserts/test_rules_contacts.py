"""Contacts inside an organization's item, and contacts of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from contacts.models import Contact, ContactRole
from tests.kit.calls import get, mistakes, outcome, refusal, saved, upserted, warnings
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.worlds import World
from tests.upserts.conftest import Send
from tests.upserts.ledger import history, ledger
from upserts import preparing

MILL = {"type": "F", "name": "Mill", "externalId": "M-1"}
JOE = {"email": "joe@mill.example", "firstName": "Joe"}
EVE = {"email": "eve@mill.example", "firstName": "Eve"}


@pytest.fixture
def mill(send: Send) -> int:
    """An organization with the contacts Joe and Eve."""
    identity: int = send("organizations", {**MILL, "contacts": [JOE, EVE]})["id"]
    return identity


def people(person: Person, organization_id: int) -> dict[str, Contact]:
    rows = Contact.objects.visible_to(person.actor).filter(organization_id=organization_id)
    return {row.email: row for row in rows}


def test_contacts_are_added_and_updated_by_email_and_never_deleted(send: Send, owner: Person, mill: int) -> None:
    result = send(
        "organizations", {**MILL, "contacts": [{"email": "JOE@mill.example", "lastName": "Miller"}, {**EVE, "email": "sue@x.example"}]}
    )
    assert (result["operationType"], result["version"]) == ("update", 1)
    found = people(owner, mill)
    assert sorted(found) == ["JOE@mill.example", "eve@mill.example", "sue@x.example"]
    assert (found["JOE@mill.example"].first_name, found["JOE@mill.example"].last_name) == ("Joe", "Miller")
    assert [change.operation for change in history(owner, "organization", mill)] == ["create"]


def test_contacts_that_say_nothing_new_leave_everything_untouched(send: Send, mill: int) -> None:
    with ledger() as book:
        result = send("organizations", {**MILL, "contacts": [EVE, JOE]})
    assert result["operationType"] == "unchanged"
    assert book.rows == {}


def test_an_empty_list_of_contacts_changes_nothing(send: Send, owner: Person, mill: int) -> None:
    assert send("organizations", {**MILL, "contacts": []})["operationType"] == "unchanged"
    assert len(people(owner, mill)) == 2


def test_mistakes_in_contacts_are_named_by_field_and_pointer(send: Send, mill: int) -> None:
    result = send(
        "organizations",
        {**MILL, "contacts": [JOE, {"email": "x", "firstNam": "y"}, {"firstName": "z", "type": "boss"}, {"email": "new@x.example"}]},
    )
    assert mistakes(result) == [
        ("invalid_choice", "contacts[2].type"),
        ("invalid_email", "contacts[1].email"),
        ("required", "contacts[2].email"),
        ("unknown_field", "contacts[1].firstNam"),
    ]
    assert result["errors"][0]["pointer"].startswith("/organizations/0/contacts/1/")


def test_a_new_contact_needs_a_first_name(send: Send, owner: Person, mill: int) -> None:
    result = send("organizations", {**MILL, "city": "Porto", "contacts": [JOE, {"email": "new@x.example"}]})
    refusal(result, 400, "required", "contacts[1].firstName")
    assert get_city(owner, mill) is None


def get_city(person: Person, organization_id: int) -> Any:
    return people(person, organization_id)["joe@mill.example"].organization.city


def test_one_email_twice_in_one_item(send: Send, mill: int) -> None:
    result = send("organizations", {**MILL, "contacts": [JOE, {"email": "JOE@MILL.example", "lastName": "M"}]})
    assert mistakes(result) == [("duplicate_in_batch", "contacts[0].email"), ("duplicate_in_batch", "contacts[1].email")]


def test_mistakes_of_children_and_parent_come_together(send: Send, mill: int) -> None:
    """All errors of a stage are reported together, wherever in the item they stand."""
    result = send("organizations", {**MILL, "category": 999_999, "contacts": [{**JOE, "role": "boss"}]})
    assert mistakes(result) == [("contact_role_not_found", "contacts[0].role"), ("reference_not_found", "category")]


def test_custom_fields_of_contacts_are_judged(send: Send, owner: Person, mill: int) -> None:
    result = send("organizations", {**MILL, "contacts": [{**JOE, "customFields": {"spend": "1.005", "nots": "x"}}]})
    assert mistakes(result) == [
        ("custom_field_invalid_type", "contacts[0].customFields.spend"),
        ("unknown_custom_field", "contacts[0].customFields.nots"),
    ]
    send("organizations", {**MILL, "contacts": [{**JOE, "customFields": {"spend": "1.5"}}]})
    assert people(owner, mill)["joe@mill.example"].custom_fields == {"spend": "1.50"}


# fieldActions


def test_replace_is_refused_for_contacts_of_an_organization(client: Client, owner: Person, send: Send, mill: int) -> None:
    result = send("organizations", {**MILL, "contacts": [JOE], "fieldActions": {"contacts": "replace"}})
    error = refusal(result, 400, "invalid_choice", "fieldActions.contacts")
    assert error["params"]["choices"] == ["append", "remove"]


def test_remove_deletes_contacts_and_changes_the_edges_that_list_them(client: Client, owner: Person, send: Send, mill: int) -> None:
    send("organizations", {"type": "B", "name": "Brand", "externalId": "B-1", "contacts": [{"email": "ann@b.example", "firstName": "Ann"}]})
    edge = {"source": external("M-1"), "target": external("B-1"), "types": ["maker"], "relationshipStatus": "active"}
    listed = {**edge, "contacts": [{"email": "joe@mill.example"}, {"email": "ann@b.example"}]}
    made = send("relationships", listed)
    back = send("relationships", {**edge, "source": edge["target"], "target": edge["source"], "contacts": []})
    joe = people(owner, mill)["joe@mill.example"]
    result = send("organizations", {**MILL, "contacts": [{"email": "JOE@mill.example"}], "fieldActions": {"contacts": "remove"}})
    assert (result["operationType"], result["version"]) == ("update", 1)
    assert sorted(people(owner, mill)) == ["eve@mill.example"]
    told = history(owner, "relationship", made["id"])
    assert [change.operation for change in told] == ["create", "update"]
    old, new = told[1].changes["contacts"]
    assert (joe.pk in old, joe.pk in new, len(old), len(new)) == (True, False, 2, 1)
    assert [change.operation for change in history(owner, "contact", joe.pk)] == ["create", "delete"]
    record = get(client, owner, f"relationships/{made['id']}").json()
    assert (record["version"], [contact["email"] for contact in record["contacts"]]) == (2, ["ann@b.example"])
    assert get(client, owner, f"relationships/{back['id']}").json()["version"] == 1


def test_removing_an_unknown_email_is_a_warning(send: Send, mill: int) -> None:
    item = {**MILL, "contacts": [{"email": "nobody@x.example"}], "fieldActions": {"contacts": "remove"}}
    with ledger() as book:
        result = send("organizations", item)
    assert (result["operationType"], warnings(result)) == ("unchanged", [("nothing_to_remove", "contacts[0]")])
    assert book.rows == {}


def test_the_default_of_the_call_yields_to_the_items_own_word(client: Client, owner: Person, mill: int) -> None:
    leaving, staying = (
        {**MILL, "contacts": [{"email": "joe@mill.example"}]},
        {**MILL, "contacts": [EVE], "fieldActions": {"contacts": "append"}},
    )
    assert outcome(client, owner, "organizations", staying, fieldActions="contacts:remove")["operationType"] == "unchanged"
    assert outcome(client, owner, "organizations", leaving, fieldActions="contacts:remove")["operationType"] == "update"
    assert sorted(people(owner, mill)) == ["eve@mill.example"]


def test_deleting_contacts_takes_the_right_to_delete(client: Client, world: World, mill: int) -> None:
    item = {**MILL, "contacts": [{"email": "joe@mill.example"}], "fieldActions": {"contacts": "remove"}}
    result = outcome(client, world.cast.editor, "organizations", item)
    assert (result["status"], result["errors"][0]["code"]) == (403, "permission_denied")
    assert "CONTACT.DELETE" in result["errors"][0]["params"]["needed"]
    assert len(people(world.owner, mill)) == 2


# Contacts of their own.


def test_a_role_must_be_the_accounts_only_if_it_has_any(send: Send, owner: Person, mill: int) -> None:
    joe = {"organization": external("M-1"), **JOE}
    error = refusal(send("contacts", {**joe, "role": "Buyer"}), 400, "contact_role_not_found", "role")
    assert error["params"]["suggestions"] == ["buyer"]
    ContactRole.rows.filter(account=owner.account).delete()
    assert send("contacts", {**joe, "role": "Chief Weaver"})["operationType"] == "update"


def test_a_contact_does_not_move_to_another_organization(client: Client, owner: Person, send: Send, mill: int) -> None:
    saved(client, owner, "organizations", {"type": "B", "name": "Brand", "externalId": "B-1"})
    saved(client, owner, "contacts", {"organization": external("M-1"), **JOE, "externalId": "C-1"})
    refusal(send("contacts", {"organization": external("B-1"), **JOE, "externalId": "C-1"}), 400, "immutable_field", "organization")


def test_an_email_that_changes_only_by_case_is_a_change_of_the_same_contact(send: Send, mill: int) -> None:
    result = send("contacts", {"organization": external("M-1"), **JOE, "email": "Joe@Mill.example"})
    assert (result["operationType"], result["matchedBy"]) == ("update", "email")


def test_a_call_carries_so_many_contacts_and_no_more(client: Client, owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The items that fit are written; the one that goes beyond the limit fails alone and says why."""
    monkeypatch.setattr(preparing, "MAX_CHILDREN", 3)
    crowd = [{"email": f"p{number}@x.example", "firstName": "P"} for number in range(2)]
    items = [{"type": "F", "name": f"Mill {number}", "contacts": crowd} for number in range(2)]
    results = upserted(client, owner, "organizations", items)
    assert [result["status"] for result in results] == [201, 400]
    assert mistakes(results[1]) == [("too_many", "contacts")]
    assert results[1]["errors"][0]["params"] == {"max": 3}
