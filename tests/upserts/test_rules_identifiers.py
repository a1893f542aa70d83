"""Records that are found by identifier fields of the whole account (product.md, source 3)."""

from __future__ import annotations

import pytest
from django.test import Client

from customfields.models import CustomField
from tests.kit.calls import (
    Item,
    assert_problem,
    assert_refused_parameter,
    get,
    mistakes,
    outcome,
    post_upsert,
    refusal,
    saved,
    upserted,
)
from tests.kit.calls import warnings as warned
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.samples import SAMPLES
from tests.upserts.identifying import BY_SAP, found_by, held, identified, identifier
from tests.upserts.ledger import history, ledger
from upserts import registry

NAMED = [name for name in registry.names() if registry.get(name).is_named]
every_named_resource = pytest.mark.parametrize("resource", NAMED)
MILL: Item = {"type": "F", "name": "Mill"}
JOE: Item = {"organization": external("PARENT-0"), "firstName": "Joe", "email": "joe@x.example"}


@pytest.fixture
def contacts(owner: Person) -> CustomField:
    SAMPLES["contacts"].prepare(owner, 2)
    return identifier(owner, "contacts", "sap")


# Source 3, for every record type.


@every_named_resource
@pytest.mark.parametrize("query", [BY_SAP, {}], ids=["asked", "usual"])
def test_an_unknown_value_creates_and_a_known_one_updates(client: Client, owner: Person, resource: str, query: Item) -> None:
    SAMPLES[resource].prepare(owner, 2)
    identifier(owner, resource, "sap")
    item = identified(resource, 0, sap="1000")
    matched = "customFields.sap" if query else found_by(resource, item, "sap")
    (made,) = saved(client, owner, resource, item, **query)
    assert (made["operationType"], made["matchedBy"]) == ("create", None)
    (again,) = saved(client, owner, resource, item, **query)
    assert (again["operationType"], again["matchedBy"], again["id"]) == ("unchanged", matched, made["id"])
    (changed,) = saved(client, owner, resource, item | {"customFields": {"sap": "1000", "notes": "New"}}, **query)
    assert (changed["operationType"], changed["matchedBy"], changed["id"], changed["version"]) == ("update", matched, made["id"], 2)
    assert held(owner, "sap") == {(made["id"], None, "1000")}
    assert get(client, owner, f"{resource}/{made['id']}").json()["customFields"]["sap"] == "1000"


def test_a_new_value_with_a_known_email_updates_that_contact_and_says_so(client: Client, owner: Person, contacts: CustomField) -> None:
    (made,) = saved(client, owner, "contacts", JOE | {"customFields": {"sap": "1000"}})
    (found,) = saved(client, owner, "contacts", JOE | {"customFields": {"sap": "2000"}})
    assert (found["operationType"], found["matchedBy"], found["id"]) == ("update", "email", made["id"])
    (warning,) = found["warnings"]
    assert (warning["code"], warning["field"]) == ("identifier_changed", "customFields.sap")
    assert warning["params"] == {"id": made["id"], "former": "1000"}
    assert held(owner, "sap") == {(made["id"], None, "2000")}


def test_a_contact_without_the_identifier_takes_it(client: Client, owner: Person, contacts: CustomField) -> None:
    (made,) = saved(client, owner, "contacts", JOE)
    (found,) = saved(
        client, owner, "contacts", JOE | {"customFields": {"sap": "1"}}, identifierField="customField,email", customFieldReference="sap"
    )
    assert (found["id"], found["matchedBy"], warned(found)) == (made["id"], "email", [("identifier_added", "customFields.sap")])


def test_the_fallback_goes_no_further_than_the_call_says(client: Client, owner: Person, contacts: CustomField) -> None:
    (made,) = saved(client, owner, "contacts", JOE)
    result = outcome(client, owner, "contacts", JOE | {"customFields": {"sap": "1"}}, **BY_SAP)
    assert refusal(result, 409, "duplicate_data", "email")["params"]["holder"]["id"] == made["id"]
    result = outcome(client, owner, "contacts", JOE | {"externalId": "J-1"}, identifierField="externalId")
    refusal(result, 409, "duplicate_data", "email")


