"""Reading over HTTP, as a consumer does it."""

from __future__ import annotations

from collections.abc import Mapping
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
