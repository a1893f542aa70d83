"""What the call as a whole asks for: mode, atomic, versions, preferences, one bare item."""

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


# mode


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


# atomic


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


# ifVersion, clientRef


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


@every_resource
def test_client_ref_comes_back_with_success_and_failure(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 2)
    good, bad = items(resource, 2)
    found = upserted(client, owner, resource, [{**good, "clientRef": "row-1"}, {**bad, "clientRef": "row-2", "colour": "red"}])
    assert [(result["status"], result["clientRef"]) for result in found] == [(201, "row-1"), (400, "row-2")]
    again = saved(client, owner, resource, {**good, "clientRef": "row-9"})
    assert (again[0]["operationType"], again[0]["clientRef"]) == ("unchanged", "row-9")


def test_a_client_ref_has_at_most_100_characters(send: Send) -> None:
    assert send("organizations", {**MILL, "clientRef": "x" * 100})["clientRef"] == "x" * 100
    assert mistakes(send("organizations", {**MILL, "clientRef": "x" * 101})) == [("too_long", "clientRef")]


# Prefer, one bare item


def test_prefer_says_how_much_a_result_tells(client: Client, owner: Person) -> None:
    usual, minimal, full = (
        post_upsert(client, owner, "organizations", [MILL], prefer=prefer) for prefer in (None, "return=minimal", "return=representation")
    )
    assert ["details" in answer.json()["data"][0] for answer in (usual, minimal, full)] == [True, False, True]
    assert ["record" in answer.json()["data"][0] for answer in (usual, minimal, full)] == [False, False, True]
    assert full["Preference-Applied"] == "return=representation"
    record = full.json()["data"][0]["record"]
    assert (record["externalId"], record["name"], record["version"]) == ("M-1", "Mill", 1)


def test_a_bare_item_is_answered_by_its_one_result_with_the_record(client: Client, owner: Person) -> None:
    made = post_upsert(client, owner, "organizations", MILL)
    body = made.json()
    assert (made.status_code, body["status"], body["index"], body["operationType"], body["version"]) == (201, 201, 0, "create", 1)
    assert body["record"]["id"] == body["id"]
    assert made["Location"].endswith(f"/api/v2/organizations/{body['id']}")
    again = post_upsert(client, owner, "organizations", MILL)
    assert (again.status_code, again.json()["operationType"], again.json()["record"]["version"]) == (200, "unchanged", 1)
    assert "record" not in post_upsert(client, owner, "organizations", MILL, prefer="return=minimal").json()


def test_a_failed_bare_item_is_a_problem_with_the_members_of_its_result(client: Client, owner: Person) -> None:
    answer = post_upsert(client, owner, "organizations", {**MILL, "colour": "red", "clientRef": "r", "contacts": [{"email": "x"}]})
    body = assert_problem(answer, 400, body_code(answer))
    assert body["code"] in ("unknown_field", "invalid_email")
    assert (body["status"], body["index"], body["clientRef"], body["title"]) == (400, 0, "r", "Bad Request")
    assert {error["pointer"] for error in body["errors"]} == {"/colour", "/contacts/0/email"}


def body_code(answer: Any) -> str:
    code: str = answer.json()["code"]
    return code


@pytest.mark.parametrize(
    ("item", "query", "status", "code"),
    [
        ({"id": 987_654_321, "type": "F", "name": "x"}, {}, 404, "not_found"),
        ({"externalId": "nobody"}, {"mode": "updateOnly"}, 404, "does_not_exist"),
        ({**MILL, "ifVersion": 3}, {}, 412, "version_conflict"),
        ({**MILL, "name": ""}, {}, 400, "blank"),
    ],
)
def test_the_status_of_a_bare_item_is_the_answers(
    client: Client, owner: Person, item: dict[str, Any], query: dict[str, Any], status: int, code: str
) -> None:
    assert_problem(post_upsert(client, owner, "organizations", item, **query), status, code)


def test_a_bare_dry_run_has_no_id_and_no_address(client: Client, owner: Person) -> None:
    answer = post_upsert(client, owner, "organizations", MILL, dryRun=True)
    assert (answer.status_code, answer.json()["id"], answer.json()["record"]["id"]) == (201, None, None)
    assert "Location" not in answer
    assert history(owner, "organization") == []


def test_results_keep_the_order_of_the_request(client: Client, owner: Person) -> None:
    """Whatever order rows are written in (rule 9)."""
    keys = [f"K-{number}" for number in (5, 1, 4, 2, 3)]
    found = saved(client, owner, "organizations", *({"type": "F", "name": key, "externalId": key} for key in keys))
    again = saved(client, owner, "organizations", *({"externalId": key} for key in reversed(keys)))
    assert [one["id"] for one in again] == [one["id"] for one in reversed(found)]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"dryRun": "yes"}, "invalid_parameter"),
        ({"atomic": "1"}, "invalid_parameter"),
        ({"mode": "merge"}, "invalid_parameter"),
        ({"fieldActions": "contacts:replace"}, "invalid_parameter"),
        ({"fieldActions": "colours:append"}, "invalid_parameter"),
        ({"fieldActions": "contacts"}, "invalid_parameter"),
        ({"identifierField": "name"}, "unknown_parameter"),
        ({"customFieldReference": "sku"}, "unknown_parameter"),
        ({"colour": "red"}, "unknown_parameter"),
    ],
)
def test_a_parameter_that_is_not_known_is_refused_and_nothing_is_written(
    client: Client, owner: Person, query: dict[str, Any], code: str
) -> None:
    assert_problem(post_upsert(client, owner, "organizations", [MILL], **query), 400, code)
    assert history(owner, "organization") == []


@pytest.mark.parametrize("header", ["Idempotency-Key", "If-Match", "If-None-Match"])
def test_a_header_that_is_not_supported_yet_is_refused(client: Client, owner: Person, header: str) -> None:
    answer = client.post(
        "/api/v2/organizations/upsert", data=MILL, content_type="application/json", headers={**owner.headers, header: '"1"'}
    )
    assert_problem(answer, 400, "invalid_parameter")


def test_a_body_that_is_no_json_is_refused(client: Client, owner: Person) -> None:
    assert_problem(post_bytes(client, owner, "organizations", b'{"organizations": ['), 400, "malformed_json")
