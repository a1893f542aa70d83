from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.calls import assert_refused_parameter, get, rows
from tests.kit.cast import Cast, make_cast
from tests.kit.chain import save
from tests.kit.scenes import kept_for_module


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        save(
            cast.owner.actor,
            "organizations",
            {"type": "F", "name": "Alpha Mill", "externalId": "key-1", "country": "DE"},
            {"type": "S", "name": "Beta Mill", "externalId": "key-2", "country": "PT"},
            {"type": "S", "name": "Straße 9"},
            {"type": "S", "name": "Old Mill", "externalId": "key-3"},
        )
        save(cast.owner.actor, "organizations", {"externalId": "key-3", "status": "archived"})
        save(cast.stranger.actor, "organizations", {"type": "F", "name": "Foreign Mill", "externalId": "key-1"})
        yield cast


@pytest.fixture
def cast(shown: Cast, db: None) -> Cast:
    return shown


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Alpha Mill", "Beta Mill", "Straße 9"]),
        ({"type": "S"}, ["Beta Mill", "Straße 9"]),
        ({"type": "B"}, []),
        ({"q": "mill"}, ["Alpha Mill", "Beta Mill"]),
        ({"q": "KEY-2"}, ["Beta Mill"]),
        ({"q": " alpha  "}, ["Alpha Mill"]),
        ({"q": "straße"}, ["Straße 9"]),
        ({"q": "mill", "type": "F"}, ["Alpha Mill"]),
        ({"q": "al"}, ["Alpha Mill"]),
        ({"q": "mi"}, []),
        ({"q": "ey-2"}, ["Beta Mill"]),
        ({"country": "PT"}, ["Beta Mill"]),
        ({"country": " de "}, ["Alpha Mill"]),
        ({"country": "276"}, ["Alpha Mill"]),
        ({"country": "FR"}, []),
        ({"country": "DE", "type": "S"}, []),
        ({"status": "active"}, ["Alpha Mill", "Beta Mill", "Straße 9"]),
        ({"status": "archived"}, ["Old Mill"]),
        ({"status": "archived", "includeArchived": "false"}, ["Old Mill"]),
        ({"status": "active", "includeArchived": "true"}, ["Alpha Mill", "Beta Mill", "Straße 9"]),
        ({"status": "archived", "q": "mill"}, ["Old Mill"]),
        ({"includeArchived": "true"}, ["Alpha Mill", "Beta Mill", "Straße 9", "Old Mill"]),
        ({"includeArchived": "false"}, ["Alpha Mill", "Beta Mill", "Straße 9"]),
        ({"includeArchived": "true", "externalId": ["key-3", "key-1"]}, ["Alpha Mill", "Old Mill"]),
        ({"externalId": "key-3"}, []),
        ({"externalId": " key-1\ufeff"}, ["Alpha Mill"]),
        ({"externalId": "Key-1"}, []),
    ],
)
def test_filters_narrow_the_list(client: Client, cast: Cast, query: dict[str, object], names: list[str]):
    assert [row["name"] for row in rows(client, cast.viewer, "organizations", **query)] == names


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("type", value) for value in ("s", "supplier", "", "null", ["S", "F"])),
        *(("includeArchived", value) for value in ("1", "True", "")),
        *(("status", value) for value in ("Active", "deleted", "", "\x1f", ["active", "archived"])),
        *(("country", value) for value in ("XX", "DEU", "Germany", "", "\x1f", "D\x00", ["DE", "PT"])),
    ],
)
def test_a_wrong_value_is_refused(client: Client, cast: Cast, name: str, value: object):
    assert_refused_parameter(get(client, cast.viewer, "organizations", **{name: value}), name)


def test_an_archived_organization_can_be_read(client: Client, cast: Cast):
    (archived,) = rows(client, cast.viewer, "organizations", includeArchived="true", externalId="key-3")
    assert get(client, cast.viewer, f"organizations/{archived['id']}").json()["status"] == "archived"
