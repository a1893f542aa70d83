"""Custom fields in items: merge by key, clear, replace, definitions that come and go."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customfields.models import CustomField
from tests.kit.calls import Item, get, mistakes, outcome, refusal, saved
from tests.kit.cast import Person
from tests.kit.chain import define
from tests.kit.samples import SAMPLES
from tests.kit.worlds import ALL_VALUES, CHANGED_VALUES
from tests.upserts.conftest import Send
from tests.upserts.ledger import history, ledger
from upserts import registry

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}
KEYS = ("externalId", "reference", "organization", "source", "target", "types", "relationshipStatus")
every_resource = pytest.mark.parametrize("resource", list(registry.names()))


def fields(client: Client, person: Person, resource: str, identity: int) -> Item:
    found: Item = get(client, person, f"{resource}/{identity}").json()["customFields"]
    return found


@pytest.fixture
def stored(client: Client, owner: Person) -> Any:
    """`stored(resource)`: the id of sample 0, made."""

    def make(resource: str) -> int:
        SAMPLES[resource].prepare(owner, 1)
        identity: int = saved(client, owner, resource, SAMPLES[resource].item(0))[0]["id"]
        return identity

    return make


def said(resource: str, values: object, **members: object) -> Item:
    item = SAMPLES[resource].item(0)
    kept = {name: item[name] for name in KEYS if name in item}
    return {**kept, "customFields": values, **members}


@every_resource
def test_values_of_every_kind_are_stored_typed(client: Client, owner: Person, stored: Any, resource: str) -> None:
    identity = stored(resource)
    assert ALL_VALUES.items() <= fields(client, owner, resource, identity).items()


@every_resource
def test_a_value_sent_as_a_string_is_the_same_value(client: Client, owner: Person, stored: Any, resource: str) -> None:
    stored(resource)
    texts = {"headcount": "1200", "spend": "12.5", "certified": "true", "auditedOn": " 2025-02-28 ", "grade": "A"}
    with ledger() as book:
        assert outcome(client, owner, resource, said(resource, texts))["operationType"] == "unchanged"
    assert book.rows == {}


@every_resource
def test_values_merge_by_key_and_null_or_empty_text_clears(client: Client, owner: Person, stored: Any, resource: str) -> None:
    identity = stored(resource)
    result = outcome(client, owner, resource, said(resource, {"notes": None, "spend": "", "labels": [], "headcount": 5}))
    assert (result["operationType"], result["version"]) == ("update", 2)
    found = fields(client, owner, resource, identity)
    assert not {"notes", "spend", "labels"} & set(found)
    assert (found["headcount"], found["grade"]) == (5, "A")
    told = history(owner, registry.get(resource).record_type, identity)[1].changes
    assert told["customFields.headcount"] == [1200, 5]
    assert told["customFields.notes"] == ["Primary supplier", None]
    assert all(name.startswith("customFields.") for name in told)


@every_resource
def test_replace_drops_absent_keys_but_not_inactive_ones(client: Client, owner: Person, stored: Any, resource: str) -> None:
    identity = stored(resource)
    record_type = registry.get(resource).record_type
    CustomField.rows.filter(account=owner.account, record_type=record_type, key="notes").update(is_active=False)
    outcome(client, owner, resource, said(resource, {"headcount": 5}, fieldActions={"customFields": "replace"}))
    assert fields(client, owner, resource, identity) == {"headcount": 5, "notes": "Primary supplier"}


@every_resource
def test_what_custom_fields_refuse(client: Client, owner: Person, stored: Any, resource: str) -> None:
    stored(resource)
    wrong = {
        "nots": "x",
        "legacy": "x",
        "headcount": 10**15,
        "spend": 1.005,
        "auditedOn": "2025-02-30",
        "certified": "yes",
        "grade": "Z",
        "labels": ["bio", "x"],
        "portal": "javascript:alert(1)",
        "helpdesk": "x",
        "notes": "x" * 501,
    }
    result = outcome(client, owner, resource, said(resource, wrong))
    assert {field: code for code, field in mistakes(result)} == {
        "customFields.nots": "unknown_custom_field",
        "customFields.legacy": "custom_field_inactive",
        "customFields.headcount": "custom_field_out_of_range",
        "customFields.spend": "custom_field_invalid_type",
        "customFields.auditedOn": "custom_field_invalid_type",
        "customFields.certified": "custom_field_invalid_type",
        "customFields.grade": "custom_field_invalid_option",
        "customFields.labels": "custom_field_invalid_option",
        "customFields.portal": "custom_field_invalid_type",
        "customFields.helpdesk": "custom_field_invalid_type",
        "customFields.notes": "custom_field_too_long",
    }
    by_field = {error["field"]: error for error in result["errors"]}
    assert by_field["customFields.nots"]["params"]["suggestions"] == ["notes"]
    assert by_field["customFields.nots"]["pointer"] == f"/{resource}/0/customFields/nots"


@every_resource
@pytest.mark.parametrize("value", [None, [], "x", 5])
def test_custom_fields_are_an_object(client: Client, owner: Person, stored: Any, resource: str, value: object) -> None:
    stored(resource)
    assert mistakes(outcome(client, owner, resource, said(resource, value))) == [("invalid_type", "customFields")]


@pytest.mark.parametrize("key", ["\u0000", "\ud800", "a" * 70_000, "", "a/b~c", "customFields"])
def test_no_key_is_too_strange(send: Send, key: str) -> None:
    result = send("organizations", {**MILL, "customFields": {key: "x"}})
    (error,) = result["errors"]
    assert error["code"] == "unknown_custom_field"


def test_a_required_field_is_judged_on_create_and_when_touched(send: Send, owner: Person) -> None:
    send("organizations", MILL)
    define(owner, recordType="organization", key="taxNumber", dataType="text", required=True)
    refusal(send("organizations", {"type": "F", "name": "Dye"}), 400, "custom_field_required", "customFields.taxNumber")
    assert send("organizations", {**MILL, "city": "Porto"})["operationType"] == "update"
    assert send("organizations", {**MILL, "customFields": {"notes": "x"}})["operationType"] == "update"
    refusal(send("organizations", {**MILL, "customFields": {"taxNumber": ""}}), 400, "custom_field_required", "customFields.taxNumber")
    assert send("organizations", {**MILL, "customFields": {"taxNumber": "1"}})["operationType"] == "update"


def test_a_field_of_other_organization_types_does_not_apply(send: Send) -> None:
    assert send("organizations", {**MILL, "customFields": {"millCode": "x"}})["operationType"] == "create"
    result = send("organizations", {"type": "B", "name": "Brand", "customFields": {"millCode": "x"}})
    refusal(result, 400, "custom_field_not_applicable", "customFields.millCode")


def test_one_multi_choice_can_be_appended_to(client: Client, owner: Person, send: Send) -> None:
    made = send("organizations", {**MILL, "customFields": {"labels": ["bio"]}})
    for action, expected in (("append", ["bio", "eco"]), ("remove", ["bio"]), ("replace", ["eco"])):
        send("organizations", {**MILL, "customFields": {"labels": ["eco"]}, "fieldActions": {"customFields.labels": action}})
        assert fields(client, owner, "organizations", made["id"])["labels"] == expected


def test_values_never_pass_through_floats(client: Client, owner: Person, send: Send) -> None:
    made = send("organizations", {**MILL, "customFields": {"spend": 999999999999999.00, "headcount": 999999999999999}})
    assert fields(client, owner, "organizations", made["id"]) == {"spend": "999999999999999.00", "headcount": 999999999999999}
    assert send("organizations", {**MILL, "customFields": {"spend": 0.1}})["operationType"] == "update"
    assert fields(client, owner, "organizations", made["id"])["spend"] == "0.10"


def test_changed_values_round_trip(client: Client, owner: Person, send: Send) -> None:
    made = send("organizations", {**MILL, "customFields": CHANGED_VALUES})
    assert fields(client, owner, "organizations", made["id"]) == CHANGED_VALUES


@every_resource
@pytest.mark.parametrize("asked", ["call", "item"])
def test_absent_custom_fields_are_kept_whatever_is_to_be_done_with_them(
    client: Client, owner: Person, stored: Any, resource: str, asked: str
) -> None:
    """Absent = keep: `replace` is about the keys of what was sent."""
    stored(resource)
    item = {name: value for name, value in said(resource, {}).items() if name != "customFields"}
    query = {"fieldActions": "customFields:replace"} if asked == "call" else {}
    members = {"fieldActions": {"customFields": "replace"}} if asked == "item" else {}
    assert outcome(client, owner, resource, {**item, **members}, **query)["operationType"] == "unchanged"


def test_what_the_call_does_with_custom_fields_does_not_reach_the_contacts(client: Client, owner: Person, send: Send) -> None:
    """`fieldActions` in the query is the default of the items; contacts inside them are none."""
    joe = {"email": "joe@x.example", "firstName": "Joe"}
    send("organizations", {**MILL, "contacts": [{**joe, "customFields": {"spend": "1"}}]})
    send("organizations", {**MILL, "customFields": {"notes": "x"}, "contacts": [joe]}, fieldActions="customFields:replace")
    (contact,) = get(client, owner, "contacts").json()["data"]
    assert contact["customFields"] == {"spend": "1.00"}
