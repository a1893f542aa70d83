"""Lists narrowed by the account's own fields, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from customfields.models import CustomField
from organizations.models import Organization
from tests.kit.calls import assert_refused_parameter, get, rows
from tests.kit.chain import define, external, save
from tests.kit.scenes import kept_for_module
from tests.kit.worlds import ALL_VALUES, CHANGED_VALUES, FIELDS, World, make_world

# What a field may still hold from a time when its key meant something else. None of it is a value of the field's kind.
OLD: dict[str, list[Any]] = {
    "notes": [7, True, ["Primary supplier"], {"Primary supplier": 1}, None],
    "headcount": ["1200", "zebra", "", True, [1200], {"a": 1200}, None],
    "spend": [12.5, 12, "zebra", "", "12.5", "12.50 ", "-1.00", "1e5", "NaN", "9" * 400 + ".00", "9" * 16 + ".00", ["12.50"], True, None],
    "auditedOn": ["zebra", "", "9999", "2025-02-28T00:00:00Z", "2025-02-28\n", 20250228, ["2025-02-28"], True, None],
    "certified": ["true", 1, [True], None],
    "grade": [["A"], {"A": "A"}, 1, True, None],
    "labels": ["bio", {"bio": "bio"}, [["bio"]], 1, None],
    "portal": [["https://portal.example.com/a"], 1, None],
    "helpdesk": [["help@example.com"], 1, None],
}


def sent(value: Any) -> str:
    """A value as it stands in a query string."""
    return value[0] if isinstance(value, list) else value if isinstance(value, str) else json.dumps(value)


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Organizations ALL, CHANGED and NONE of acme, a contact and a relationship ALL, and organizations with old values of other types."""
    with kept_for_module(django_db_blocker):
        world = make_world()
        owner = world.owner
        named = {"ALL": ALL_VALUES, "CHANGED": CHANGED_VALUES, "NONE": {}}
        items = [{"externalId": key, "type": "F", "name": key, "customFields": values} for key, values in named.items()]
        save(owner.actor, "organizations", *items)
        joe = {"externalId": "ALL", "firstName": "Joe", "email": "joe@example.com"}
        save(owner.actor, "contacts", {"organization": external("ALL"), "customFields": ALL_VALUES} | joe)
        ends = {"source": external("ALL"), "target": external("NONE"), "types": ["maker"], "relationshipStatus": "active"}
        save(owner.actor, "relationships", ends | {"customFields": ALL_VALUES})
        old = [{"externalId": f"OLD-{number}", "type": "S", "name": f"Old {number}"} for number in range(max(map(len, OLD.values())))]
        for number, identity in enumerate(save(owner.actor, "organizations", *old)):
            values = {key: some[number % len(some)] for key, some in OLD.items()}
            Organization.rows.filter(id=identity).update(custom_fields=values)
        yield world


@pytest.fixture
def world(shown: World, db: None) -> World:
    return shown


def keys(client: Client, world: World, **query: object) -> list[str]:
    """The external ids of acme's organizations that these custom-field parameters leave."""
    asked = {f"customFields.{name}": value for name, value in query.items()}
    return [row["externalId"] for row in rows(client, world.cast.viewer, "organizations", **asked)]


@pytest.mark.parametrize("key", FIELDS)
def test_every_kind_is_found_by_its_value_and_by_no_old_value_of_another_type(client: Client, world: World, key: str):
    assert keys(client, world, **{key: sent(ALL_VALUES[key])}) == ["ALL"]
    assert keys(client, world, **{key: sent(CHANGED_VALUES[key])}) == ["CHANGED"]


