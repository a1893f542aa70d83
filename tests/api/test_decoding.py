from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.decoding import decode, refuse_depth
from api.errors import Problem

BRACKETS = st.lists(
    st.sampled_from([b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b"1", b"a", b"[[[[[[[[[[", b"]]]]]]]]]]"]), max_size=80
).map(b"".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**24), 10**24) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


def detail_of(body: bytes) -> str:
    with pytest.raises(Problem) as raised:
        decode(body)
    assert raised.value.code == "malformed_json"
    assert raised.value.status == 400
    raised.value.detail.encode()
    return raised.value.detail


@given(JSON)
def test_json_is_read_as_python_reads_it(value: object) -> None:
    assert decode(json.dumps(value).encode()) == value
    assert decode(json.dumps(value, ensure_ascii=False, indent=1).encode()) == value


def test_a_byte_order_mark_is_skipped() -> None:
    assert decode(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5), ("-0", 0), ("9" * 25, 10**25 - 1), ("1.10", Decimal("1.10")), ("1e3", Decimal("1E+3")), ("1E-7", Decimal("1E-7"))],
)
def test_numbers_are_exact(text: str, number: object) -> None:
    read = decode(text.encode())
    assert (read, type(read)) == (number, type(number))


def test_an_integer_of_a_million_digits_is_read_in_no_time() -> None:
    started = time.perf_counter()
    assert isinstance(decode(b"9" * 1_000_000), Decimal)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("text", ["1e99999999999999999999", "-1e99999999999999999999", "1e-99999999999999999999"])
def test_a_number_beyond_all_decimals_is_the_items_error_not_the_batchs(text: str) -> None:
    number = decode(text.encode())
    assert isinstance(number, Decimal)
    assert number.is_finite()
    assert number > 10**100


@pytest.mark.parametrize("body", [b"NaN", b"[Infinity]", b'{"a": -Infinity}'])
def test_what_is_no_number_is_no_json(body: bytes) -> None:
    assert "is not JSON" in detail_of(body)


@pytest.mark.parametrize("body", [b'{"a": 1, "a": 1}', b'[{"x": {"a": 1, "b": 2, "a": 3}}]', b'{"\\u0061": 1, "a": 2}'])
def test_a_member_name_may_occur_once(body: bytes) -> None:
    assert detail_of(body) == "The member `a` occurs twice in one object."


def test_a_repeated_name_that_can_not_be_encoded_can_be_told() -> None:
    assert "\ufffd" in detail_of(b'{"\\ud800": 1, "\\ud800": 1}')


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf"])
def test_an_empty_body_is_told_to_be_empty(body: bytes) -> None:
    assert "empty" in detail_of(body)


@pytest.mark.parametrize(
    "body", ['"ü"'.encode("latin-1"), b'"\xed\xa0\x80"', b"\xff\xfe{\x00}\x00", b'"\xc0\x80"', b'"\xf8\x88\x80\x80\x80"']
)
def test_bytes_that_are_not_utf8_are_refused(body: bytes) -> None:
    assert "UTF-8" in detail_of(body)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"}",
        b"[1,]",
        b"{'a': 1}",
        b'"a\x00b"',
        b'"a\nb"',
        b"nul",
        b"1 2",
        b"{}{}",
        b"01",
        b"+1",
        b".5",
        b'"\\x"',
        "{\u00a0}".encode(),
        "[1]".encode("utf-16-be"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(body: bytes) -> None:
    assert "line 1, column" in detail_of(body)


def test_lone_surrogates_are_left_for_the_items_to_judge() -> None:
    assert decode(b'["\\ud800"]') == ["\ud800"]


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
def test_thirty_two_levels_are_read_and_one_more_is_not(opening: bytes, closing: bytes) -> None:
    levels = 32 // (opening + closing).count(closing[-1:])
    levels = 16 if len(closing) == 2 else 32
    assert decode(opening * levels + b"1" + closing * levels)
    assert "deeper than 32" in detail_of(b"[" + opening * levels + b"1" + closing * levels + b"]")


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"[" * 5_000 + b"]" * 5_000, b'{"a":' * 10_000, b'[1, "]", ' * 10_000, b"[" + b"[]," * 9 + b"[" * 40]
)
def test_depth_is_refused_however_deep(body: bytes) -> None:
    assert "deeper than 32" in detail_of(body)


@pytest.mark.parametrize("text", ["[" * 100, "{[" * 100, '"' * 3 + "[" * 100, "\\" * 7 + '"' + "{" * 100, "\\"])
def test_brackets_inside_texts_are_no_levels(text: str) -> None:
    value = [{text: text}, text]
    assert decode(json.dumps(value).encode()) == value


@given(BRACKETS)
def test_nothing_reaches_the_decoder_deeper_than_it_should(body: bytes) -> None:
    """Python's decoder, told to stop at the first deep level, never gets there with a body that was let through."""
    try:
        refuse_depth(body)
    except Problem:
        return
    assert _deepest(body) <= 32


def _deepest(body: bytes) -> int:
    """The depth a decoder reaches: brackets outside texts, up to the first that does not match."""
    open_ones: list[str] = []
    deepest, inside, escaped = 0, False, False
    for character in body.decode():
        if inside:
            inside, escaped = escaped or character != '"', character == "\\" and not escaped
        elif character == "\\":
            return deepest
        elif character == '"':
            inside = True
        elif character in "[{":
            open_ones.append("]" if character == "[" else "}")
            deepest = max(deepest, len(open_ones))
        elif character in "]}" and (not open_ones or open_ones.pop() != character):
            return deepest
    return deepest


@given(JSON)
def test_depth_alone_never_refuses_flat_json(value: object) -> None:
    body = json.dumps(value).encode()
    if _deepest(body) <= 32:
        refuse_depth(body)


@pytest.mark.parametrize(
    "body",
    [b"[" * 10_000_000, b"[" * 5_000_000 + b"]" * 5_000_000, b"[" + b"{}" * 4_999_999, b'["' + b"\\" * 10_000_000],
    ids=["open", "closed", "flat", "escapes"],
)
def test_ten_megabytes_of_malice_take_a_moment(body: bytes) -> None:
    started = time.perf_counter()
    detail_of(body)
    assert time.perf_counter() - started < 5
