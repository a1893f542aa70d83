from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.test import RequestFactory

from accounts.models import Account
from api.errors import Problem
from api.filters import (
    CleanText,
    CountryCode,
    FlagFilter,
    IdFilter,
    Instant,
    InternalId,
    KeysFilter,
    OneOfFilter,
    RepeatedKeys,
    SinceFilter,
    StrictFilterSet,
    TextFilter,
    narrowed,
)
from api.parameters import QueryParameters


def instant(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=datetime.UTC)  # type: ignore[misc]  # mypy can't count them


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025-01-31T12:00:00Z", instant(2025, 1, 31, 12)),
        ("2025-01-31T12:00:00.123456Z", instant(2025, 1, 31, 12, 0, 0, 123456)),
        ("2025-01-31T12:00:00+02:00", instant(2025, 1, 31, 10)),
        ("2025-01-31T12:00:00-00:30", instant(2025, 1, 31, 12, 30)),
        ("2025-01-31T12:00:00", instant(2025, 1, 31, 12)),
        ("2025-01-31 12:00", instant(2025, 1, 31, 12)),
        ("2025-01-31", instant(2025, 1, 31)),
        (" 2025-01-31T12:00Z\u2003", instant(2025, 1, 31, 12)),
        ("0001-01-01T00:00:00Z", instant(1, 1, 1)),
        ("9999-12-31T23:59:59Z", instant(9999, 12, 31, 23, 59, 59)),
    ],
)
def test_an_instant_is_read_in_iso_8601_and_means_utc(text: str, value: datetime.datetime) -> None:
    found = Instant().clean(text)
    assert found == value
    assert found.tzinfo is datetime.UTC


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "12:00",
        "1738324800",
        "2025-02-29T00:00:00Z",
        "2025-01-31T25:00:00Z",
        "2025-01-31T12:00:00+25:00",
        "2025-01-31T12:00:00 02:00",  # a plus sign that nobody encoded
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "2025-01-31T12:00:00Z\x00",
        "\x1f",
        "infinity",
        "9" * 5_000,
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Instant().clean(text)


@pytest.mark.parametrize(("text", "value"), [("1", 1), (" 7 ", 7), ("007", 7), (str(2**63 - 1), 2**63 - 1)])
def test_an_internal_id_is_a_number_in_digits(text: str, value: int) -> None:
    assert InternalId().clean(text) == value


@pytest.mark.parametrize("text", ["0", "-1", "+1", "1.0", "1e3", "abc", "٣", "1_0", "0x1", "\x1f1", "1\x00", str(2**63), "9" * 5_000])
def test_what_is_no_internal_id_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        InternalId().clean(text)


@pytest.mark.parametrize(("text", "code"), [("DE", "DE"), ("de", "DE"), (" pt ", "PT"), ("276", "DE"), ("8", "AL"), ("008", "AL")])
def test_a_country_is_read_by_either_code(text: str, code: str) -> None:
    assert CountryCode().clean(text) == code


@pytest.mark.parametrize("text", ["XX", "DEU", "Germany", "999", "٢٧٦", "D", "\x1f", "DE\x00", "9" * 5_000])
def test_what_is_no_country_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        CountryCode().clean(text)


def test_texts_are_stripped_and_in_one_form() -> None:
    assert CleanText().clean("  Zu\u0308rich\u2003") == "Zürich"
    for text in ("a\x00b", "\x1f", "a\nb", "\ud800", "u" + "\u0308" * 31):
        with pytest.raises(ValidationError):
            CleanText().clean(text)


def test_keys_keep_their_inside_and_come_in_hundreds_at_most() -> None:
    assert RepeatedKeys(required=False).clean(["\ufeffA b\u200b", "a"]) == ["A b", "a"]
    assert len(RepeatedKeys().clean(["x"] * 100)) == 100
    for keys in (["x"] * 101, ["x" * 256], ["a\x00"], ["\ud800"]):
        with pytest.raises(ValidationError):
            RepeatedKeys().clean(keys)


class Filters(StrictFilterSet):
    """One of each, on any table at hand."""

    text = TextFilter(field_name="name")
    flag = FlagFilter(method="ignore")
    one = OneOfFilter(("a", "b"), field_name="name")
    key = KeysFilter(field_name="slug")
    identity = IdFilter(field_name="id")
    since = SinceFilter("created_at")

    def ignore(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows


def filtered(text: str) -> QuerySet[Any]:
    """What the filters leave of the accounts."""
    request = RequestFactory().get(f"/?{text}")
    with QueryParameters(request) as query:
        return narrowed(Filters(request.GET, Account.objects.all()), query)


def refusals(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Problem) as raised:
        filtered(text)
    return [(error["code"], error["field"]) for error in raised.value.errors]


def test_every_filter_narrows_and_nothing_sent_narrows_nothing() -> None:
    assert "WHERE" not in str(filtered("").query)
    conditions = str(filtered("text=t&one=a&key=k&key=l&identity=5&since=2025-01-31&flag=true").query).partition("WHERE")[2]
    assert [conditions.count(word) for word in ("name", "slug", "id", "created_at")] == [2, 1, 1, 1]


@pytest.mark.parametrize("name", ["text", "flag", "one", "identity", "since"])
def test_a_filter_is_sent_once_and_never_empty(name: str) -> None:
    for text in (f"{name}=", f"{name}=%20%C2%A0", f"{name}=%1F", f"{name}=a%00b"):
        assert set(refusals(text)) == {("invalid_parameter", name)}, text
    assert ("invalid_parameter", name) in refusals(f"{name}=true&{name}=true")


@pytest.mark.parametrize("text", ["key=", "key=a&key=%20", "key=a%00b", "key=" + "x" * 256, "&".join(["key=x"] * 101)])
def test_a_key_may_be_repeated_but_not_be_empty(text: str) -> None:
    assert refusals(text) == [("invalid_parameter", "key")]


def test_one_answer_names_every_mistake() -> None:
    found = refusals("text=%00&flag=1&one=c&identity=0&since=x&unknown=1")
    assert found[0] == ("unknown_parameter", "unknown")
    assert sorted(field for _, field in found[1:]) == ["flag", "identity", "one", "since", "text"]


def test_a_choice_is_spelled_exactly_and_the_refusal_names_all_of_them() -> None:
    assert refusals("one=A") == refusals("one=null") == [("invalid_parameter", "one")]
    with pytest.raises(Problem) as raised:
        filtered("one=c")
    assert raised.value.errors[0]["message"] == "Send one of: a, b."
