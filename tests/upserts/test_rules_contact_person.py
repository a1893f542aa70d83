"""The organization's contact person (api.md, rule 14)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from contacts.models import Contact
from tests.kit.calls import get, mistakes, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.upserts.conftest import Send
from tests.upserts.intruder import intrude
from tests.upserts.ledger import history, ledger

MILL = {"type": "F", "name": "Mill", "externalId": "M-1"}
ANN = {"name": "Ann Weaver", "email": "ann@mill.example"}
BOB = {"name": "Bob Dyer", "email": "bob@mill.example", "type": "sales"}


@pytest.fixture
def mill(send: Send) -> int:
    """An organization with Ann as its contact person."""
    identity: int = send("organizations", {**MILL, "contactPerson": ANN})["id"]
    return identity


def primary(person: Person, organization_id: int) -> list[str]:
    rows = Contact.objects.visible_to(person.actor).filter(organization_id=organization_id, is_primary=True)
    return [row.email for row in rows]


def shown(client: Client, person: Person, organization_id: int) -> Any:
    return get(client, person, f"organizations/{organization_id}").json()["contactPerson"]


def operations(person: Person, record_type: str, record_id: int) -> list[str]:
    return [change.operation for change in history(person, record_type, record_id)]


def test_a_contact_person_is_created_and_shown(client: Client, owner: Person, mill: int) -> None:
    assert shown(client, owner, mill) == {**ANN, "type": None}
    assert primary(owner, mill) == ["ann@mill.example"]
    (told,) = history(owner, "organization", mill)
    assert told.changes["contactPerson"] == [None, {**ANN, "type": None}]
    assert len(history(owner, "contact")) == 1


def test_the_same_contact_person_again_changes_nothing(send: Send, mill: int) -> None:
    with ledger() as book:
        result = send("organizations", {**MILL, "contactPerson": {"name": " Ann \u00a0 Weaver ", "email": "ann@mill.example"}})
    assert result["operationType"] == "unchanged"
    assert book.rows == {}


def test_another_one_takes_over_and_the_former_stays(client: Client, owner: Person, send: Send, mill: int) -> None:
    result = send("organizations", {**MILL, "contactPerson": BOB})
    assert (result["operationType"], result["version"]) == ("update", 2)
    assert shown(client, owner, mill) == BOB
    contacts = {row.email: row for row in Contact.objects.visible_to(owner.actor).filter(organization_id=mill)}
    ann, bob = contacts["ann@mill.example"], contacts["bob@mill.example"]
    assert (ann.is_primary, ann.version, bob.is_primary, bob.version) == (False, 2, True, 1)
    assert operations(owner, "organization", mill) == ["create", "update"]
    assert operations(owner, "contact", ann.pk) == ["create", "update"]
    assert operations(owner, "contact", bob.pk) == ["create"]
    assert history(owner, "contact", ann.pk)[1].changes == {"isPrimary": [True, False]}
    assert history(owner, "organization", mill)[1].changes == {"contactPerson": [{**ANN, "type": None}, BOB]}


def test_the_contact_with_that_email_is_renamed_and_made_primary(client: Client, owner: Person, send: Send, mill: int) -> None:
    made = send("contacts", {"organization": external("M-1"), "firstName": "Robert", "email": "BOB@mill.example", "phoneNumber": "1"})
    send("organizations", {**MILL, "contactPerson": BOB})
    bob = Contact.objects.visible_to(owner.actor).get(pk=made["id"])
    assert (bob.first_name, bob.last_name, bob.is_primary, bob.phone_number, bob.type) == ("Bob", "Dyer", True, "1", "sales")
    assert operations(owner, "contact", made["id"]) == ["create", "update"]
    assert primary(owner, mill) == ["bob@mill.example"]


def test_renaming_the_contact_person_changes_both_records_once(client: Client, owner: Person, send: Send, mill: int) -> None:
    result = send("organizations", {**MILL, "city": "Porto", "contactPerson": {**ANN, "name": "Ann Dyer"}})
    assert (result["operationType"], result["version"]) == ("update", 2)
    changes = history(owner, "organization", mill)[1].changes
    assert set(changes) == {"city", "contactPerson"}
    assert len(history(owner, "contact")) == 2


def test_null_takes_the_flag_and_keeps_the_contact(client: Client, owner: Person, send: Send, mill: int) -> None:
    result = send("organizations", {**MILL, "contactPerson": None})
    assert (result["operationType"], result["version"]) == ("update", 2)
    assert shown(client, owner, mill) is None
    assert Contact.objects.visible_to(owner.actor).filter(organization_id=mill).count() == 1
    with ledger() as book:
        assert send("organizations", {**MILL, "contactPerson": None})["operationType"] == "unchanged"
    assert book.rows == {}


def test_absent_keeps_the_contact_person(client: Client, owner: Person, send: Send, mill: int) -> None:
    assert send("organizations", MILL)["operationType"] == "unchanged"
    assert primary(owner, mill) == ["ann@mill.example"]


def test_null_and_a_change_of_the_same_contact_go_together(owner: Person, send: Send, mill: int) -> None:
    item = {**MILL, "contactPerson": None, "contacts": [{"email": "ann@mill.example", "phoneNumber": "1"}]}
    result = send("organizations", item)
    assert (result["status"], mistakes(result)) == (200, [])
    assert primary(owner, mill) == []
    assert Contact.objects.visible_to(owner.actor).get(organization_id=mill).phone_number == "1"


def test_contact_person_and_contacts_may_name_one_person(owner: Person, send: Send) -> None:
    item = {**MILL, "contactPerson": ANN, "contacts": [{"email": "ANN@mill.example", "phoneNumber": "1", "firstName": "Anna"}]}
    made = send("organizations", item)
    ann = Contact.objects.visible_to(owner.actor).get(organization_id=made["id"])
    assert (ann.first_name, ann.last_name, ann.phone_number, ann.is_primary) == ("Ann", "Weaver", "1", True)
    assert send("organizations", item)["operationType"] == "unchanged"


def test_removing_the_contact_person_shows_in_the_organization(client: Client, owner: Person, send: Send, mill: int) -> None:
    result = send("organizations", {**MILL, "contacts": [{"email": "ann@mill.example"}], "fieldActions": {"contacts": "remove"}})
    assert (result["operationType"], result["version"]) == ("update", 2)
    assert shown(client, owner, mill) is None
    assert history(owner, "organization", mill)[1].changes == {"contactPerson": [{**ANN, "type": None}, None]}


def test_removing_somebody_leaves_the_contact_person_alone(owner: Person, send: Send, mill: int) -> None:
    send("organizations", {**MILL, "contacts": [{"email": "joe@mill.example", "firstName": "Joe"}]})
    gone = {"contacts": [{"email": "joe@mill.example", "isPrimary": True}], "fieldActions": {"contacts": "remove"}}
    assert send("organizations", {**MILL, **gone})["version"] == 1
    assert primary(owner, mill) == ["ann@mill.example"]


def test_is_primary_on_a_contact_of_its_own_takes_over_too(owner: Person, send: Send, mill: int) -> None:
    made = send("contacts", {"organization": external("M-1"), "firstName": "Bob", "email": "bob@mill.example", "isPrimary": True})
    assert made["operationType"] == "create"
    assert primary(owner, mill) == ["bob@mill.example"]
    assert [change.operation for change in history(owner, "contact")] == ["create", "create", "update"] or len(
        history(owner, "contact")
    ) == 3


def test_the_flag_changes_hands_between_two_items_of_one_batch(client: Client, owner: Person, mill: int) -> None:
    bob = {"organization": external("M-1"), "firstName": "Bob", "email": "bob@mill.example"}
    ann = {**bob, "firstName": "Ann", "email": "ann@mill.example"}
    saved(client, owner, "contacts", bob)
    results = saved(client, owner, "contacts", {**bob, "isPrimary": True}, {**ann, "phoneNumber": "1"})
    assert [result["operationType"] for result in results] == ["update", "update"]
    assert primary(owner, mill) == ["bob@mill.example"]
    (last,) = history(owner, "contact", results[1]["id"])[1:]
    assert last.changes == {"isPrimary": [True, False], "phoneNumber": [None, "1"]}
    back = saved(client, owner, "contacts", {**ann, "isPrimary": True}, {**bob, "isPrimary": False})
    assert [result["operationType"] for result in back] == ["update", "update"]
    assert primary(owner, mill) == ["ann@mill.example"]


def test_who_fails_to_take_the_flag_leaves_it_where_it_is(client: Client, owner: Person, mill: int) -> None:
    """Bob's item fails at the last moment; Ann's item, of the same batch, does not lose what Bob did not get."""
    bob = {"organization": external("M-1"), "firstName": "Bob", "email": "bob@mill.example", "isPrimary": True}
    ann = {**bob, "firstName": "Ann", "email": "ann@mill.example", "phoneNumber": "1"}
    del ann["isPrimary"]
    intrude("contacts_contact", "NEW.first_name = 'Bob'", "type := 'friend'")
    results = upserted(client, owner, "contacts", [bob, ann])
    assert [result["status"] for result in results] == [400, 200]
    assert primary(owner, mill) == ["ann@mill.example"]


def test_a_name_that_was_read_and_is_sent_back_keeps_its_halves(send: Send, client: Client, owner: Person):
    contact = {"email": "ann@example.com", "firstName": "Ann", "lastName": "van Dyck", "isPrimary": True}
    made = send("organizations", {"externalId": "X-1", "type": "F", "name": "X", "contacts": [contact]})
    person = get(client, owner, f"organizations/{made['id']}").json()["contactPerson"]
    assert person["name"] == "Ann van Dyck"
    assert send("organizations", {"id": made["id"], "contactPerson": person})["operationType"] == "unchanged"
    assert send("organizations", {"id": made["id"], "contactPerson": {**person, "name": "Ann van Dyke"}})["operationType"] == "update"
    row = Contact.rows.get(organization_id=made["id"])
    assert (row.first_name, row.last_name) == ("Ann van", "Dyke")
