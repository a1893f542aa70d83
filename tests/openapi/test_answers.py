from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiKey
from tests.kit.calls import API, post_bytes, post_upsert
from tests.kit.cast import bearer, make_key
from tests.kit.chain import contact, delivery, external
from tests.openapi.conftest import SHELL, Description, Linked
from upserts import registry

RECORDS = ("organizations", "contacts", "relationships", "products")
ITEMS: dict[str, dict[str, Any]] = {
    "organizations": {"externalId": "S-1", "name": "Works S-1", "clientRef": "row-1"},
    "contacts": contact("S-1"),
    "relationships": delivery("S-1"),
    "products": SHELL,
}
NEW: dict[str, dict[str, Any]] = {
    "organizations": {"externalId": " NEW", "type": "F", "name": "New"},
    "contacts": {"organization": external("S-1"), "firstName": "New", "email": "new@example.com"},
    "relationships": {"source": external("B-0"), "target": external("S-1"), "types": ["maker"] * 2, "relationshipStatus": "active"},
    "products": {"reference": " NEW", "name": "New"},
}
BARE = [
    {},
    {"prefer": "return=minimal"},
    {"prefer": "return=representation"},
    {"dryRun": True},
    {"mode": "createOnly"},
    {"mode": "updateOnly", "atomic": True},
]


def test_every_get_answers_as_described(client: Client, linked: Linked, description: Description):
    calls = [(path, method) for path, method, _ in description.operations() if method == "get"]
    for path, method in calls:
        answer = linked.call(client, path, method)
        assert answer.status_code == 200, answer.content
        description.assert_described(path, method, answer)
        assert "data" not in answer.json() or answer.json()["data"], f"{path} shows nothing"
    assert len(calls) > 15


@pytest.mark.parametrize("name", RECORDS)
def test_a_row_holds_every_member_of_the_read_model_and_no_other(client: Client, linked: Linked, description: Description, name: str):
    resource = registry.get(name)
    record = {"$ref": f"#/components/schemas/{resource.record_type.capitalize()}Record"}
    schema = description.resolved(record)
    assert list(schema["properties"]) == list(resource.members)
    assert set(schema["required"]) == set(resource.members)
    rows = linked.call(client, f"/{name}", "get").json()["data"]
    for row in rows:
        assert description.complaints(record, row, strict=True) == []
    chosen = linked.call(client, f"/{name}", "get", fields="id,version", total="true")
    assert all(set(row) == {"id", "version"} for row in chosen.json()["data"])
    description.assert_described(f"/{name}", "get", chosen)


def test_the_comparison_notices_a_member_too_many_one_too_few_and_a_wrong_type(client: Client, linked: Linked, description: Description):
    body = linked.call(client, "/relationships/{id}", "get").json()
    record = {"$ref": "#/components/schemas/RelationshipRecord"}
    assert description.complaints(record, body, strict=True) == []
    without = {name: value for name, value in body.items() if name != "leadSupplier"}
    for wrong in (
        body | {"more": 1},
        without,
        body | {"version": "1"},
        body | {"source": body["source"] | {"more": 1}},
        body | {"types": None},
    ):
        assert len(description.complaints(record, wrong, strict=True)) == 1


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("options", BARE, ids=str)
def test_upserts_answer_as_described(client: Client, linked: Linked, description: Description, name: str, options: dict[str, Any]):
    failing = ITEMS[name] | {"ifVersion": 99}
    for sent in (ITEMS[name], NEW[name], failing, {}, {"nosuch": 1}, [ITEMS[name], NEW[name], failing, {"nosuch": 1}], [ITEMS[name]]):
        answer = post_upsert(client, linked.cast.owner, name, sent, **options)
        description.assert_described(f"/{name}/upsert", "post", answer)


@pytest.mark.parametrize("name", RECORDS)
def test_refusals_of_a_whole_call_are_described(client: Client, linked: Linked, description: Description, name: str):
    owner, path = linked.cast.owner, f"/{name}/upsert"
    bodies = (b" ", b"{", b"[]", b'{"x": NaN}', json.dumps({name: []}).encode(), json.dumps({name: [{}] * 1_001}).encode())
    answers = [post_bytes(client, owner, name, body) for body in bodies]
    assert {answer.status_code for answer in answers} == {400}
    answers += [post_upsert(client, linked.cast.viewer, name, {}), client.post(API + path[1:])]
    answers.append(client.post(API + path[1:], "{}", content_type="text/plain", headers=owner.headers))
    answers.append(client.post(API + path[1:], "{}", content_type="application/json", headers=owner.headers | {"Accept": "text/html"}))
    answers.append(post_bytes(client, owner, name, b" " * (10 * 1024 * 1024 + 1)))
    assert [answer.status_code for answer in answers[-5:]] == [403, 401, 415, 406, 413]
    for answer in answers:
        description.assert_described(path, "post", answer)


def test_refusals_of_reading_are_described(client: Client, linked: Linked, description: Description):
    no_scope = bearer(make_key(linked.cast.acme, "Owner", ["webhook.all"]))
    owner = linked.cast.owner.headers
    for path, method, _ in description.operations():
        if method == "get":
            address = f"/api/v2{path}"
            missing = client.get(address.replace("{id}", str(2**62)), headers=owner)
            description.assert_described(path, method, missing)
            assert (missing.status_code == 404) == ("{id}" in path)
            for headers in ({}, no_scope, owner | {"X-Platform-Id": "globex"}, owner | {"Accept": "text/html"}):
                description.assert_described(path, method, client.get(address.replace("{id}", "1"), headers=headers))
            description.assert_described(path, method, client.get(address.replace("{id}", "1"), {"nosuch": "1"}, headers=owner))


def test_a_session_is_described_as_well_as_a_key(client: Client, linked: Linked, description: Description):
    ApiKey.rows.filter(account=linked.cast.acme).update(name="Nightly")
    description.assert_described("/me", "get", client.get(f"{API}me", headers=linked.cast.owner.headers))
    client.force_login(linked.cast.owner.user)
    answer = client.get(f"{API}me")
    assert answer.json()["key"] is None
    description.assert_described("/me", "get", answer)


def test_a_write_without_csrf_token_is_described(linked: Linked, description: Description):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(linked.cast.owner.user)
    answer = browser.post(f"{API}contacts/upsert", "{}", content_type="application/json")
    assert answer.json()["code"] == "csrf_failed"
    description.assert_described("/contacts/upsert", "post", answer)