@pytest.mark.parametrize("key", FIELDS)
def test_every_kind_takes_several_values(client: Client, world: World, key: str):
    one, other = sent(ALL_VALUES[key]), sent(CHANGED_VALUES[key])
    assert keys(client, world, **{f"{key}__in": f"{one},{other}"}) == ["ALL", "CHANGED"]
    assert keys(client, world, **{f"{key}__in": f" {other} "}) == ["CHANGED"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"headcount__gte": 1200}, ["ALL"]),
        ({"headcount__gte": 1201}, []),
        ({"headcount__lte": -3}, ["CHANGED"]),
        ({"headcount__lte": -4}, []),
        ({"headcount__gte": -999_999_999_999_999}, ["ALL", "CHANGED"]),
        ({"headcount__lte": 999_999_999_999_999}, ["ALL", "CHANGED"]),
        ({"headcount__gte": -5, "headcount__lte": 5}, ["CHANGED"]),
        ({"spend__gte": "12.5"}, ["ALL"]),
        ({"spend__gte": "12.51"}, []),
        ({"spend__gte": "9"}, ["ALL"]),
        ({"spend__lte": "0.05"}, ["CHANGED"]),
        ({"spend__lte": "9"}, ["CHANGED"]),
        ({"spend__gte": "0", "spend__lte": "999999999999999"}, ["ALL", "CHANGED"]),
        ({"auditedOn__gte": "2025-02-28"}, ["ALL"]),
        ({"auditedOn__gte": "2025-03-01"}, []),
        ({"auditedOn__lte": "2024-02-29"}, ["CHANGED"]),
        ({"auditedOn__gte": "0001-01-01", "auditedOn__lte": "9999-12-31"}, ["ALL", "CHANGED"]),
        ({"headcount__gte": 0, "spend__gte": 1, "auditedOn__gte": "2025-01-01", "grade": "A", "labels": "fair"}, ["ALL"]),
        ({"headcount__gte": 0, "grade": "B"}, []),
    ],
)
def test_numbers_amounts_and_days_are_compared_by_what_they_mean(client: Client, world: World, query: dict[str, object], found: list[str]):
    assert keys(client, world, **query) == found


def test_a_value_is_read_as_an_item_would_be(client: Client, world: World):
    assert keys(client, world, spend="12.5") == ["ALL"]
    assert keys(client, world, headcount=" 01200 ") == ["ALL"]
    assert keys(client, world, notes="  Primary supplier\u2003") == ["ALL"]
    assert keys(client, world, notes="primary supplier") == []
    assert keys(client, world, labels="fair") == ["ALL"]


@pytest.mark.parametrize("name", ["organizations", "contacts", "relationships"])
def test_every_record_type_has_fields_of_its_own(client: Client, world: World, name: str):
    for key, value in ALL_VALUES.items():
        (found,) = rows(client, world.cast.viewer, name, **{f"customFields.{key}": sent(value)})
        assert found["customFields"] == ALL_VALUES
    if name != "organizations":
        refused = get(client, world.cast.viewer, name, **{"customFields.millCode": "x"})
        assert_refused_parameter(refused, "customFields.millCode", "unknown_parameter")


@pytest.mark.parametrize(
    "name",
    [
        *(f"headcount__{word}" for word in ("regex", "gt", "lt", "exact", "isnull", "contains", "GTE", "", "_gte")),
        *(f"{key}__{word}" for key in ("notes", "certified", "grade", "labels", "portal", "helpdesk") for word in ("gte", "lte")),
        *("nothing", "", "Headcount", "headcount ", "headcount.a", "headcount__gte__lte", "__in", "a" * 300, "x\x00", "'", '"', "é"),
    ],
)
def test_what_no_field_has_is_an_unknown_parameter(client: Client, world: World, name: str):
    answer = get(client, world.cast.viewer, "organizations", **{f"customFields.{name}": "("})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (400, "unknown_parameter")


