from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.calls import assert_refused_parameter, get, rows
from tests.kit.cast import Cast, make_cast
from tests.kit.chain import external, save
from tests.kit.scenes import kept_for_module

Scene = tuple[Cast, dict[str, int]]


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Two organizations of acme by external id, with three contacts."""
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        mill, yard = {"type": "F", "name": "Mill", "externalId": "M"}, {"type": "S", "name": "Yard", "externalId": "Y"}
        ids = save(cast.owner.actor, "organizations", mill, yard)
        bob = {"lastName": "Marley", "email": "bob@m.example", "type": "sales", "externalId": "key-9"}
        save(
            cast.owner.actor,
            "contacts",
            {"organization": external("M"), "firstName": "Ann", "email": "ann@m.example"},
            {"organization": external("M"), "firstName": "Bob"} | bob,
            {"organization": external("Y"), "firstName": "Ann", "email": "ann@y.example"},
        )
        yield cast, dict(zip(("M", "Y"), ids, strict=True))


@pytest.fixture
def scene(shown: Scene, db: None) -> Scene:
    return shown


@pytest.mark.parametrize(
    ("query", "emails"),
    [
        ({}, ["ann@m.example", "bob@m.example", "ann@y.example"]),
        ({"type": "sales"}, ["bob@m.example"]),
        ({"type": "support"}, []),
        ({"q": "ANN"}, ["ann@m.example", "ann@y.example"]),
        ({"q": "y.example"}, ["ann@y.example"]),
        ({"q": "marley"}, ["bob@m.example"]),
        ({"q": "key-9"}, ["bob@m.example"]),
        ({"q": "ma"}, ["bob@m.example"]),
        ({"q": "bo"}, ["bob@m.example"]),
        ({"q": "ar"}, []),
        ({"q": "@M.Example"}, ["ann@m.example", "bob@m.example"]),
        ({"q": "ann marley"}, []),
        ({"externalId": ["key-9", "key-8"]}, ["bob@m.example"]),
        ({"organizationId": "M"}, ["ann@m.example", "bob@m.example"]),
        ({"organizationId": "Y", "q": "ann"}, ["ann@y.example"]),
        ({"organizationId": 2**62}, []),
        ({"organizationId": 2**63 - 1}, []),
    ],
)
def test_filters_narrow_the_list(client: Client, scene: Scene, query: dict[str, object], emails: list[str]):
    cast, ids = scene
    sent = {name: ids.get(str(value), value) if name == "organizationId" else value for name, value in query.items()}
    assert [row["email"] for row in rows(client, cast.viewer, "contacts", **sent)] == emails


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("type", value) for value in ("Sales", "", "null", ["sales", "billing"])),
        *(("organizationId", value) for value in ("0", "-1", "1e3", "1.0", "abc", "", "٣", "\x1f", "1\x00", str(2**63), ["1", "2"])),
    ],
)
def test_a_wrong_value_is_refused(client: Client, scene: Scene, name: str, value: object):
    assert_refused_parameter(get(client, scene[0].viewer, "contacts", **{name: value}), name)


def test_an_organization_of_another_account_has_no_contacts_here(client: Client, scene: Scene):
    cast, ids = scene
    assert len(rows(client, cast.viewer, "contacts", organizationId=ids["M"])) == 2
    assert rows(client, cast.stranger, "contacts", organizationId=ids["M"]) == []
