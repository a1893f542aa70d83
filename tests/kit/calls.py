"""Reading and upserting over HTTP, as a consumer does it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.kit.cast import Person

API = "/api/v2/"
PROBLEM = "application/problem+json"
NO_IDS = ("-1", "0", "00", "1.0", "1e3", "abc", "true", "null", "+1", " 1", "1%00", "٣", str(2**63 - 1), str(2**63), "9" * 5_000)


def get(client: Client, person: Person, path: str, **query: Any) -> Any:
    """The answer to GET /api/v2/<path>; a list in the query repeats its parameter."""
    return client.get(API + path, query, headers=person.headers)


def rows(client: Client, person: Person, path: str, **query: Any) -> list[dict[str, Any]]:
    """The rows of a page that must be there."""
    answer = get(client, person, path, **query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def all_rows(client: Client, person: Person, path: str, **query: Any) -> list[dict[str, Any]]:
    """The rows of all pages, following `links.next`."""
    body = get(client, person, path, **query).json()
    found = body["data"]
    while body["links"]["next"]:
        body = client.get(body["links"]["next"], headers=person.headers).json()
        found += body["data"]
    return list(found)


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that must be this problem, request id aside."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"], body["code"]) == (status, PROBLEM, code), answer.content
    assert body.pop("requestId") == answer["X-Request-ID"]
    return body


def assert_refused_parameter(answer: Any, name: str, code: str = "invalid_parameter") -> Mapping[str, Any]:
    """The one error of a 400 that blames this query parameter."""
    (error,) = assert_problem(answer, 400, code)["errors"]
    assert (error["code"], error["field"], error["pointer"]) == (code, name, None)
    return dict(error)


def statements(client: Client, person: Person, path: str, **query: Any) -> int:
    """How many statements a successful call takes."""
    get(client, person, path, **query)  # the first call of a key notes its use
    with CaptureQueriesContext(connection) as caught:
        answer = get(client, person, path, **query)
    assert answer.status_code == 200, answer.content
    return len(caught)


Item = dict[str, Any]


def post_upsert(client: Client, person: Person, resource: str, items: object, *, prefer: str | None = None, **query: Any) -> Any:
    """The answer to POST /api/v2/<resource>/upsert. A list of items gets its wrapper; an object goes as it is: one bare item."""
    body = {resource: items} if isinstance(items, list) else items
    return post_bytes(client, person, resource, json.dumps(body).encode(), prefer=prefer, **query)


def post_bytes(client: Client, person: Person, resource: str, body: bytes, *, prefer: str | None = None, **query: Any) -> Any:
    """The answer to an upsert whose body is given byte for byte."""
    headers = person.headers | ({"Prefer": prefer} if prefer else {})
    words = {name: json.dumps(value) if isinstance(value, bool) else value for name, value in query.items()}
    return client.post(f"{API}{resource}/upsert", data=body, content_type="application/json", headers=headers, query_params=words)


def upserted(client: Client, person: Person, resource: str, items: Sequence[object], **query: Any) -> list[Item]:
    """The results of a batch, in request order, whatever became of its items."""
    answer = post_upsert(client, person, resource, list(items), **query)
    assert answer.status_code in (200, 207, 422), answer.content
    found: list[Item] = answer.json()["data"]
    assert [result["index"] for result in found] == list(range(len(items)))
    return found


def outcome(client: Client, person: Person, resource: str, item: object, **query: Any) -> Item:
    """The result of one item, sent as a batch of one."""
    (result,) = upserted(client, person, resource, [item], **query)
    return result


def saved(client: Client, person: Person, resource: str, *items: Item, **query: Any) -> list[Item]:
    """The results of items that must all succeed."""
    found = upserted(client, person, resource, items, **query)
    assert all(result["status"] < 300 for result in found), found
    return found


def mistakes(result: Item) -> list[tuple[str, str | None]]:
    """(code, field) of every error of a result, sorted."""
    return sorted(((error["code"], error["field"]) for error in result.get("errors", ())), key=str)


def refusal(result: Item, status: int, code: str, field: str | None) -> Item:
    """The one error of a result that must have failed so; the answer is the error."""
    assert result["status"] == status, result
    (error,) = result["errors"]
    assert (error["code"], error["field"]) == (code, field), error
    return dict(error)


def warnings(result: Item) -> list[tuple[str, str | None]]:
    """(code, field) of every warning of a result."""
    return [(warning["code"], warning["field"]) for warning in result.get("warnings", ())]
