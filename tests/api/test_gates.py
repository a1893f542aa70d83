"""The gate accepts ⇒ the field accepts, with an equal value. For every kind of field, on values near the border."""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api import patterns
from api.fields import (
    CountryField,
    ItemSerializer,
    StrictBool,
    StrictChar,
    StrictChoice,
    StrictDate,
    StrictDecimal,
    StrictEmail,
    StrictField,
    StrictInteger,
    StrictKey,
    StrictList,
    StrictObject,
    StrictUrl,
)
from api.text import clean_key
from tests.api.items import PersonItem, PlaceItem
from tests.api.kit import taken

REFUSED = object()
FIELDS: list[StrictField] = [
    StrictChar(max_length=8),
    StrictChar(max_length=8, required=False),
    StrictChar(max_length=8, multiline=True),
    StrictKey(max_length=8),
    StrictEmail(),
    StrictUrl(),
    StrictUrl(max_length=500, required=False),
    StrictChoice(["F", "S", "inactive"]),
    StrictChoice(["F"], required=False, allow_null=True),
    CountryField(),
    StrictBool(),
    StrictBool(strings=True, required=False, allow_null=True),
    StrictInteger(),
    StrictInteger(min_value=-3, max_value=3, strings=True),
    StrictDate(),
    StrictDate(required=False, allow_null=True),
    StrictObject(),
    StrictList(child=StrictChar(max_length=3), min_length=1, max_length=2),
    StrictList(child=PersonItem(), max_length=2),
    PersonItem(),
]
TRICKY = (
    "aZ09.@-_ \t\n\r\x00\x1f\x7f\x85\xa0\xad\u0301\u0316\u0344\u037e\u0387\u0953\u0e48"
    "\u1100\u1161\u11a8\u2000\u200b\u2028\u2126\u3000\u3099\uac00\ufeff\ufb1d\uf900\ud800\uffff\U0001f600\U0001d15e\U0002f800éßİıςΣ日한ก"
)
SAFE = st.sampled_from(patterns.SAFE_RANGES).flatmap(lambda bounds: st.integers(*bounds)).map(chr)
CHARACTERS = SAFE | st.sampled_from(TRICKY) | st.characters(categories=None)
TEXTS = st.text(CHARACTERS, max_size=9)
SHAPED = st.one_of(
    st.from_regex(patterns.EMAIL), st.from_regex(patterns.URL), st.from_regex(r"\A\d{4}-\d\d-\d\d\Z"), st.dates().map(str),
    st.emails(), st.sampled_from(["F", "S", "f", "true", "false", "DE", "de", "276", ""]),
)  # fmt: skip
SCALARS = st.one_of(
    TEXTS, SHAPED, st.none(), st.booleans(), st.integers(-5, 5), st.integers(), st.decimals(allow_nan=False, allow_infinity=False)
)
PEOPLE = st.fixed_dictionaries({}, optional={"email": SHAPED | SCALARS, "firstName": SCALARS, "isPrimary": SCALARS, "x\ud800": SCALARS})
VALUES = SCALARS | PEOPLE | st.lists(SCALARS | PEOPLE, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=2)


def through_gate(field: StrictField, value: object) -> Any:
    try:
        passed = msgspec.convert(value, field.gate_type())
    except (msgspec.ValidationError, UnicodeEncodeError):
        return REFUSED
    return passed if passed is None or field.from_gate is None else field.from_gate(passed)


@pytest.mark.parametrize("field", FIELDS, ids=repr)
@settings(max_examples=150)
@given(value=VALUES)
def test_what_passes_the_gate_is_accepted_unchanged(field: StrictField, value: object) -> None:
    passed = through_gate(field, value)
    if passed is not REFUSED:
        accepted = taken(field, value)
        assert passed == accepted
        assert type(passed) is type(accepted)


@pytest.mark.parametrize(
    "field", [StrictChar(max_length=30), StrictChar(max_length=30, multiline=True), StrictKey(max_length=30)], ids=repr
)
@given(first=SAFE, inside=st.text(SAFE | st.sampled_from(" \xa0"), max_size=28), last=SAFE)
def test_texts_of_safe_characters_pass_and_are_accepted_unchanged(field: StrictChar, first: str, inside: str, last: str) -> None:
    text = first + inside + last
    assert through_gate(field, text) == text == taken(field, text)