def test_an_organization_is_adopted_by_name_only_while_it_has_no_identifier(client: Client, owner: Person, sap: CustomField) -> None:
    (made,) = saved(client, owner, "organizations", MILL)
    (found,) = saved(client, owner, "organizations", MILL | {"customFields": {"sap": "1"}})
    assert (found["id"], found["matchedBy"], warned(found)) == (made["id"], "name", [("identifier_added", "customFields.sap")])
    error = refusal(outcome(client, owner, "organizations", MILL | {"customFields": {"sap": "2"}}), 409, "duplicate_data", "name")
    assert error["params"]["holder"]["id"] == made["id"]


@every_named_resource
def test_create_only_refuses_a_value_that_is_held(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 2)
    identifier(owner, resource, "sap")
    (made,) = saved(client, owner, resource, identified(resource, 0, sap="1000"))
    for query in (BY_SAP, {}):
        error = refusal(
            outcome(client, owner, resource, identified(resource, 1, sap="1000"), mode="createOnly", **query),
            409,
            "duplicate_data",
            "customFields.sap",
        )
        assert (error["pointer"], error["params"]["holder"]["id"]) == (f"/{resource}/0/customFields/sap", made["id"])


def test_an_update_can_not_take_a_value_that_another_record_holds(client: Client, owner: Person, sap: CustomField) -> None:
    first, second = saved(
        client, owner, "organizations", MILL | {"customFields": {"sap": "1"}}, {"type": "F", "name": "Dye", "externalId": "D"}
    )
    error = refusal(
        outcome(client, owner, "organizations", {"externalId": "D", "customFields": {"sap": "1"}}),
        409,
        "duplicate_data",
        "customFields.sap",
    )
    assert error["params"]["holder"]["id"] == first["id"]
    answer = client.patch(
        f"/api/v2/organizations/{second['id']}", {"customFields": {"sap": "1"}}, content_type="application/json", headers=owner.headers
    )
    assert assert_problem(answer, 409, "duplicate_data")["errors"][0]["pointer"] == "/customFields/sap"


def test_an_identifier_does_not_adopt_a_record_with_another_external_id(client: Client, owner: Person, sap: CustomField) -> None:
    (made,) = saved(client, owner, "organizations", MILL | {"externalId": "M-1", "customFields": {"sap": "1"}})
    result = outcome(client, owner, "organizations", {"externalId": "M-2", "type": "F", "name": "Other", "customFields": {"sap": "1"}})
    assert refusal(result, 409, "duplicate_data", "customFields.sap")["params"]["holder"] == {"id": made["id"], "externalId": "M-1"}
    # Whoever asks for the identifier alone means to change the external id.
    (found,) = saved(client, owner, "organizations", {"externalId": "M-2", "customFields": {"sap": "1"}}, mode="updateOnly", **BY_SAP)
    assert (found["id"], found["matchedBy"], warned(found)) == (made["id"], "customFields.sap", [])


# The order of the keys.


def test_the_external_id_goes_before_the_identifier(client: Client, owner: Person, sap: CustomField) -> None:
    (made,) = saved(client, owner, "organizations", MILL | {"externalId": "M-1", "customFields": {"sap": "1"}})
    (found,) = saved(client, owner, "organizations", {"externalId": "M-1", "customFields": {"sap": "9"}})
    assert (found["id"], found["matchedBy"], found["operationType"], warned(found)) == (made["id"], "externalId", "update", [])
    (found,) = saved(client, owner, "organizations", {"id": made["id"], "customFields": {"sap": "8"}})
    assert (found["matchedBy"], held(owner, "sap")) == ("id", {(made["id"], None, "8")})


