from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
from django.utils.functional import lazystr
from hypothesis import given
from hypothesis import strategies as st

from api.renderers import FastJSONRenderer, encode

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(categories=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(categories=None)), inner),
)


class Name(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "json_text"),
    [
        (datetime.datetime(2025, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.UTC), '"2025-01-02T03:04:05.678901Z"'),
        (datetime.datetime(2025, 1, 2, tzinfo=datetime.UTC), '"2025-01-02T00:00:00Z"'),
        (datetime.date(2025, 1, 2), '"2025-01-02"'),
        (Decimal("12.50"), "12.50"),
        ({"customKey_1": "ü€😀"}, '{"customKey_1":"ü€😀"}'),
        (lazystr("later"), '"later"'),
        ([Name("x")], '["x"]'),
        (2**63, "9223372036854775808"),
    ],
)
def test_values_are_written_exactly(value: object, json_text: str) -> None:
    assert encode(value).decode() == json_text


@given(ANYTHING)
def test_whatever_came_in_can_be_sent_back_as_json(value: object) -> None:
    json.loads(encode(value).decode("utf-8"))


def test_lone_surrogates_become_a_sign_that_something_was_there() -> None:
    assert encode({"a\ud800": ["\udfff", ("b",), 1]}) == '{"a\ufffd":["\ufffd",["b"],1]}'.encode()


def test_what_has_no_json_form_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        encode({1, object()})


def test_no_content_has_no_body() -> None:
    assert FastJSONRenderer().render(None) == b""
    assert FastJSONRenderer().render({}) == b"{}"