@given(st.from_regex(patterns.EMAIL).filter(lambda text: len(text) <= 255))
@example("a@" + "b" * 63 + ".com")
@example("-@a.bc")
def test_addresses_made_to_pass_are_email_addresses(text: str) -> None:
    assert taken(StrictEmail(), text) == text


@given(st.from_regex(patterns.URL).filter(lambda text: len(text) <= 255))
@example("http://" + "a." * 122 + "bc")
@example("https://a--b.de/%zz//..")
def test_addresses_made_to_pass_are_web_addresses(text: str) -> None:
    assert taken(StrictUrl(), text) == text


def test_every_safe_character_is_nfc_wherever_it_stands() -> None:
    composed_with = _second_characters()
    for first, last in patterns.SAFE_RANGES:
        for character in map(chr, range(first, last + 1)):
            assert unicodedata.combining(character) == 0
            assert unicodedata.is_normalized("NFC", character), hex(ord(character))
            assert character not in composed_with, hex(ord(character))
            assert clean_key(character) == character


def _second_characters() -> set[str]:
    """Characters that may melt into the one before them: Hangul vowels and finals, and the ends of canonical pairs."""
    second = {chr(point) for point in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    for point in range(0x110000):
        parts = unicodedata.decomposition(chr(point)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            second.add(chr(int(parts[1], 16)))
    return second


@pytest.mark.parametrize(
    "name",
    [
        "Zürich Textil GmbH & Co. KG",
        "Công ty Dệt May",
        "广东 纺织有限公司",
        "株式会社ユニクロ",
        "삼성물산",
        "Фабрика №1",
        "Nike [US] \\ x^",
        "O’Neil – “x”",
        "👕",
    ],
)
def test_ordinary_names_take_the_fast_way(name: str) -> None:
    assert through_gate(StrictChar(max_length=255), name) == name


@pytest.mark.parametrize("text", ["", " a", "a ", "a\nb", "e\u0301", "a\u200b\u0301", "\ud800", "a\x00"], ids=ascii)
def test_texts_that_need_a_look_do_not_pass(text: str) -> None:
    assert through_gate(StrictChar(max_length=9), text) is REFUSED


def test_an_optional_member_may_be_absent() -> None:
    optional = StrictChar(max_length=3, required=False).gate_type(required=False)
    assert msgspec.convert(None, optional) is None
    struct = msgspec.defstruct("Item", [("name", optional, msgspec.UNSET)])
    assert msgspec.convert({}, struct).name is msgspec.UNSET


def test_a_whole_item_passes_with_source_names_and_nested_ones() -> None:
    item = {
        "type": "F",
        "externalId": "ID-1",
        "signedOn": "2025-01-31",
        "contactPerson": None,
        "contacts": [{"email": "a@b.de", "firstName": "Jo"}],
    }
    assert through_gate(PlaceItem(), item) == PlaceItem().diagnose(item)[0]


@pytest.mark.parametrize("member", [{"nmae": 1}, {"id": 1}, {"latitude": 5}, {"name": None}, {"contacts": [{"email": "a@b.de", "x": 1}]}])
def test_an_item_with_a_member_that_needs_a_look_does_not_pass(member: dict[str, object]) -> None:
    assert through_gate(PlaceItem(), {"type": "F", **member}) is REFUSED


def test_an_item_that_requires_what_has_no_gate_has_none_itself() -> None:
    class Item(ItemSerializer):
        price = StrictDecimal(max_digits=5, decimal_places=2)

    assert Item().gate_type() is None
    assert StrictList(child=Item()).gate_type() is None
    assert StrictDecimal(max_digits=5, decimal_places=2).gate_type(required=False) is None


MEMBERS = st.fixed_dictionaries(
    {"type": st.sampled_from(["F", "S", "x"])},
    optional={name: VALUES for name in PlaceItem().fields if name != "type"},
)


@settings(max_examples=150)
@given(MEMBERS)
def test_whole_items_hold_the_same_promise(item: dict[str, object]) -> None:
    passed = through_gate(PlaceItem(), item)
    if passed is not REFUSED:
        values, errors = PlaceItem().diagnose(item)
        assert not errors
        assert passed == values