def test_two_identifiers_that_point_to_two_records_are_ambiguous(client: Client, owner: Person, sap: CustomField) -> None:
    identifier(owner, "organizations", "vat", kind="number")
    first, second = saved(client, owner, "organizations", identified("organizations", 0, sap="1"), identified("organizations", 1, vat=7))
    result = outcome(client, owner, "organizations", {"customFields": {"sap": "1", "vat": "07"}}, mode="updateOnly")
    error = refusal(result, 409, "ambiguous_match", "customFields.sap")
    assert [(one["key"], one["id"]) for one in error["params"]["matches"]] == [
        ("customFields.sap", first["id"]),
        ("customFields.vat", second["id"]),
    ]
    (found,) = saved(client, owner, "organizations", {"customFields": {"sap": "1", "vat": 8}}, mode="updateOnly")
    assert (found["id"], found["matchedBy"], warned(found)) == (first["id"], "customFields.sap", [])


def test_keys_that_the_call_names_must_agree(client: Client, owner: Person, sap: CustomField) -> None:
    first, second = saved(
        client,
        owner,
        "organizations",
        {"type": "F", "name": "One", "externalId": "A"},
        {"type": "F", "name": "Two", "customFields": {"sap": "1"}},
    )
    item = {"externalId": "A", "customFields": {"sap": "1"}}
    both = {"identifierField": "customField,externalId", "customFieldReference": "sap", "mode": "updateOnly"}
    error = refusal(outcome(client, owner, "organizations", item, **both), 409, "ambiguous_match", "customFields.sap")
    assert [one["id"] for one in error["params"]["matches"]] == [second["id"], first["id"]]
    # Not named: the external id is what the first one is to get, and it is taken.
    refusal(outcome(client, owner, "organizations", item, mode="updateOnly", **BY_SAP), 409, "external_id_taken", "externalId")
    (found,) = saved(client, owner, "organizations", {"externalId": "A", "name": "One", "type": "F"}, identifierField="externalId,name")
    assert (found["id"], found["matchedBy"]) == (first["id"], "externalId")


def test_an_item_without_any_of_the_keys_that_the_call_names_is_refused(client: Client, owner: Person, sap: CustomField) -> None:
    refusal(outcome(client, owner, "organizations", MILL, **BY_SAP), 400, "required", "customFields.sap")
    refusal(outcome(client, owner, "organizations", MILL, identifierField="externalId"), 400, "required", "externalId")
    refusal(outcome(client, owner, "organizations", MILL, identifierField="id,externalId"), 400, "required", None)
    refusal(outcome(client, owner, "organizations", MILL | {"id": 9**15}, identifierField="id"), 404, "not_found", "id")
    assert history(owner, "organization") == []


def test_an_id_that_is_not_asked_for_may_only_repeat_what_is_stored(client: Client, owner: Person, sap: CustomField) -> None:
    first, second = saved(client, owner, "organizations", identified("organizations", 0, sap="1"), identified("organizations", 1, sap="2"))
    item = {"id": second["id"], "customFields": {"sap": "1"}}
    refusal(outcome(client, owner, "organizations", item, mode="updateOnly", **BY_SAP), 400, "read_only_field", "id")
    (found,) = saved(client, owner, "organizations", item | {"id": first["id"]}, mode="updateOnly", **BY_SAP)
    assert found["operationType"] == "unchanged"
    new = identified("organizations", 2, sap="3") | {"id": first["id"]}
    refusal(outcome(client, owner, "organizations", new, **BY_SAP), 400, "read_only_field", "id")


# What a call may name.


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"identifierField": "shoeSize"}, "identifierField"),
        ({"identifierField": "email"}, "identifierField"),
        ({"identifierField": "externalId,shoeSize"}, "identifierField"),
        ({"customFieldReference": "sap"}, "customFieldReference"),
        ({"identifierField": "externalId", "customFieldReference": "sap"}, "customFieldReference"),
        ({"identifierField": "customField"}, "customFieldReference"),
        ({"identifierField": "customField", "customFieldReference": "notes"}, "customFieldReference"),
        ({"identifierField": "customField", "customFieldReference": "nope"}, "customFieldReference"),
        ({"identifierField": "customField", "customFieldReference": "sapOfContacts"}, "customFieldReference"),
        ({"identifierField": "customField", "customFieldReference": "retired"}, "customFieldReference"),
    ],
)
def test_what_can_not_identify_is_refused(client: Client, owner: Person, sap: CustomField, query: Item, name: str) -> None:
    identifier(owner, "contacts", "sapOfContacts")
    identifier(owner, "organizations", "retired", isActive=False)
    assert_refused_parameter(post_upsert(client, owner, "organizations", [MILL], **query), name)
    assert history(owner, "organization") == []


