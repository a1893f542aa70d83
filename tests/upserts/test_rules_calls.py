"""What the call as a whole asks for: mode, atomic, a version to insist on, parameters and headers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import assert_problem, mistakes, post_bytes, post_upsert, refusal, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.samples import SAMPLES, items
from tests.upserts.conftest import Send
from tests.upserts.ledger import history, ledger
from upserts import registry

MILL = {"type": "F", "name": "Mill", "externalId": "M-1"}
every_resource = pytest.mark.parametrize("resource", list(registry.names()))


# Modes.


@every_resource
def test_create_only_refuses_what_is_stored(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 2)
    (made,) = saved(client, owner, resource, *items(resource, 1))
    found = upserted(client, owner, resource, items(resource, 2), mode="createOnly")
    assert [result["status"] for result in found] == [409, 201]
    assert found[0]["errors"][0]["code"] == "duplicate_data"
    assert found[0]["errors"][0]["params"]["holder"]["id"] == made["id"]


@every_resource
def test_update_only_creates_nothing(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 2)
    saved(client, owner, resource, *items(resource, 1))
    found = upserted(client, owner, resource, items(resource, 2), mode="updateOnly")
    assert [result["status"] for result in found] == [200, 404]
    assert [code for code, _ in mistakes(found[1])] == ["does_not_exist"]


def test_update_only_asks_for_what_identifies_and_nothing_else(client: Client, owner: Person, send: Send) -> None:
    SAMPLES["relationships"].prepare(owner, 1)
    saved(client, owner, "relationships", *items("relationships", 1))
    ends = {"source": external("PARENT-0"), "target": external("PARENT-1")}
    found = send("relationships", {**ends, "relationshipStatus": "inactive"}, mode="updateOnly")
    assert (found["operationType"], found["version"]) == ("update", 2)
    lacking = send("relationships", {"source": ends["source"], "types": ["maker"]}, mode="updateOnly")
    refusal(lacking, 400, "required", "target")
    nameless = send("organizations", {"city": "Porto"}, mode="updateOnly")
    assert (nameless["status"], nameless["errors"][0]["code"]) == (400, "required")


def test_update_only_of_a_contact_by_its_external_id_alone(client: Client, owner: Person, send: Send) -> None:
    """With mode=updateOnly only what identifies is required: not even the organization."""
    SAMPLES["contacts"].prepare(owner, 1)
    saved(client, owner, "contacts", *items("contacts", 1))
    found = send("contacts", {"externalId": "CON-0", "phoneNumber": "1"}, mode="updateOnly")
    assert found["operationType"] == "update"


# Atomic batches.


def test_an_atomic_batch_with_a_bad_item_writes_nothing_and_says_why(client: Client, owner: Person) -> None:
    batch = [MILL, {**MILL, "externalId": "M-2", "name": "Dye", "country": "XX"}, {**MILL, "externalId": "M-3", "name": "Ink"}]
    told = len(history(owner))
    with ledger() as book:
        answer = post_upsert(client, owner, "organizations", batch, atomic=True)
    body = assert_problem(answer, 422, "atomic_batch_failed")
    assert [result["status"] for result in body["data"]] == [424, 400, 424]
    assert [result["errors"][0]["code"] for result in body["data"]] == ["not_applied", "invalid_choice", "not_applied"]
    assert body["summary"] == {"total": 3, "created": 0, "updated": 0, "unchanged": 0, "restored": 0, "failed": 3}
    assert book.rows == {}
    assert len(history(owner)) == told


def test_an_atomic_batch_without_a_bad_item_is_written(client: Client, owner: Person) -> None:
    answer = post_upsert(client, owner, "organizations", [MILL], atomic=True)
    assert (answer.status_code, answer.json()["atomic"], answer.json()["summary"]["created"]) == (200, True, 1)


@pytest.mark.parametrize("query", [{"dryRun": True}, {"atomic": True}, {"dryRun": True, "atomic": True}])
def test_atomic_and_dry_run_go_together(client: Client, owner: Person, query: dict[str, Any]) -> None:
    answer = post_upsert(client, owner, "organizations", [MILL, {}], **query)
    assert answer.status_code == (422 if "atomic" in query else 207)


def test_207_even_if_all_items_failed(client: Client, owner: Person) -> None:
    answer = post_upsert(client, owner, "organizations", [{}, {}])
    assert (answer.status_code, answer.json()["summary"]["failed"]) == (207, 2)


# A version to insist on.


def test_if_version_must_be_the_stored_one(send: Send) -> None:
    send("organizations", MILL)
    error = refusal(send("organizations", {**MILL, "city": "Porto", "ifVersion": 2}), 412, "version_conflict", "ifVersion")
    assert error["params"]["current"] == 1
    assert send("organizations", {**MILL, "city": "Porto", "ifVersion": 1})["version"] == 2
    refusal(send("organizations", {**MILL, "city": "Porto", "ifVersion": 1}), 412, "version_conflict", "ifVersion")


def test_if_version_on_what_would_be_created_names_no_current_one(send: Send) -> None:
    error = refusal(send("organizations", {**MILL, "ifVersion": 1}), 412, "version_conflict", "ifVersion")
    assert error["params"]["current"] is None


@pytest.mark.parametrize("version", [0, -1, True, "1", 1.5, None, [], 10**30])
def test_a_version_that_is_none_is_refused(send: Send, version: object) -> None:
    result = send("organizations", {**MILL, "ifVersion": version})
    assert result["status"] in (400, 412)
    assert {field for _, field in mistakes(result)} == {"ifVersion"}


# Parameters and headers.


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"dryRun": "yes"}, "invalid_parameter"),
        ({"atomic": "1"}, "invalid_parameter"),
        ({"mode": "merge"}, "invalid_parameter"),
        ({"fieldActions": "contacts:replace"}, "invalid_parameter"),
        ({"fieldActions": "colours:append"}, "invalid_parameter"),
        ({"fieldActions": "contacts"}, "invalid_parameter"),
        ({"fieldActions": "customFields:append,customFields:remove"}, "invalid_parameter"),
        ({"fieldActions": "customFields.nope:append"}, "invalid_parameter"),
        ({"fieldActions": "customFields.notes:append"}, "invalid_parameter"),
        ({"identifierField": "shoeSize"}, "invalid_parameter"),
        ({"identifierField": "customField"}, "invalid_parameter"),
        ({"customFieldReference": "sku"}, "invalid_parameter"),
        ({"colour": "red"}, "unknown_parameter"),
    ],
)
def test_a_parameter_that_is_not_known_is_refused_and_nothing_is_written(
    client: Client, owner: Person, query: dict[str, Any], code: str
) -> None:
    assert_problem(post_upsert(client, owner, "organizations", [MILL], **query), 400, code)
    assert history(owner, "organization") == []


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
def test_a_header_that_is_not_supported_yet_is_refused(client: Client, owner: Person, header: str) -> None:
    answer = client.post(
        "/api/v2/organizations/upsert", data=MILL, content_type="application/json", headers={**owner.headers, header: '"1"'}
    )
    assert_problem(answer, 400, "invalid_parameter")


def test_a_body_that_is_no_json_is_refused(client: Client, owner: Person) -> None:
    assert_problem(post_bytes(client, owner, "organizations", b'{"organizations": ['), 400, "malformed_json")
