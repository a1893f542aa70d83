"""Absent keeps, null clears, "" is null; an item's mistakes are all named at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import get, mistakes, outcome, refusal, saved
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.samples import SAMPLES
from tests.kit.worlds import World
from tests.upserts.conftest import Send
from tests.upserts.ledger import history, ledger
from upserts import registry

NOT_CLEARED = {"type", "name", "status", "company", "organization", "firstName", "email", "isPrimary", "source", "target", "types"}
NOT_CLEARED |= {"relationshipStatus", "ndaSigned", "msaSigned", "id", "contacts", "clientRef", "ifVersion", "fieldActions", "customFields"}


@pytest.fixture
def full(client: Client, world: World) -> dict[str, Any]:
    """A factory that has a value in every field, as it reads."""
    item = SAMPLES["organizations"].item(0) | {
        "addressLine2": "Floor 2",
        "stateProvince": "Norte",
        "zipPostalCode": "4000",
        "phone": "1",
        "mobile": "2",
        "fax": "3",
        "supplementaryDescription": "a",
        "additionalDescription": "b",
        "msaSigned": True,
        "msaSignedDate": "2020-01-01",
        "category": world.category.pk,
        "template": {"id": world.template.pk, "fields": [{"id": world.template_fields["score"].pk, "value": 7}]},
    }
    (made,) = saved(client, world.owner, "organizations", item)
    record: dict[str, Any] = get(client, world.owner, f"organizations/{made['id']}").json()
    assert not [name for name, value in record.items() if value in (None, [], {}) and name not in ("mergedInto",)]
    return record


def test_an_omitted_field_stays_as_it_is_each_in_turn(client: Client, owner: Person, full: dict[str, Any]) -> None:
    """Send one field at a time with its own value, and nothing of the others."""
    columns = [
        name for name in registry.get("organizations").serializer.strict_fields if isinstance(full.get(name), (str, int, float, bool))
    ]
    assert len(columns) > 20
    with ledger() as book:
        for name in columns:
            result = outcome(client, owner, "organizations", {"id": full["id"], name: full[name]})
            assert result["operationType"] == "unchanged", (name, result)
    assert book.rows == {}


def test_null_clears_what_can_be_cleared_and_is_refused_elsewhere(client: Client, owner: Person, full: dict[str, Any]) -> None:
    for name in registry.get("organizations").serializer.strict_fields:
        result = outcome(client, owner, "organizations", {"id": full["id"], name: None}, dryRun=True)
        if name in NOT_CLEARED - {"clientRef"}:
            assert mistakes(result) == [("invalid_type", name)], (name, result)
        elif name != "clientRef":
            assert result["operationType"] == "update", (name, result)


@pytest.mark.parametrize("written", ["", "   ", "\u3000"])
def test_empty_text_clears_optional_text_and_is_refused_for_required_text(
    client: Client, owner: Person, full: dict[str, Any], written: str
) -> None:
    cleared = outcome(client, owner, "organizations", {"id": full["id"], "city": written, "country": written, "website": written})
    assert cleared["operationType"] == "update"
    record = get(client, owner, f"organizations/{full['id']}").json()
    assert (record["city"], record["country"], record["website"]) == (None, None, None)
    refusal(outcome(client, owner, "organizations", {"id": full["id"], "name": written}), 400, "blank", "name")


def test_clearing_the_template_clears_its_values(client: Client, owner: Person, full: dict[str, Any]) -> None:
    result = outcome(client, owner, "organizations", {"id": full["id"], "template": None})
    assert result["operationType"] == "update"
    record = get(client, owner, f"organizations/{full['id']}").json()
    assert record["template"] is None
    assert "score" not in record["customFields"]
    assert record["customFields"]["notes"] == full["customFields"]["notes"]


def test_history_names_old_and_new_in_the_words_of_the_wire(client: Client, owner: Person, full: dict[str, Any]) -> None:
    outcome(
        client, owner, "organizations", {"id": full["id"], "addressLine1": None, "company": 1, "ndaSignedDate": "2024-03-01", "latitude": 1}
    )
    last = history(owner, "organization", full["id"])[-1]
    assert (last.operation, last.channel, last.user_id) == ("update", "api", owner.user.pk)
    assert last.changes["addressLine1"] == ["1 Mill Lane", None]
    assert last.changes["ndaSignedDate"] == ["2024-02-29", "2024-03-01"]
    assert set(last.changes) == {"addressLine1", "ndaSignedDate", "latitude"}
    assert last.batch_id
    assert last.request_id


# All mistakes at once.


def test_an_item_with_five_mistakes_returns_five_errors(client: Client, owner: Person) -> None:
    item = {
        "externalId": "M-1",
        "type": "Q",
        "country": "Atlantis",
        "nme": "Mill",
        "ndaSignedDate": "2025-02-30",
        "contacts": [{"email": "a@x.example", "firstName": "A"}, {"email": "no address"}],
        "customFields": {"spend": "1.005", "nots": "x"},
    }
    result = outcome(client, owner, "organizations", item)
    assert mistakes(result) == [
        ("custom_field_invalid_type", "customFields.spend"),
        ("invalid_choice", "country"),
        ("invalid_choice", "type"),
        ("invalid_email", "contacts[1].email"),
        ("invalid_format", "ndaSignedDate"),
        ("required", "name"),
        ("unknown_custom_field", "customFields.nots"),
        ("unknown_field", "nme"),
    ]
    pointers = {error["pointer"] for error in result["errors"]}
    assert "/organizations/0/contacts/1/email" in pointers
    assert "/organizations/0/customFields/nots" in pointers


def test_five_mistakes_of_a_relationship(client: Client, owner: Person) -> None:
    SAMPLES["relationships"].prepare(owner, 1)
    item = {
        "source": external("nobody"),
        "target": {"kind": "internal", "value": "0"},
        "leadSupplier": {"value": "1"},
        "types": [],
        "relationshipStatus": "on",
        "customFields": {"headcount": "many"},
        "contacts": "joe",
    }
    result = outcome(client, owner, "relationships", item)
    assert {
        ("invalid_internal_id", "target.value"),
        ("required", "leadSupplier.kind"),
        ("invalid_choice", "relationshipStatus"),
        ("invalid_type", "contacts"),
        ("custom_field_invalid_type", "customFields.headcount"),
    } <= set(mistakes(result))


def test_an_unknown_member_names_what_was_perhaps_meant(send: Send) -> None:
    error = refusal(send("organizations", {"type": "F", "name": "Mill", "adressLine1": "x"}), 400, "unknown_field", "adressLine1")
    assert error["params"]["suggestions"][0] == "addressLine1"


@pytest.mark.parametrize("member", ["account", "account_id", "createdBy_id", "name_key", "mask", "mergedInto"])
def test_members_that_nobody_may_set_are_refused(send: Send, member: str) -> None:
    result = send("organizations", {"type": "F", "name": "Mill", member: 1})
    assert result["status"] == 400
    assert mistakes(result)[0][1] == member