def test_the_refusal_names_the_fields_that_identify(client: Client, owner: Person, sap: CustomField) -> None:
    query = {"identifierField": "customField", "customFieldReference": "sapp"}
    error = assert_refused_parameter(post_upsert(client, owner, "organizations", [MILL], **query), "customFieldReference")
    assert error["params"] == {"choices": ["sap"], "suggestions": ["sap"]}


def test_relationships_are_found_by_their_ends_and_nothing_else(client: Client, owner: Person) -> None:
    SAMPLES["relationships"].prepare(owner, 2)
    identifier(owner, "relationships", "sap")
    answer = post_upsert(client, owner, "relationships", [identified("relationships", 0, sap="1")], identifierField="id")
    assert_refused_parameter(answer, "identifierField", "unknown_parameter")
    saved(client, owner, "relationships", identified("relationships", 0, sap="1"))
    refusal(outcome(client, owner, "relationships", identified("relationships", 1, sap="1")), 409, "duplicate_data", "customFields.sap")


def test_names_identify_only_while_the_account_keeps_them_unique(client: Client, owner: Person) -> None:
    (made,) = saved(client, owner, "organizations", MILL)
    (found,) = saved(client, owner, "organizations", MILL | {"city": "Porto"}, identifierField="name")
    assert (found["id"], found["matchedBy"]) == (made["id"], "name")
    client.patch(
        "/api/v2/account", {"policies": {"organizationNamesUnique": False}}, content_type="application/json", headers=owner.headers
    )
    assert_refused_parameter(post_upsert(client, owner, "organizations", [MILL], identifierField="name"), "identifierField")
    (other,) = saved(client, owner, "organizations", MILL)
    assert (other["operationType"], other["matchedBy"]) == ("create", None)


# Batches.


def test_two_items_with_one_value_both_fail(client: Client, owner: Person, sap: CustomField) -> None:
    batch = [identified("organizations", number, sap=value) for number, value in enumerate(("1", " 1", "2"))]
    for query in (BY_SAP, {}):
        first, second, third = upserted(client, owner, "organizations", batch, dryRun=True, **query)
        assert refusal(first, 409, "duplicate_in_batch", "customFields.sap")["params"] == {"indexes": [1]}
        assert refusal(second, 409, "duplicate_in_batch", "customFields.sap")["params"] == {"indexes": [0]}
        assert third["operationType"] == "create"


def test_contacts_inside_items_that_claim_one_value_name_the_items(client: Client, owner: Person) -> None:
    identifier(owner, "contacts", "badge")
    people = [{"email": f"{number}@mill.example", "firstName": "Jo", "customFields": {"badge": "1"}} for number in range(3)]
    batch = [
        {"type": "F", "name": "Mill", "contacts": [people[0]]},
        {"type": "F", "name": "Dye", "contacts": []},
        {"type": "F", "name": "Knit", "contacts": people[1:]},
    ]
    first, second, third = upserted(client, owner, "organizations", batch)
    assert refusal(first, 409, "duplicate_in_batch", "contacts[0].customFields.badge")["params"] == {"indexes": [2]}
    assert second["operationType"] == "create"
    assert [error["params"] for error in third["errors"]] == [{"indexes": [0, 2]}] * 2


def test_a_value_that_another_item_gives_up_is_still_taken(client: Client, owner: Person, sap: CustomField) -> None:
    saved(
        client,
        owner,
        "organizations",
        MILL | {"externalId": "M", "customFields": {"sap": "1"}},
        {"type": "F", "name": "Dye", "externalId": "D"},
    )
    batch = [{"externalId": "M", "customFields": {"sap": "2"}}, {"externalId": "D", "customFields": {"sap": "1"}}]
    gives, takes = upserted(client, owner, "organizations", batch)
    assert gives["operationType"] == "update"
    refusal(takes, 409, "duplicate_data", "customFields.sap")


