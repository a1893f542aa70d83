"""How much an answer says: clientRef, Prefer, one bare item, order."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import assert_problem, mistakes, post_upsert, saved, upserted
from tests.kit.cast import Person
from tests.kit.samples import SAMPLES, items
from tests.upserts.conftest import Send
from tests.upserts.ledger import history
from upserts import registry

MILL = {"type": "F", "name": "Mill", "externalId": "M-1"}
every_resource = pytest.mark.parametrize("resource", list(registry.names()))


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


def test_the_detail_of_a_failed_bare_item_says_what_its_error_says(client: Client, owner: Person) -> None:
    twice = [{"reference": "light", "name": "Light"}] * 2
    body = post_upsert(client, owner, "products", {"reference": "TENT", "name": "Tent", "features": twice}).json()
    assert (body["code"], body["detail"]) == ("duplicate_data", body["errors"][0]["message"])


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
    record = answer.json()["record"]
    assert (answer.status_code, answer.json()["id"], record["id"], record["inspId"]) == (201, None, None, None)
    assert "Location" not in answer
    assert history(owner, "organization") == []


def test_results_keep_the_order_of_the_request(client: Client, owner: Person) -> None:
    """Whatever order rows are written in (rule 9)."""
    keys = [f"K-{number}" for number in (5, 1, 4, 2, 3)]
    found = saved(client, owner, "organizations", *({"type": "F", "name": key, "externalId": key} for key in keys))
    again = saved(client, owner, "organizations", *({"externalId": key} for key in reversed(keys)))
    assert [one["id"] for one in again] == [one["id"] for one in reversed(found)]