@pytest.mark.parametrize("name", ["Headcount", "head_count", "headcunt", "headcount__regex"])
def test_an_unknown_field_comes_with_those_it_may_have_meant(client: Client, world: World, name: str):
    answer = get(client, world.cast.viewer, "organizations", **{f"customFields.{name}": "1"})
    error = assert_refused_parameter(answer, f"customFields.{name}", "unknown_parameter")
    assert error["params"]["suggestions"][0] == "customFields.headcount"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("headcount", value)
            for value in ("", " ", "\x1f", "1.0", "1e3", "abc", "٣", "9" * 16, "9" * 5_000, "NaN", "true", "1,2", "\x00")
        ),
        *(("headcount__gte", value) for value in ("1.5", "Infinity", "1 or 1=1", ["1", "2"])),
        *(("spend", value) for value in ("12.505", "-1", "1e2", ".5", "12,50", "1" * 17, "9" * 5_000)),
        *(("spend__lte", value) for value in ("1e999999999", "NaN", "'")),
        *(("auditedOn", value) for value in ("2025-02-29", "28.02.2025", "2025-2-28", "today", "10000-01-01", "2025-02-28T00:00:00Z")),
        *(("auditedOn__gte", value) for value in ("0000-01-01", "10000-01-01", '2025-01-01" || true')),
        *(("certified", value) for value in ("True", "1", "yes")),
        *(("grade", value) for value in ("a", "D", "A,B")),
        *(("labels", value) for value in ("bio,fair", '["bio"]')),
        *(("portal", value) for value in ("portal.example.com", "javascript:alert(1)")),
        *(("helpdesk", value) for value in ("help", "a@b@c")),
        *(("notes", value) for value in ("", "a\x00b", "\x1c", "x" * 501, ["a", "b"])),
        *(("headcount__in", value) for value in ("", ",", "1,,2", "1,", "1,x", ",".join("1" * 101), ["1", "2"])),
        *(("grade__in", value) for value in ("A,D", "A, ,B")),
    ],
)
def test_a_value_that_the_field_could_not_hold_is_refused(client: Client, world: World, name: str, value: object):
    error = assert_refused_parameter(
        get(client, world.cast.viewer, "organizations", **{f"customFields.{name}": value}), f"customFields.{name}"
    )
    assert error["message"][0].isupper()
    assert error["message"].endswith(".")


def test_a_hundred_values_may_be_sent(client: Client, world: World):
    assert keys(client, world, headcount__in=",".join(map(str, range(1_101, 1_201)))) == ["ALL"]


def test_a_key_may_look_like_an_operator(client: Client, world: World):
    define(world.owner, recordType="organization", key="a", label="A", dataType="number")
    define(world.owner, recordType="organization", key="a__in", label="B", dataType="number")
    save(world.owner.actor, "organizations", {"externalId": "ALL", "customFields": {"a": 1, "a__in": 5}})
    assert keys(client, world, a__in=5) == ["ALL"]
    assert keys(client, world, a__in=1) == []
    assert keys(client, world, a=1) == ["ALL"]
    assert keys(client, world, a__in__in="4,5") == ["ALL"]
    assert keys(client, world, a__in__gte=6) == []
    assert_refused_parameter(get(client, world.cast.viewer, "organizations", **{"customFields.a__in": "4,5"}), "customFields.a__in")


def test_an_inactive_field_can_still_be_asked_for_but_is_suggested_to_nobody(client: Client, world: World):
    Organization.rows.filter(account=world.cast.acme, external_id="NONE").update(custom_fields={"legacy": "kept"})
    assert keys(client, world, legacy="kept") == ["NONE"]
    error = assert_refused_parameter(
        get(client, world.cast.viewer, "organizations", **{"customFields.legacys": "kept"}), "customFields.legacys", "unknown_parameter"
    )
    assert "customFields.legacy" not in error["params"]["suggestions"]


def test_the_fields_of_another_account_are_as_unknown_as_none(client: Client, world: World):
    define(world.cast.stranger, recordType="organization", key="clandestine", label="Secret", dataType="text")
    save(world.cast.stranger.actor, "organizations", {"externalId": "X", "type": "F", "name": "X", "customFields": {"clandestine": "x"}})
    assert len(rows(client, world.cast.stranger, "organizations", **{"customFields.clandestine": "x"})) == 1
    for name in ("clandestine", "clandestines"):
        answer = get(client, world.cast.viewer, "organizations", **{f"customFields.{name}": "x"})
        error = assert_refused_parameter(answer, f"customFields.{name}", "unknown_parameter")
        assert not any(name in suggestion for suggestion in error["params"]["suggestions"])


def test_a_field_of_a_template_is_a_field_like_any_other(client: Client, world: World):
    assert CustomField.rows.get(account=world.cast.acme, key="score").template_id is not None
    item = {"externalId": "NONE", "template": {"id": world.template.pk}, "customFields": {"score": 7}}
    save(world.owner.actor, "organizations", item)
    assert keys(client, world, score__gte=7) == ["NONE"]
    assert keys(client, world, score__gte=8) == []
