"""Read models by id, as pages, single records and the engine ask for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.actor import Actor
from tests.kit.calls import get, rows, statements
from tests.kit.granting import make_partner, share
from tests.reading.conftest import Scene
from upserts import registry
from upserts.reading import read

RECORDS = ["organizations", "contacts", "relationships"]


@pytest.fixture
def actors(scene: Scene) -> list[Actor]:
    """Who sees all, some and nothing."""
    guest = make_partner(scene.cast.acme, "guest@partner.example")
    share(guest, "organization", scene.chain.organizations[3], "read")
    share(guest, "relationship", scene.chain.relationships[5], "relationship-edit")
    return [person.actor for person in (scene.cast.owner, scene.cast.viewer, scene.cast.stranger, guest, scene.partner)]


@pytest.mark.parametrize("name", RECORDS)
def test_everybody_reads_what_they_see_in_the_order_they_ask_for(scene: Scene, actors: list[Actor], name: str):
    model: Any = registry.get(name).model
    ids = sorted(model.objects.across_accounts().values_list("id", flat=True), key=lambda identity: (identity % 7, identity))
    for actor in actors:
        seen = dict(model.objects.visible_to(actor).values_list("id", "mask"))
        found = read(registry.get(name), actor, ids)
        assert [row["id"] for row in found] == [identity for identity in ids if identity in seen]


def test_permissions_are_those_of_each_row(scene: Scene):
    guest = make_partner(scene.cast.acme, "guest@partner.example")
    first, second, third = scene.chain.relationships[:3]
    share(guest, "relationship", first, "relationship-edit")
    share(guest, "relationship", second, "relationship-read", "share")
    found = read(registry.get("relationships"), guest.actor, [second, third, first])
    assert [(row["id"], row["permissions"]) for row in found] == [
        (second, ["relationship-read", "share"]),
        (first, ["relationship-edit", "relationship-read"]),
    ]


@pytest.mark.parametrize("name", RECORDS)
def test_a_list_that_nobody_narrows_is_what_its_filters_leave(client: Client, scene: Scene, name: str):
    guest = make_partner(scene.cast.acme, "guest@partner.example")
    for organization in scene.chain.organizations[5:25]:
        share(guest, "organization", organization, "read")
    for person in (scene.cast.owner, guest, scene.cast.stranger):
        for order in registry.get(name).orders:
            for query in ({"ordering": order, "limit": 7}, {"ordering": f"-{order}", "limit": 7}):
                whole, counted = (get(client, person, name, **query, **more).json() for more in ({}, {"total": "true"}))
                for _ in range(3):
                    assert whole["data"] == counted["data"]
                    cursors = [body["page"]["next"] for body in (whole, counted)]
                    if None in cursors:
                        assert cursors == [None, None]
                        break
                    # Each goes on where the other has stopped.
                    counted = get(client, person, name, **query, cursor=cursors[0], total="true").json()
                    whole = get(client, person, name, **query, cursor=cursors[1]).json()


def test_nobody_asked_for_is_no_statement(scene: Scene, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert read(registry.get("contacts"), scene.cast.owner.actor, []) == []


@pytest.mark.parametrize("name", RECORDS)
def test_members_come_in_the_order_of_the_declaration(client: Client, scene: Scene, name: str):
    (row,) = rows(client, scene.cast.viewer, name, limit=1)
    assert set(row) == set(registry.get(name).members)


# Key, then record (and what hangs on an organization: contact person, count, two for its template); a list asks for ids first.
@pytest.mark.parametrize(("name", "record"), [("organizations", 6), ("contacts", 2), ("relationships", 2)])
def test_reading_takes_these_statements(client: Client, scene: Scene, name: str, record: int):
    assert statements(client, scene.cast.viewer, f"{name}/{scene.chain.of(name)[1]}") == record + 1
    assert statements(client, scene.cast.viewer, name, limit=50) == record + 2
