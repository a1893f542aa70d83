from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from api.fields import CountryField, Report, StrictChar, StrictChoice, StrictEmail, StrictField, StrictKey, StrictUrl
from tests.api.kit import code_of, refused, taken

NO_TEXT: list[Any] = [True, 1, Decimal("1.5"), ["a"], {"a": "b"}]
TEXT_FIELDS = [StrictChar(max_length=5), StrictKey(), StrictEmail(), StrictUrl(), StrictChoice(["a"]), CountryField()]


@pytest.mark.parametrize("field", TEXT_FIELDS[:-1], ids=repr)
@pytest.mark.parametrize("value", NO_TEXT, ids=repr)
def test_what_is_no_text_is_never_turned_into_one(field: StrictField, value: object) -> None:
    code, params = refused(field, value)
    assert code == "invalid_type"
    assert params["expected"] == "string"


@pytest.mark.parametrize("field", TEXT_FIELDS, ids=repr)
def test_null_can_not_clear_what_is_required(field: StrictField) -> None:
    assert refused(field, None) == ("invalid_type", {"expected": "string", "received": "null"})


@pytest.mark.parametrize("value", ["", "  ", "\u00a0\u3000"])
def test_empty_text_is_null_where_text_is_optional_and_blank_where_it_is_required(value: str) -> None:
    assert taken(StrictChar(max_length=5, required=False), value) is None
    assert code_of(StrictChar(max_length=5), value) == "blank"
    assert code_of(StrictChar(max_length=5, required=False, allow_null=False), value) == "blank"
    assert taken(StrictEmail(required=False), value) is None
    assert taken(StrictUrl(required=False), value) is None
    assert taken(CountryField(required=False), value) is None
    assert taken(StrictChoice(["a"], required=False, allow_null=True), value) is None


def test_length_is_counted_in_code_points_after_cleaning() -> None:
    field = StrictChar(max_length=3)
    assert taken(field, "  e\u0301\U0001f600x  ") == "é\U0001f600x"
    assert refused(field, "abcd") == ("too_long", {"max": 3})


def test_a_long_text_keeps_its_lines_only_where_it_may() -> None:
    assert taken(StrictChar(max_length=10, multiline=True), "a\n\tb") == "a\n\tb"
    assert code_of(StrictChar(max_length=10), "a\nb") == "invalid_characters"


@pytest.mark.parametrize("field", [StrictChar(max_length=99), StrictKey(), StrictEmail(), StrictUrl()], ids=repr)
@pytest.mark.parametrize("value", ["a\x00b", "a\ud800b", "\udc00"], ids=ascii)
def test_what_a_database_refuses_is_refused_here(field: StrictField, value: str) -> None:
    assert code_of(field, value) == "invalid_characters"


def test_a_key_that_was_stripped_is_taken_with_a_warning() -> None:
    report = Report()
    assert StrictKey().take("\u200b ID-1 ", report, ("externalId",)) == "ID-1"
    (warning,) = report.warnings
    assert (warning.code, warning.field, warning.params) == ("value_normalized", "externalId", {"value": "ID-1"})


@pytest.mark.parametrize("value", ["ID-1", "Cafe\u0301"])
def test_a_key_that_only_changed_its_spelling_gives_no_warning(value: str) -> None:
    report = Report()
    StrictKey().take(value, report, ())
    assert not report.warnings


def test_stripping_other_text_gives_no_warning() -> None:
    report = Report()
    StrictChar(max_length=9).take(" x ", report, ())
    assert not report.warnings


def test_a_key_may_have_255_code_points() -> None:
    assert taken(StrictKey(), "é" * 255) == "é" * 255
    assert refused(StrictKey(), "é" * 256) == ("too_long", {"max": 255})


@pytest.mark.parametrize("value", ["joe@example.com", " Joe.O'Neil+x@sub.example.co.uk ", "\u200bjoe@example.com\ufeff", "joe@münchen.de"])
def test_an_email_address_is_taken_with_its_case(value: str) -> None:
    assert taken(StrictEmail(), value) == value.strip(" \u200b\ufeff")


@pytest.mark.parametrize("value", ["joe", "joe@", "@example.com", "joe@example", "a b@example.com", "joe@exam\u200bple.com", "a@b@c.de"])
def test_what_is_no_email_address_is_refused(value: str) -> None:
    assert code_of(StrictEmail(), value) == "invalid_email"


@pytest.mark.parametrize("value", ["http://example.com", "https://example.com/a?b=c#d", "HTTPS://EXAMPLE.COM", "https://münchen.de/ä"])
def test_a_web_address_is_taken_as_it_is(value: str) -> None:
    assert taken(StrictUrl(), value) == value


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "ftp://example.com",
        "//example.com",
        "http://",
        "http://[::1",
        "data:text/html,x",
        "http://a b.de",
        "http://a\u200bb.de",
    ],
)
def test_other_schemes_and_broken_addresses_are_refused(value: str) -> None:
    assert code_of(StrictUrl(), value) == "invalid_format"


def test_a_web_address_without_scheme_gets_a_suggestion() -> None:
    assert refused(StrictUrl(), "www.example.com")[1]["suggestions"] == ["https://www.example.com"]


def test_a_choice_is_taken_exactly_and_a_near_miss_is_told() -> None:
    field = StrictChoice(["active", "inactive"])
    assert taken(field, " active ") == "active"
    assert refused(field, "Active") == ("invalid_choice", {"choices": ["active", "inactive"], "suggestions": ["active"]})
    assert refused(field, "") == ("invalid_choice", {"choices": ["active", "inactive"], "suggestions": []})
    assert code_of(field, "\ud800\x00") == "invalid_choice"


@pytest.mark.parametrize("value", ["DE", "de", " De ", "276", 276])
def test_a_country_is_stored_as_two_letters(value: object) -> None:
    assert taken(CountryField(), value) == "DE"


@pytest.mark.parametrize("value", [36, "36", "036", "AU"])
def test_numeric_country_codes_need_no_leading_zeros(value: object) -> None:
    assert taken(CountryField(), value) == "AU"


@pytest.mark.parametrize(
    ("value", "suggestions"),
    [
        ("Germany", ["DE"]),
        ("germany", ["DE"]),
        ("Germny", ["DE"]),
        ("deu", ["DE"]),
        ("UK", ["GB"]),
        ("Türkiye", ["TR"]),
        ("Vietnam", ["VN"]),
        ("XX", []),
        (999, []),
        (-1, []),
        ("0", []),
        (10**24, []),
    ],
)
def test_an_unknown_country_is_refused_with_what_was_probably_meant(value: object, suggestions: list[str]) -> None:
    code, params = refused(CountryField(), value)
    assert code == "invalid_choice"
    assert params["suggestions"][:1] == suggestions


@pytest.mark.parametrize("value", [True, Decimal("1E+999999"), [], {}, "\ud800", "٣٦", "²"], ids=ascii)
def test_no_value_breaks_the_country_field(value: object) -> None:
    assert code_of(CountryField(), value) in ("invalid_type", "invalid_choice")
