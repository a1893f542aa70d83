from __future__ import annotations

import json
from decimal import Decimal

import pytest

from api.errors import Problem
from upserts.parsing import Parsed, parse


def problem_of(body: bytes) -> Problem:
    with pytest.raises(Problem) as raised:
        parse(body, wrapper="contacts")
    assert raised.value.status == 400
    return raised.value


def test_wrapped_items_are_a_batch() -> None:
    assert parse(b'{"contacts": [{"email": "a@b.de"}, {}]}', wrapper="contacts") == Parsed([{"email": "a@b.de"}, {}], is_bare=False)


def test_an_object_without_the_wrapper_is_one_bare_item() -> None:
    assert parse(b'{"email": "a@b.de"}', wrapper="contacts") == Parsed([{"email": "a@b.de"}], is_bare=True)
    assert parse(b"{}", wrapper="contacts") == Parsed([{}], is_bare=True)


def test_items_of_any_type_are_handed_on_for_their_own_errors() -> None:
    assert parse(b'{"contacts": [1, null, "x", [], 1.50]}', wrapper="contacts").items == [1, None, "x", [], Decimal("1.50")]


@pytest.mark.parametrize("body", [b"[]", b'[{"email": "a@b.de"}]', b"1", b'"x"', b"null", b"true"])
def test_lists_and_scalars_are_no_body(body: bytes) -> None:
    problem = problem_of(body)
    assert problem.code == "invalid_body"
    assert '{"contacts": [...]}' in problem.detail


@pytest.mark.parametrize("body", [b'{"contacts": {}}', b'{"contacts": null}', b'{"contacts": "x"}'])
def test_the_wrapper_holds_a_list(body: bytes) -> None:
    assert problem_of(body).code == "invalid_body"


def test_the_wrapper_stands_alone() -> None:
    problem = problem_of(b'{"contacts": [{}], "atomic\\ud800": true}')
    assert problem.code == "invalid_body"
    assert "`atomic\ufffd`" in problem.detail


def test_an_empty_batch_is_refused() -> None:
    assert problem_of(b'{"contacts": []}').code == "empty_batch"


def test_a_thousand_items_are_a_batch_and_one_more_is_not() -> None:
    assert len(parse(_batch(1_000), wrapper="contacts").items) == 1_000
    problem = problem_of(_batch(1_001))
    assert problem.code == "too_many_items"
    assert "1,001" in problem.detail


@pytest.mark.parametrize("body", [b"", b"{", b'{"contacts": [{}], "contacts": [{}]}', b'{"contacts": [NaN]}', b"\xff", b"[" * 10_000])
def test_what_is_not_json_is_refused_as_such(body: bytes) -> None:
    assert problem_of(body).code == "malformed_json"


def test_the_real_depth_of_an_upsert_is_far_from_the_limit() -> None:
    item = {"contacts": [{"customFields": {"a": ["b"]}}]}
    assert parse(json.dumps({"organizations": [item]}).encode(), wrapper="organizations").items == [item]


def _batch(size: int) -> bytes:
    return json.dumps({"contacts": [{"n": number} for number in range(size)]}).encode()
