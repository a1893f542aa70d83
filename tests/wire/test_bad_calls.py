"""Calls that are refused as a whole: one problem with the right code, and not a row written."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.kit.calls import API, assert_problem, mistakes
from tests.kit.cast import Person
from tests.kit.corpus import CALLS, JSON, LONE_SURROGATE, MAX_BODY_BYTES, NUL, BadCall, batch, encode, nested, padded
from tests.kit.samples import SAMPLES, items

every_resource = pytest.mark.parametrize("resource", list(SAMPLES))


def rows() -> tuple[int, ...]:
    """How many rows there are of everything that an upsert writes."""
    tables = ("organizations_organization", "contacts_contact", "relationships_relationship", "activity_change")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        found: tuple[int, ...] = cursor.fetchone()
    return found


def make_call(client: Client, person: Person, resource: str, call: BadCall) -> Any:
    path = f"{API}{resource}/upsert" + (f"?{call.query}" if call.query else "")
    headers = {**person.headers, **call.headers}
    content = {} if call.content_type is None else {"CONTENT_TYPE": call.content_type}
    return client.generic(call.method, path, call.body(resource), content_type="", headers=headers, **content)  # type: ignore[arg-type]


@every_resource
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_bad_call_is_refused_with_its_code_and_writes_nothing(client: Client, owner: Person, resource: str, call: BadCall) -> None:
    before = rows()
    assert_problem(make_call(client, owner, resource, call), call.status, call.code)
    assert rows() == before


ACCEPTED = {
    "10 MiB": BadCall("", 200, "", padded(MAX_BODY_BYTES)),
    "a byte order mark": BadCall("", 200, "", lambda resource: b"\xef\xbb\xbf" + batch(resource)),
    "charset=utf-8": BadCall("", 200, "", batch, content_type=f"{JSON}; charset=utf-8"),
    "another case of the content type": BadCall("", 200, "", batch, content_type='Application/JSON; Charset="UTF8"'),
    "Content-Encoding: identity": BadCall("", 200, "", batch, headers={"Content-Encoding": "identity"}),
    "Content-Encoding: gzip": BadCall("", 200, "", lambda name: gzip.compress(batch(name)), headers={"Content-Encoding": "GZip"}),
    "an Idempotency-Key": BadCall("", 200, "", batch, headers={"Idempotency-Key": "x" * 255}),
    "the own account": BadCall("", 200, "", batch, headers={"X-Platform-Id": "acme"}),
    "any answer": BadCall("", 200, "", batch, headers={"Accept": "*/*"}),
    "every parameter": BadCall(
        "", 200, "", batch, query="dryRun=false&atomic=true&mode=upsert&revive=true&fieldActions=customFields:append"
    ),
    "depth 32": BadCall("", 207, "", nested(32)),
    "a bare item": BadCall("", 201, "", lambda resource: encode(items(resource, 1)[0])),
}


@every_resource
@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_just_inside_the_limits_is_read(client: Client, owner: Person, resource: str, name: str) -> None:
    answer = make_call(client, owner, resource, ACCEPTED[name])
    assert answer.status_code == ACCEPTED[name].status, answer.content
    assert answer["X-Request-ID"]


@every_resource
@pytest.mark.parametrize("character", [NUL, LONE_SURROGATE, "\u200b"], ids=ascii)
def test_a_misspelled_wrapper_is_an_unknown_member_of_a_bare_item(client: Client, owner: Person, resource: str, character: str) -> None:
    wrong = BadCall("", 400, "", lambda resource: encode({resource + character: items(resource, 1)}))
    found = mistakes(make_call(client, owner, resource, wrong).json())
    shown = resource + (character if character == "\u200b" else "\ufffd")
    assert ("unknown_field", shown) in found
    assert {code for code, field in found if field != shown} == {"required"}


@every_resource
def test_a_thousand_items_are_read_whatever_they_are(client: Client, owner: Person, resource: str) -> None:
    body = encode({resource: [*items(resource, 1), *[None] * 999]})
    answer = make_call(client, owner, resource, BadCall("", 207, "", lambda resource: body))
    assert answer.json()["summary"] == {"total": 1_000, "created": 1, "updated": 0, "unchanged": 0, "restored": 0, "failed": 999}
