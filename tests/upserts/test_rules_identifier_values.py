"""What a value of an identifier field of the whole account is, and when it is held."""

from __future__ import annotations

import pytest
from django.test import Client

from customfields.models import CustomField
from tests.kit.calls import Item, get, mistakes, outcome, refusal, saved
from tests.kit.calls import warnings as warned
from tests.kit.cast import Person
from tests.kit.worlds import World
from tests.upserts.identifying import BY_SAP, held, identified, identifier

MILL: Item = {"type": "F", "name": "Mill"}


@pytest.mark.parametrize(("sent", "stored"), [(" 10 00 ", "10 00"), ("\ufeff1000\u200b", "1000"), ("Cafe\u0301", "Café")])
def test_a_value_is_a_key_and_tidied_as_one(client: Client, owner: Person, sap: CustomField, sent: str, stored: str) -> None:
    (made,) = saved(client, owner, "organizations", MILL | {"customFields": {"sap": sent}})
    assert held(owner, "sap") == {(made["id"], None, stored)}
    assert warned(made) == ([] if sent == "Cafe\u0301" else [("value_normalized", "customFields.sap")])
    (found,) = saved(client, owner, "organizations", {"customFields": {"sap": sent}}, mode="updateOnly", **BY_SAP)
    assert (found["id"], found["operationType"]) == (made["id"], "unchanged")


def test_case_counts(client: Client, owner: Person, sap: CustomField) -> None:
    saved(client, owner, "organizations", identified("organizations", 0, sap="abc"), identified("organizations", 1, sap="ABC"))
    assert sorted(value for _, _, value in held(owner, "sap")) == ["ABC", "abc"]


def test_a_number_identifies_however_it_is_written(client: Client, owner: Person) -> None:
    identifier(owner, "organizations", "vat", kind="number")
    (made,) = saved(client, owner, "organizations", MILL | {"customFields": {"vat": 7}})
    assert get(client, owner, f"organizations/{made['id']}").json()["customFields"]["vat"] == 7
    (found,) = saved(client, owner, "organizations", {"customFields": {"vat": "007"}}, mode="updateOnly")
    assert (found["id"], found["matchedBy"], found["operationType"]) == (made["id"], "customFields.vat", "unchanged")


def test_a_value_has_at_most_255_characters(client: Client, owner: Person, sap: CustomField) -> None:
    saved(client, owner, "organizations", MILL | {"customFields": {"sap": "x" * 255}})
    for mode in ("upsert", "updateOnly", "createOnly"):
        for query in (BY_SAP, {}):
            item = {"type": "F", "name": "Other", "customFields": {"sap": "x" * 256}}
            error = refusal(
                outcome(client, owner, "organizations", item, mode=mode, **query), 400, "custom_field_too_long", "customFields.sap"
            )
            assert error["params"] == {"max": 255}


@pytest.mark.parametrize("value", [True, ["1"], {"a": 1}, "a\nb", "a\u0000b", "\ud800", 1.5])
def test_what_is_no_value_finds_nothing_and_is_told(client: Client, owner: Person, sap: CustomField, value: object) -> None:
    for mode in ("upsert", "updateOnly"):
        result = outcome(client, owner, "organizations", MILL | {"customFields": {"sap": value}}, mode=mode, **BY_SAP)
        assert {field for _, field in mistakes(result)} == {"customFields.sap"}


def test_what_clears_is_no_value(client: Client, owner: Person, sap: CustomField) -> None:
    (made,) = saved(client, owner, "organizations", MILL | {"externalId": "M", "customFields": {"sap": "1"}})
    refusal(outcome(client, owner, "organizations", MILL | {"customFields": {"sap": ""}}, **BY_SAP), 400, "required", "customFields.sap")
    (cleared,) = saved(client, owner, "organizations", {"externalId": "M", "customFields": {"sap": None}})
    assert (cleared["operationType"], held(owner, "sap")) == ("update", set())
    (other,) = saved(client, owner, "organizations", {"type": "F", "name": "Other", "customFields": {"sap": "1"}})
    assert other["operationType"] == "create"
    assert made["id"] != other["id"]


@pytest.mark.parametrize("action", ["replace", "remove"])
def test_a_value_that_an_action_takes_is_free(client: Client, owner: Person, sap: CustomField, action: str) -> None:
    saved(client, owner, "organizations", MILL | {"externalId": "M", "customFields": {"sap": "1"}})
    said = {"sap": "1"} if action == "remove" else {"notes": "x"}
    saved(client, owner, "organizations", {"externalId": "M", "customFields": said, "fieldActions": {"customFields": action}})
    assert held(owner, "sap") == set()


def test_an_identifier_of_a_template_counts_wherever_it_is_said(client: Client, owner: Person, world: World) -> None:
    field = identifier(owner, "organizations", "auditCode", template="Audit")
    template = {"id": world.template.pk, "fields": [{"id": field.pk, "value": "A-1"}]}
    (made,) = saved(client, owner, "organizations", MILL | {"template": template})
    assert held(owner, "auditCode") == {(made["id"], None, "A-1")}
    (found,) = saved(client, owner, "organizations", {"template": template, "city": "Porto"}, mode="updateOnly")
    assert (found["id"], found["matchedBy"]) == (made["id"], "customFields.auditCode")
    saved(client, owner, "organizations", {"id": made["id"], "template": None})
    assert held(owner, "auditCode") == set()


def test_an_inactive_field_finds_nothing_and_keeps_its_values(client: Client, owner: Person, sap: CustomField) -> None:
    (made,) = saved(client, owner, "organizations", MILL | {"externalId": "M", "customFields": {"sap": "1"}})
    CustomField.rows.filter(pk=sap.pk).update(is_active=False)
    refusal(outcome(client, owner, "organizations", {"customFields": {"sap": "1"}}, mode="updateOnly"), 400, "required", None)
    (kept,) = saved(client, owner, "organizations", {"externalId": "M", "customFields": {"sap": "1"}})
    assert (kept["operationType"], held(owner, "sap")) == ("unchanged", {(made["id"], None, "1")})
