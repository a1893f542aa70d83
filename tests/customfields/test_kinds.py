"""What each data type takes and how it is stored."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customfields.kinds import KINDS, KindError
from tests.customfields.samples import ANY_JSON, define

NFD, NFC = "Cafe\u0301", "Caf\u00e9"

TAKEN: list[tuple[str, Any, Any]] = [
    ("text", "  Primary supplier  ", "Primary supplier"),
    ("text", NFD, NFC),
    ("text", "two\r\nlines\tand a tab", "two\nlines\tand a tab"),
    ("text", "\u3000x\u00a0", "x"),
    ("text", "x" * 500, "x" * 500),
    ("text", "\U0001f3ed" * 500, "\U0001f3ed" * 500),
    ("number", 0, 0),
    ("number", "-42", -42),
    ("number", " 007 ", 7),
    ("number", "-0", 0),
    ("number", 999_999_999_999_999, 999_999_999_999_999),
    ("number", "-999999999999999", -999_999_999_999_999),
    ("number", Decimal("5.0"), 5),
    ("number", Decimal("1E+3"), 1000),
    ("number", "0" * 499 + "1", 1),
    ("money", "12.5", "12.50"),
    ("money", 12, "12.00"),
    ("money", Decimal("12.5"), "12.50"),
    ("money", Decimal("1E+2"), "100.00"),
    ("money", "0", "0.00"),
    ("money", "-0.00", "0.00"),
    ("money", Decimal("-0"), "0.00"),
    ("money", "007.10", "7.10"),
    ("money", "999999999999999.00", "999999999999999.00"),
    ("money", 999_999_999_999_999, "999999999999999.00"),
    ("money", "0.1", "0.10"),
    ("date", "2024-02-29", "2024-02-29"),
    ("date", " 0001-01-01 ", "0001-01-01"),
    ("boolean", True, True),
    ("boolean", "false", False),
    ("boolean", " true", True),
    ("choice", "darkBlue", "darkBlue"),
    ("choice", " red ", "red"),
    ("multiChoice", ["blue", "red", "blue"], ["blue", "red"]),
    ("multiChoice", "red", ["red"]),
    ("url", "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
    ("url", "HTTP://EXAMPLE.COM", "HTTP://EXAMPLE.COM"),
    ("email", "Joe.O'Hara+x@Example.com", "Joe.O'Hara+x@Example.com"),
]

REFUSED: list[tuple[str, Any, str]] = [
    ("text", 5, "custom_field_invalid_type"),
    ("text", True, "custom_field_invalid_type"),
    ("text", {"a": 1}, "custom_field_invalid_type"),
    ("text", ["a"], "custom_field_invalid_type"),
    ("text", "x" * 501, "custom_field_too_long"),
    ("text", "a\x00b", "invalid_characters"),
    ("text", "a\ud800b", "invalid_characters"),
    ("text", "a\x1bb", "invalid_characters"),
    ("number", True, "custom_field_invalid_type"),
    ("number", 1.0, "custom_field_invalid_type"),
    ("number", Decimal("1.5"), "custom_field_invalid_type"),
    ("number", Decimal("NaN"), "custom_field_invalid_type"),
    ("number", Decimal("-Infinity"), "custom_field_invalid_type"),
    ("number", Decimal("1E-999999"), "custom_field_invalid_type"),
    ("number", "1e3", "custom_field_invalid_type"),
    ("number", "1.0", "custom_field_invalid_type"),
    ("number", "1_000", "custom_field_invalid_type"),
    ("number", "+1", "custom_field_invalid_type"),
    ("number", "\u0663", "custom_field_invalid_type"),
    ("number", 10**15, "custom_field_out_of_range"),
    ("number", -(10**15), "custom_field_out_of_range"),
    ("number", "1" * 500, "custom_field_out_of_range"),
    ("number", "1" * 501, "custom_field_too_long"),
    ("money", True, "custom_field_invalid_type"),
    ("money", 12.5, "custom_field_invalid_type"),
    ("money", "12.345", "custom_field_invalid_type"),
    ("money", Decimal("12.345"), "custom_field_invalid_type"),
    ("money", "1e3", "custom_field_invalid_type"),
    ("money", "12.", "custom_field_invalid_type"),
    ("money", ".5", "custom_field_invalid_type"),
    ("money", "1,50", "custom_field_invalid_type"),
    ("money", "NaN", "custom_field_invalid_type"),
    ("money", Decimal("NaN"), "custom_field_invalid_type"),
    ("money", "-0.01", "custom_field_out_of_range"),
    ("money", -1, "custom_field_out_of_range"),
    ("money", "999999999999999.01", "custom_field_out_of_range"),
    ("money", 10**15, "custom_field_out_of_range"),
    ("date", "2025-02-30", "custom_field_invalid_type"),
    ("date", "2025-2-3", "custom_field_invalid_type"),
    ("date", "20250203", "custom_field_invalid_type"),
    ("date", "2025-W01-1", "custom_field_invalid_type"),
    ("date", "2025-02-03T00:00:00Z", "custom_field_invalid_type"),
    ("date", "0000-01-01", "custom_field_invalid_type"),
    ("date", 20250203, "custom_field_invalid_type"),
    ("boolean", 1, "custom_field_invalid_type"),
    ("boolean", "yes", "custom_field_invalid_type"),
    ("boolean", "TRUE", "custom_field_invalid_type"),
    ("choice", "Red", "custom_field_invalid_option"),
    ("choice", 1, "custom_field_invalid_type"),
    ("choice", ["red"], "custom_field_invalid_type"),
    ("multiChoice", ["red", "green"], "custom_field_invalid_option"),
    ("multiChoice", ["red", 1], "custom_field_invalid_type"),
    ("multiChoice", [["red"]], "custom_field_invalid_type"),
    ("multiChoice", [""], "custom_field_invalid_option"),
    ("multiChoice", {"red": True}, "custom_field_invalid_type"),
    ("url", "javascript:alert(1)", "custom_field_invalid_type"),
    ("url", "ftp://example.com", "custom_field_invalid_type"),
    ("url", "example.com", "custom_field_invalid_type"),
    ("url", "https://exa mple.com", "custom_field_invalid_type"),
    ("email", "joe", "custom_field_invalid_type"),
    ("email", "joe@example.com\nBcc: x@example.com", "invalid_characters"),
    ("email", ["joe@example.com"], "custom_field_invalid_type"),
]


def parse(kind: str, value: object, **more: Any) -> Any:
    return KINDS[kind].parse(value, define("field", kind, **more))


def refusal(kind: str, value: object, **more: Any) -> KindError:
    with pytest.raises(KindError) as refused:
        parse(kind, value, **more)
    return refused.value


@pytest.mark.parametrize(("kind", "sent", "stored"), TAKEN)
def test_a_value_that_fits_is_stored_in_its_one_form(kind: str, sent: object, stored: object) -> None:
    taken = parse(kind, sent)
    assert (taken, type(taken)) == (stored, type(stored))


@pytest.mark.parametrize(("kind", "sent", "code"), REFUSED)
def test_a_value_that_does_not_fit_is_refused_with_its_code(kind: str, sent: object, code: str) -> None:
    assert refusal(kind, sent).code == code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [None, "", "  ", "\u00a0\n"])
def test_nothing_is_none_for_every_kind(kind: str, nothing: object) -> None:
    assert parse(kind, nothing) is None


def test_an_empty_list_is_nothing() -> None:
    assert parse("multiChoice", []) is None


@pytest.mark.parametrize("kind", ["number", "money", "text"])
@pytest.mark.parametrize("monster", [Decimal("1e999999999"), Decimal("1e-999999999"), 10**4000, -(10**4000), "9" * 5_000_000])
def test_monstrous_numbers_are_refused_at_once(kind: str, monster: object) -> None:
    assert refusal(kind, monster).code.startswith("custom_field_")  # expanding one would hold the test for ever


def test_a_text_in_a_template_is_short_unless_told_otherwise() -> None:
    assert refusal("text", "x" * 51, template_id=7).params == {"max": 50}
    assert parse("text", "x" * 60, template_id=7, max_length=60) == "x" * 60
    assert parse("url", "https://example.com/" + "x" * 60, template_id=7)


def test_lengths_are_judged_after_stripping() -> None:
    assert parse("text", "  abc  ", max_length=3) == "abc"
    assert refusal("text", "abcd", max_length=3).params == {"max": 3}


def test_an_identifier_is_one_line() -> None:
    assert refusal("text", "a\nb", is_identifier=True, identifier_scope="account").code == "invalid_characters"


def test_a_wrong_option_shows_the_options_and_what_was_perhaps_meant() -> None:
    error = refusal("choice", "dark blue")
    assert error.params == {"option": "dark blue", "choices": ["red", "blue", "darkBlue"], "suggestions": ["darkBlue"]}


def test_many_options_are_not_listed() -> None:
    choices = tuple((f"option{number}", "…") for number in range(21))
    assert "choices" not in refusal("choice", "option99", choices=choices).params


def test_a_wrong_option_that_cannot_be_encoded_can_still_be_answered() -> None:
    assert msgspec.json.encode(refusal("choice", "\ud800\x00").params)


@given(st.sampled_from(sorted(KINDS)), ANY_JSON)
def test_any_json_is_stored_in_a_fixed_form_or_refused(kind: str, value: object) -> None:
    try:
        stored = parse(kind, value)
    except KindError as error:
        msgspec.json.encode(error.params)  # whatever was sent, the answer can be encoded
        return
    assert msgspec.json.decode(msgspec.json.encode(stored)) == stored
    assert parse(kind, stored) == stored
    assert not isinstance(stored, float)


@given(st.decimals(min_value=0, max_value=999_999_999_999_999, places=2))
def test_money_comes_back_to_the_cent(amount: Decimal) -> None:
    assert Decimal(parse("money", amount)) == amount
    assert parse("money", str(amount)) == parse("money", amount)


@given(st.integers(-999_999_999_999_999, 999_999_999_999_999))
def test_numbers_mean_the_same_as_digits(number: int) -> None:
    assert parse("number", number) == parse("number", str(number)) == parse("number", Decimal(number)) == number
