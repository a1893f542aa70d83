"""Bad input on every route of the URL map, found by walking it: a new endpoint is tried the day it is there.

The upsert calls are tried more closely in the other files; here each route must refuse what it can't read with the same codes, and
answer whatever stands in a member, a parameter or a path with something that is documented.
"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.calls import API, PROBLEM
from tests.kit.corpus import JSON, LONE_SURROGATE, MAX_BODY_BYTES, NUL, encode, raw
from tests.kit.matrix import parameters, routes
from tests.kit.matrix_calls import Asker
from tests.kit.matrix_scene import matrix_scene
from tests.kit.matrix_standings import Scene
from tests.kit.matrix_table import TABLE
from tests.upserts.ledger import ledger
from tests.wire.bad_values import LONG_NUMBER
from tests.wire.placing import leaves, objects, with_value
from tests.wire.test_fuzz import DOCUMENTED, assert_explained

OWNER = "O"
WITH_BODY = [route for route in routes() if TABLE[route].body is not None]
PAGES = ("GET docs", "GET redoc")  # for people
NO_OBJECT = "no object"  # a batch may be two things, an object or a list in one; everything else is one item
BAD_BODIES: dict[str, tuple[int, str, bytes, dict[str, str]]] = {
    "no body": (400, "malformed_json", b"", {}),
    "a word": (400, "malformed_json", b"hello", {}),
    "cut off": (400, "malformed_json", b'{"name": ', {}),
    "two values": (400, "malformed_json", b"{} {}", {}),
    "a member twice": (400, "malformed_json", b'{"name": 1, "name": 1}', {}),
    "NaN": (400, "malformed_json", b'{"name": NaN}', {}),
    "a bare NUL": (400, "malformed_json", b'{"name": "\x00"}', {}),
    "no UTF-8": (400, "malformed_json", b'{"name": "\xff"}', {}),
    "UTF-16": (400, "malformed_json", "{}".encode("utf-16"), {}),
    "depth 33": (400, "malformed_json", b'{"a":' * 33 + b"1" + b"}" * 33, {}),
    "depth a million": (400, "malformed_json", b"[" * 1_000_000, {}),
    "10 MiB and one byte": (413, "body_too_large", b"{}".ljust(MAX_BODY_BYTES + 1), {}),
    "a gzip bomb": (413, "body_too_large", gzip.compress(bytes(50 * 1024 * 1024)), {"Content-Encoding": "gzip"}),
    "broken gzip": (400, "malformed_json", b"{}", {"Content-Encoding": "gzip"}),
    "deflate": (415, "unsupported_media_type", b"{}", {"Content-Encoding": "deflate"}),
    "a form": (415, "unsupported_media_type", b"name=x", {"Content-Type": "application/x-www-form-urlencoded"}),
    "latin-1": (415, "unsupported_media_type", b"{}", {"Content-Type": f"{JSON}; charset=latin-1"}),
    "a list": (400, NO_OBJECT, b"[]", {}),
    "a number": (400, NO_OBJECT, b"1", {}),
    "null": (400, NO_OBJECT, b"null", {}),
}
GARBAGE = {
    "NUL": f"a{NUL}b",
    "half a surrogate pair": LONE_SURROGATE,
    "a text of 5,000": "x" * 5_000,
    "combining marks": "e" + "\u0301" * 500,
    "empty": "",
    "null": None,
    "true": True,
    "a huge number": raw("1e400"),
    "a long number": raw(LONG_NUMBER),
    "a fraction": raw("1.5"),
    "beyond bigint": 2**63,
    "a list": [[[]]],
    "an object": {"a": {NUL: []}},
}


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with matrix_scene(django_db_blocker) as scene:
        yield scene


@pytest.fixture
def asker(kept: Scene, client: Client, db: None) -> Asker:
    return Asker(kept, client)


def call(asker: Asker, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
    """The answer to a call of the Owner's. Headers by their own names; without a body there is no content type either."""
    sent = asker.scene.people[OWNER].headers | headers
    content = {} if body is None else {"CONTENT_TYPE": sent.pop("Content-Type", JSON)}
    return asker.client.generic(method, API + path, body or b"", content_type="", headers=sent, **content)  # type: ignore[arg-type]


def assert_answered(answer: Any) -> None:
    """No fault of ours, no HTML, and a code that the guide explains, as for every error in it."""
    assert answer.status_code < 500, answer.content
    assert answer["X-Request-ID"]
    if not answer.content:
        return
    assert answer["Content-Type"] == (PROBLEM if answer.status_code >= 400 else JSON)
    told = answer.json()
    if answer.status_code >= 400:
        assert DOCUMENTED[told["code"]] == str(answer.status_code)
        assert_explained(told)
    for result in told.get("data", ()) if answer.status_code == 207 else ():
        assert_explained(result)


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_body_that_cannot_be_read_is_refused_alike_everywhere(asker: Asker, name: str) -> None:
    status, code, body, headers = BAD_BODIES[name]
    for route in WITH_BODY:
        method, path, _ = asker.good(route, OWNER)
        with ledger() as book:
            answer = call(asker, method, path, body, **headers)
        assert_answered(answer)
        expected = code if code != NO_OBJECT else "invalid_body" if route.endswith("/upsert") else "invalid_type"
        assert (answer.status_code, answer.json()["code"]) == (status, expected), (route, answer.content)
        assert book.rows == {}, route


@pytest.mark.parametrize("route", WITH_BODY)
def test_garbage_in_any_member_is_answered_with_a_reason(asker: Asker, route: str) -> None:
    method, path, good = asker.good(route, OWNER)
    for way, _ in leaves(good):
        for garbage in GARBAGE.values():
            assert_answered(call(asker, method, path, encode(with_value(copy.deepcopy(good), way, garbage))))


@pytest.mark.parametrize("route", WITH_BODY)
def test_a_member_that_nobody_knows_is_refused(asker: Asker, route: str) -> None:
    method, path, good = asker.good(route, OWNER)
    for way, _ in objects(good):
        for key in ("__proto__", f"a{NUL}", LONE_SURROGATE, "", "x" * 300):
            answer = call(asker, method, path, encode(with_value(copy.deepcopy(good), (*way, key), "x")))
            assert_answered(answer)
            assert answer.status_code in (207, 400), (way, key, answer.content)


@pytest.mark.parametrize("route", [route for route in routes() if route not in PAGES])
def test_parameters_and_paths_that_make_no_sense_are_refused(asker: Asker, route: str) -> None:
    method, path, good = asker.good(route, OWNER)
    body = None if good is None else json.dumps(good).encode()
    for name in ("nobodyknows", "%00", "%ED%A0%80", "x" * 5_000):
        answer = call(asker, method, f"{path}?{name}=1", body)
        assert_answered(answer)
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter"), (name, answer.content)
    for name in parameters(route):
        for value in ("a%00b", "%ED%A0%80", "%FF", "", "-1", "1e3", "9" * 5_000, "x" * 5_000, "%CC%81" * 40):
            assert_answered(call(asker, method, f"{path}?{name}={value}", body))
    if "{id}" in route:
        for identity in ("0", "-1", "1e3", str(2**63), "9" * 5_000, "%00", "%ED%A0%80", quote("٣"), "%2e%2e"):
            answer = call(asker, method, route.partition(" ")[2].replace("{id}", identity), body)
            assert_answered(answer)
            assert answer.status_code == 404, (identity, answer.content)
