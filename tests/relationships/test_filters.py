from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.calls import assert_refused_parameter, get, rows
from tests.kit.cast import Cast, make_cast
from tests.kit.chain import external, make_chain, save
from tests.kit.scenes import kept_for_module

Scene = tuple[Cast, dict[str, int]]


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The chain of S-1 and S-2 that deliver to B-0, and an edge back to S-1; organizations by external id."""
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        ids = dict(zip(("B-0", "S-1", "S-2"), make_chain(cast.owner).organizations, strict=True))
        back = {"source": external("B-0"), "target": external("S-1"), "types": ["direct supplier"], "relationshipStatus": "inactive"}
        save(cast.owner.actor, "relationships", back)
        yield cast, ids


@pytest.fixture
def scene(shown: Scene, db: None) -> Scene:
    return shown


@pytest.mark.parametrize(
    ("query", "ends"),
    [
        ({}, ["S-1 B-0", "S-2 B-0", "B-0 S-1"]),
        ({"relationshipType": "maker"}, ["S-1 B-0", "S-2 B-0"]),
        ({"relationshipType": ["maker", "direct supplier"]}, ["S-1 B-0", "S-2 B-0", "B-0 S-1"]),
        ({"relationshipType": "Maker"}, []),
        ({"relationshipStatus": "inactive"}, ["B-0 S-1"]),
        ({"sourceId": "B-0"}, ["B-0 S-1"]),
        ({"targetId": "B-0"}, ["S-1 B-0", "S-2 B-0"]),
        ({"sourceId": "S-2", "targetId": "B-0"}, ["S-2 B-0"]),
        ({"sourceId": "S-2", "targetId": "S-1"}, []),
        ({"sourceId": 2**63 - 1}, []),
        ({"leadSupplierId": "S-2"}, ["S-2 B-0"]),
        ({"leadSupplierId": "B-0"}, []),
        ({"organizationId": "S-1"}, ["S-1 B-0", "B-0 S-1"]),
        ({"organizationId": "S-2"}, ["S-2 B-0"]),
        ({"organizationId": "B-0", "relationshipStatus": "inactive"}, ["B-0 S-1"]),
        ({"organizationId": "S-1", "sourceId": "S-2"}, []),
        ({"organizationId": 2**63 - 1}, []),
        ({"q": "s-"}, ["S-1 B-0", "S-2 B-0", "B-0 S-1"]),
        ({"q": "-2"}, []),
        ({"q": "s-2"}, ["S-2 B-0"]),
        ({"q": "works b"}, ["S-1 B-0", "S-2 B-0", "B-0 S-1"]),
    ],
)
def test_filters_narrow_the_list(client: Client, scene: Scene, query: dict[str, object], ends: list[str]):
    cast, ids = scene
    sent = {name: ids.get(str(value), value) if name.endswith("Id") else value for name, value in query.items()}
    found = rows(client, cast.viewer, "relationships", **sent)
    assert [f"{row['source']['externalId']} {row['target']['externalId']}" for row in found] == ends


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("relationshipStatus", value) for value in ("Active", "archived", "", ["active", "inactive"])),
        ("relationshipType", ""),
        ("relationshipType", "x" * 256),
        ("relationshipType", ["x"] * 101),
        *((name, value) for name in ("sourceId", "targetId") for value in ("0", "-1", "1e3", "abc", "", str(2**63), ["1", "2"])),
        *((name, value) for name in ("leadSupplierId", "organizationId") for value in ("0", "null", "", "\x1f", str(2**63), ["1", "2"])),
    ],
)
def test_a_wrong_value_is_refused(client: Client, scene: Scene, name: str, value: object):
    assert_refused_parameter(get(client, scene[0].viewer, "relationships", **{name: value}), name)
