from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from api.fields import Report, StrictBool, StrictDate, StrictDecimal, StrictInteger
from tests.api.kit import code_of, refused, taken

LATITUDE = StrictDecimal(max_digits=8, decimal_places=6, min_value=Decimal(-90), max_value=Decimal(90))
BEYOND = Decimal("1E+999999")


@pytest.mark.parametrize("value", [True, False])
def test_truth_is_taken_as_json_says_it(value: bool) -> None:
    assert taken(StrictBool(), value) is value


@pytest.mark.parametrize("value", [0, 1, "true", "false", "", "1", [], {}, Decimal(1)])
def test_nothing_else_is_true_or_false(value: object) -> None:
    assert code_of(StrictBool(), value) == "invalid_type"


def test_truth_in_words_is_taken_where_texts_are() -> None:
    field = StrictBool(strings=True, required=False, allow_null=True)
    assert [taken(field, value) for value in ("true", " false ", "", None)] == [True, False, None, None]
    assert code_of(field, "yes") == "invalid_type"
    assert code_of(field, "True") == "invalid_type"


@pytest.mark.parametrize("value", [0, -1, 2**63 - 1, -(2**63)])
def test_any_integer_that_fits_64_bits_is_taken(value: int) -> None:
    assert taken(StrictInteger(), value) == value


@pytest.mark.parametrize("value", [True, "5", Decimal("5.0"), Decimal("1E+3"), BEYOND, 5.0, [], {}, "1e3"])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    assert code_of(StrictInteger(), value) == "invalid_type"


@pytest.mark.parametrize("value", [Decimal("5.0"), Decimal("1E+3")])
def test_a_number_that_is_not_whole_is_not_told_that_it_is_none(value: Decimal) -> None:
    report = Report()
    StrictInteger().take(value, report, ())
    assert [error.message for error in report.errors] == ["Send a whole number, not one with a point or an exponent."]


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**24, Decimal(10**30)])
def test_whole_numbers_beyond_64_bits_are_out_of_range(value: object) -> None:
    assert refused(StrictInteger(), value) == ("invalid_format", {"min": -(2**63), "max": 2**63 - 1})


def test_bounds_hold() -> None:
    field = StrictInteger(min_value=1, max_value=5)
    assert [taken(field, 1), taken(field, 5)] == [1, 5]
    assert refused(field, 0) == ("invalid_format", {"min": 1, "max": 5})
    assert code_of(field, 6) == "invalid_format"


def test_digits_in_a_text_are_taken_where_texts_are() -> None:
    field = StrictInteger(strings=True)
    assert taken(field, " -12 ") == -12
    for value in ("1e3", "1.0", "٣", "", "+5", "1_000", "9" * 26, "\ud800"):
        assert code_of(field, value) in ("invalid_type", "invalid_format")


@pytest.mark.parametrize(
    ("value", "stored"),
    [(5, "5.000000"), (Decimal("-12.5"), "-12.500000"), (Decimal("1.23456700"), "1.234567"), (Decimal("9E1"), "90.000000")],
)
def test_decimals_are_exact_and_have_all_their_places(value: object, stored: str) -> None:
    assert str(taken(LATITUDE, value)) == stored


def test_there_is_no_negative_zero() -> None:
    assert str(taken(LATITUDE, Decimal("-0.0"))) == "0.000000"


@pytest.mark.parametrize(
    "value",
    [91, -91, Decimal("1.2345678"), BEYOND, Decimal("1E-999999"), Decimal("NaN"), Decimal("Infinity"), 10**24, Decimal("9" * 100_000)],
    ids=lambda value: str(value)[:12],
)
def test_decimals_that_do_not_fit_are_refused_at_once(value: object) -> None:
    assert code_of(LATITUDE, value) == "invalid_format"


def test_zero_with_a_huge_exponent_does_not_explode() -> None:
    assert str(taken(LATITUDE, Decimal("0E+999999"))) == "0.000000"


@pytest.mark.parametrize("value", [True, 1.5, "1.5", [], {}])
def test_floats_and_texts_are_no_decimals(value: object) -> None:
    assert code_of(LATITUDE, value) == "invalid_type"


def test_decimals_in_a_text_are_taken_where_texts_are() -> None:
    field = StrictDecimal(max_digits=5, decimal_places=2, strings=True)
    assert taken(field, "12.50") == Decimal("12.5")
    for value in ("1e3", "NaN", "Infinity", "1,5", ".5", "5.", "٣", "--1", "1_0", "9" * 60):
        assert code_of(field, value) in ("invalid_type", "invalid_format")


@pytest.mark.parametrize("value", ["2025-01-31", "2024-02-29", "0001-01-01", "9999-12-31", " 2025-01-31 "])
def test_a_real_day_is_taken(value: str) -> None:
    assert taken(StrictDate(), value) == datetime.date.fromisoformat(value.strip())


@pytest.mark.parametrize(
    "value",
    [
        "2025-02-30",
        "2025-02-29",
        "0000-01-01",
        "2025-13-01",
        "20250131",
        "2025-1-31",
        "2025-W01-1",
        "31.01.2025",
        "2025-01-31T00:00",
        "２０２５-01-31",
        "",
        "\ud800",
    ],
    ids=ascii,
)
def test_what_is_no_day_is_refused(value: str) -> None:
    assert refused(StrictDate(), value) == ("invalid_format", {"format": "yyyy-MM-dd"})


@pytest.mark.parametrize("value", [20250131, True, [], {}, Decimal("1.5")])
def test_a_day_is_a_text(value: object) -> None:
    assert code_of(StrictDate(), value) == "invalid_type"


def test_empty_text_clears_a_day_that_may_be_missing() -> None:
    assert taken(StrictDate(required=False, allow_null=True), " ") is None
