"""Rules 11 to 15 of “Rules that are easy to get wrong”: repeated calls, entity tags, exact values, the contact person, what is removed.

One test each, told whole; docs/decisions/0009-the-fifteen-rules.md lists all fifteen.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.test import Client

from relationships.models import RelationshipContact
from tests.kit.calls import API, get, mistakes, post_bytes, refusal, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import define
from tests.kit.corpus import encode, raw
from tests.upserts.conftest import Send
from tests.upserts.edges import edge, record
from tests.upserts.ledger import history, ledger, statements

MILL = {"externalId": "M", "type": "F", "name": "Mill"}


def call(client: Client, person: Person, method: str, path: str, body: object = None, **headers: str) -> Any:
    """The answer to <method> /api/v2/<path>. Header names in Python: if_match."""
    sent = person.headers | {name.replace("_", "-"): value for name, value in headers.items()}
    content: Any = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return client.generic(method, API + path, headers=sent, **content)


def test_rule_11_one_idempotency_key_is_one_request_and_its_answer(client: Client, owner: Person) -> None:
    def post(body: object, query: str = "", key: str = "night 17") -> Any:
        return call(client, owner, "POST", f"organizations/upsert{query}", body, idempotency_key=key)

    first = post({"organizations": [MILL]})
    with ledger() as book:
        again = post({"organizations": [MILL]})
        others = [post({"organizations": [MILL, MILL]}), post({"organizations": [MILL]}, "?atomic=true")]
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (200, first.content, "true")
    assert [(answer.status_code, answer.json()["code"]) for answer in others] == [(422, "idempotency_key_reused")] * 2
    assert book.rows == {}
    failed = post({"organizations": [{**MILL, "externalId": "N"}, {}]}, "?atomic=true", "night 18")
    replayed = post({"organizations": [{**MILL, "externalId": "N"}, {}]}, "?atomic=true", "night 18")
    assert (failed.status_code, failed.json()["code"]) == (422, "atomic_batch_failed")
    assert (replayed.content, replayed["Idempotent-Replayed"]) == (failed.content, "true")
    assert post({"organizations": "none"}, key="night 19").status_code == 400  # not kept: it may be corrected
    assert post({"organizations": [MILL]}, key="night 19").json()["data"][0]["operationType"] == "unchanged"
    assert post({"organizations": [MILL]}, key="x" * 256).status_code == 400


def test_rule_12_the_entity_tag_is_version_and_hash_and_if_match_compares_the_version(client: Client, owner: Person, send: Send) -> None:
    path = f"organizations/{send('organizations', MILL)['id']}"
    read = get(client, owner, path)
    tag = f'"1-{hashlib.sha256(read.content).hexdigest()[:16]}"'
    assert read["ETag"] == tag
    assert {name.strip() for name in read["Vary"].split(",")} >= {"Authorization", "X-API-KEY", "X-Platform-Id", "Accept-Encoding"}
    assert read["Cache-Control"] == "private, no-cache"
    other_hash = '"1-0123456789abcdef"'
    assert call(client, owner, "GET", path, if_none_match=tag).status_code == 304
    assert call(client, owner, "GET", path, if_none_match=other_hash).status_code == 200  # all of it
    assert call(client, owner, "PATCH", path, {"city": "Porto"}, if_match=other_hash).status_code == 200  # the version alone
    with ledger() as book:
        stale = call(client, owner, "PATCH", path, {"city": "Braga"}, if_match=tag)
    assert (stale.status_code, stale.json()["code"], book.rows) == (412, "precondition_failed", {})
    assert get(client, owner, path).json()["city"] == "Porto"


def test_rule_13_money_and_dates_are_exact_and_a_strange_value_is_its_items_mistake(client: Client, owner: Person) -> None:
    def mill(number: int, **custom_fields: object) -> dict[str, object]:
        return {"type": "F", "name": f"Mill {number}", "customFields": custom_fields}

    largest = "999999999999998.99"  # a float has no such number
    batch = [
        mill(0, spend=raw(largest), auditedOn="2024-02-29"),
        mill(1, spend=raw("0.1")),
        mill(2, spend=raw("1e400")),
        mill(3, notes="\ud800"),
        mill(4, auditedOn="2025-02-29"),
        mill(5, auditedOn="2025-01-01T00:00:00Z"),
        mill(6, headcount=10**400),
    ]
    found = json.loads(post_bytes(client, owner, "organizations", encode({"organizations": batch})).content)["data"]
    assert [result["status"] for result in found] == [201, 201, 400, 400, 400, 400, 400]
    kept = [get(client, owner, f"organizations/{result['id']}").json()["customFields"] for result in found[:2]]
    assert kept == [{"spend": largest, "auditedOn": "2024-02-29"}, {"spend": "0.10"}]
    fields = ["customFields.spend", "customFields.notes", "customFields.auditedOn", "customFields.auditedOn", "customFields.headcount"]
    assert [field for result in found[2:] for _, field in mistakes(result)] == fields
    for word in ("NaN", "Infinity"):
        refused = post_bytes(client, owner, "organizations", encode({"organizations": [mill(7, spend=raw(word))]}))
        assert (refused.status_code, refused.json()["code"]) == (400, "malformed_json")


def test_rule_14_a_contact_person_is_a_contact_that_is_named_in_one_text(client: Client, owner: Person, send: Send) -> None:
    last = "y" * 100  # the last space of all has this behind it, and 97 characters before it
    name = f" Ann \u00a0 {'x' * 93}  {last} "
    made = send("organizations", {**MILL, "contactPerson": {"name": name, "email": "ann@x.example", "type": "sales"}})
    path = f"organizations/{made['id']}"
    assert get(client, owner, path).json()["contactPerson"]["name"] == f"Ann {'x' * 93} {last}"

    def people() -> list[tuple[str, str | None, bool]]:
        rows = get(client, owner, "contacts", organizationId=made["id"]).json()["data"]
        return [(row["firstName"], row["lastName"], row["isPrimary"]) for row in rows]

    assert people() == [(f"Ann {'x' * 93}", last, True)]
    too_long = send("organizations", {**MILL, "contactPerson": {"name": "z" * 101, "email": "ann@x.example"}})
    refusal(too_long, 400, "too_long", "contactPerson.name")
    before = len(history(owner))
    send("organizations", {**MILL, "contactPerson": {"name": "Bob", "email": "bob@x.example"}})
    told = [(change.record_type, change.operation) for change in history(owner)[before:]]
    assert sorted(told) == [("contact", "create"), ("contact", "update"), ("organization", "update")]
    assert people() == [(f"Ann {'x' * 93}", last, False), ("Bob", None, True)]
    send("organizations", {**MILL, "contactPerson": {"name": "Anna Weaver", "email": "ANN@x.example"}})
    assert people() == [("Anna", "Weaver", True), ("Bob", None, False)]


def test_rule_15_who_goes_leaves_its_edges_and_what_is_in_use_is_switched_off(
    client: Client, owner: Person, send: Send, ends: dict[str, int]
) -> None:
    made = saved(
        client, owner, "relationships", *(edge(*pair, contacts=[{"email": "joe@x.example"}]) for pair in (("S-1", "B-1"), ("F-1", "B-1")))
    )
    (joe,) = record(client, owner, made[0]["id"])["contacts"]
    with statements() as sent:
        assert call(client, owner, "DELETE", f"contacts/{joe['id']}").status_code == 204
    assert sum("UPDATE relationships_relationship " in sql for sql in sent) == 1
    for result in made:
        after = record(client, owner, result["id"])
        assert (after["contacts"], after["version"]) == ([], 2)
        assert [change.operation for change in history(owner, "relationship", result["id"])] == ["create", "update"]
    assert not RelationshipContact.rows.filter(contact_id=joe["id"]).exists()

    assert call(client, owner, "DELETE", f"organizations/{ends['S-1']}").status_code == 204  # archives it, and touches no edge
    assert record(client, owner, made[0]["id"])["version"] == 2

    (kind,) = [row for row in get(client, owner, "relationship-types").json()["data"] if row["key"] == "direct supplier"]
    switched_off = call(client, owner, "DELETE", f"relationship-types/{kind['id']}")
    assert (switched_off.status_code, switched_off.json()["isActive"]) == (200, False)
    assert record(client, owner, made[0]["id"])["types"] == ["direct supplier"]

    define(owner, recordType="organization", key="licence", label="Licence", dataType="text", required=True)
    assert send("organizations", {"externalId": "F-1", "city": "Porto"})["operationType"] == "update"
    touched = send("organizations", {"externalId": "F-1", "customFields": {"licence": None}})
    new = upserted(client, owner, "organizations", [{"type": "F", "name": "New"}])[0]
    assert [mistakes(result) for result in (touched, new)] == [[("custom_field_required", "customFields.licence")]] * 2