def test_two_keys_of_one_record_in_two_items_are_duplicates(client: Client, owner: Person, sap: CustomField) -> None:
    saved(client, owner, "organizations", MILL | {"externalId": "M", "customFields": {"sap": "1"}})
    batch = [{"externalId": "M", "city": "Porto"}, {"customFields": {"sap": "1"}, "city": "Faro"}]
    assert [mistakes(one) for one in upserted(client, owner, "organizations", batch, mode="updateOnly")] == [
        [("duplicate_in_batch", "externalId")],
        [("duplicate_in_batch", "customFields.sap")],
    ]


def test_nothing_differs_nothing_is_written(client: Client, owner: Person, sap: CustomField) -> None:
    item = MILL | {"customFields": {"sap": "1"}}
    saved(client, owner, "organizations", item)
    with ledger() as book:
        saved(client, owner, "organizations", item)
    assert book.rows == {}
    with ledger() as book:
        saved(client, owner, "organizations", item | {"city": "Porto"})
    assert "customfields_identifiervalue updated" not in book.rows
    assert "customfields_identifiervalue inserted" not in book.rows


def test_history_tells_the_value_as_any_other(client: Client, owner: Person, sap: CustomField) -> None:
    (made,) = saved(client, owner, "organizations", MILL | {"externalId": "M", "customFields": {"sap": "1"}})
    saved(client, owner, "organizations", {"externalId": "M", "customFields": {"sap": "2"}})
    told = [change.changes.get("customFields.sap") for change in history(owner, "organization", made["id"])]
    assert told == [[None, "1"], ["1", "2"]]


def test_a_dry_run_and_a_failed_atomic_batch_hold_nothing(client: Client, owner: Person, sap: CustomField) -> None:
    item = MILL | {"customFields": {"sap": "1"}}
    upserted(client, owner, "organizations", [item], dryRun=True)
    post_upsert(client, owner, "organizations", [item, {"type": "X"}], atomic=True)
    assert held(owner, "sap") == set()


def test_values_go_with_their_record(client: Client, owner: Person, contacts: CustomField) -> None:
    (made,) = saved(client, owner, "contacts", JOE | {"customFields": {"sap": "1"}})
    assert client.delete(f"/api/v2/contacts/{made['id']}", headers=owner.headers).status_code == 204
    assert held(owner, "sap") == set()
    (again,) = saved(client, owner, "contacts", JOE | {"customFields": {"sap": "1"}})
    assert again["operationType"] == "create"


def test_contacts_inside_an_organization_are_found_by_their_email_alone(client: Client, owner: Person, contacts: CustomField) -> None:
    (joe,) = saved(client, owner, "contacts", JOE | {"customFields": {"sap": "1"}})
    inside = {"externalId": "PARENT-0", "contacts": [{"email": "joe@x.example", "customFields": {"sap": "2"}}]}
    saved(client, owner, "organizations", inside)
    assert held(owner, "sap") == {(joe["id"], None, "2")}
    other = {"externalId": "PARENT-0", "contacts": [{"email": "eve@x.example", "firstName": "Eve", "customFields": {"sap": "2"}}]}
    refusal(outcome(client, owner, "organizations", other), 409, "duplicate_data", "contacts[0].customFields.sap")


def test_an_address_is_changed_whatever_identifiers_the_body_has(client: Client, owner: Person, sap: CustomField) -> None:
    """GET → PUT, and an identifier that changes on the way."""
    (made,) = saved(client, owner, "organizations", MILL | {"customFields": {"sap": "1"}})
    body = get(client, owner, f"organizations/{made['id']}").json()
    answer = client.put(f"/api/v2/organizations/{made['id']}", body, content_type="application/json", headers=owner.headers)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    body["customFields"]["sap"] = "2"
    answer = client.put(f"/api/v2/organizations/{made['id']}", body, content_type="application/json", headers=owner.headers)
    assert (answer.status_code, answer.json()["version"], held(owner, "sap")) == (200, 2, {(made["id"], None, "2")})
