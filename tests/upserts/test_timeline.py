"""History as people read it: newest first, page by page, and no more of it than one may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiKey
from desk.forms import forms_by_resource
from desk.telling import told
from desk.timeline import Asked, History, history
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World, make_world
from tests.kit.writing import written
from upserts.event_sight import Sight, record_types

pytestmark = pytest.mark.django_db
ALL = tuple(record_types())


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def edge(client: Client, world: World):
    """A supplies B, with a contact of A; beside it C, of which nobody is told."""
    people = {"contacts": [{"email": "ann@a.example", "firstName": "Ann", "lastName": "Lee"}]}
    for name, more in (("A", people), ("B", {}), ("C", {})):
        written(client, world.owner, "post", "organizations", {"externalId": name, "type": "S", "name": f"Mill {name}", **more})
    item = {
        "source": external("A"),
        "target": external("B"),
        "leadSupplier": external("C"),
        "types": ["maker"],
        "relationshipStatus": "active",
    }
    return written(client, world.owner, "post", "relationships", item | {"contacts": [{"email": "ann@a.example"}]})


def seen(person: Person, *types: str, **more: Any) -> History:
    return history(Sight(person.actor), Asked(types or ALL, **more))


def entries(person: Person, *types: str, with_what: bool = False, **more: Any) -> list[dict[str, Any]]:
    names = {"organization": "organizations", "relationship": "relationships", "contact": "contacts"}
    forms = {kind: forms_by_resource[name](actor=person.actor) for kind, name in names.items()}
    return told(seen(person, *types, **more).events, forms, person.actor, with_what=with_what)


def changes(entry: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {str(one["label"]): (one["old"], one["new"]) for one in entry["changes"]}


def test_pages_follow_each_other_without_gap_and_end(client: Client, world: World, edge):
    for number in range(7):
        written(client, world.owner, "patch", f"relationships/{edge['id']}", {"customFields": {"headcount": number}})
    found, before = [], None
    for size in (3, 3, 2):
        page = seen(world.owner, "relationship", record_id=edge["id"], limit=3, before=before)
        assert len(page.events) == size
        found += [event.sequence for event in page.events]
        before = page.before
    assert before is None
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 8


def test_an_exact_page_is_the_last(client: Client, world: World, edge):
    assert seen(world.owner, "relationship", record_id=edge["id"], limit=1).before is None


def test_references_are_named_where_they_are_seen(world: World, edge):
    (entry,) = entries(world.owner, "relationship")
    said = changes(entry)
    assert said["Source"] == (None, "Mill A")
    assert said["Lead supplier"] == (None, "Mill C")
    assert said["Types"] == (None, "supplies (maker)")
    assert said["Contacts"] == (None, "Ann Lee")
    assert said["Status"] == (None, "Active")
    partner = make_partner(world.cast.acme, "p@acme.example")
    share(partner, "relationship", edge["id"], "relationship-read")
    (entry,) = entries(partner, "relationship")
    assert "Mill" not in str(changes(entry))
    assert "not shared with you" in changes(entry)["Source"][1]


def test_who_sees_a_part_is_told_a_part(client: Client, world: World, edge):
    share(world.owner, "organization", edge["source"]["id"], "read")
    partner = make_partner(world.cast.acme, "p@acme.example")
    share(partner, "organization", edge["source"]["id"], "edit")
    everything = [(event.record_type, event.record_id) for event in seen(world.owner).events]
    part = [(event.record_type, event.record_id) for event in seen(partner).events]
    assert ("organization", edge["target"]["id"]) in everything
    assert ("organization", edge["source"]["id"]) in part
    assert ("organization", edge["target"]["id"]) not in part
    assert seen(partner, record_id=edge["target"]["id"]).events == []
    assert seen(world.cast.stranger, "organization", "relationship", "contact").events == []


def test_whoever_sees_a_part_is_not_told_the_names_of_keys(client: Client, world: World, edge):
    ApiKey.rows.filter(user=world.owner.user).update(name="Nightly")
    assert "key Nightly" in entries(world.owner, "organization")[0]["channel"]
    partner = make_partner(world.cast.acme, "p@acme.example")
    share(partner, "organization", edge["source"]["id"], "read")
    assert [entry["channel"] for entry in entries(partner, "organization")] == ["API"]


def test_sharing_is_told_by_names(client: Client, world: World, edge):
    grant = {"grants": [{"principal": {"kind": "user", "id": world.cast.viewer.user.pk}, "permissions": ["edit"]}, *everybody()]}
    written(client, world.owner, "put", f"organizations/{edge['source']['id']}/grants", grant)
    (entry,) = entries(world.owner, "organization", record_id=edge["source"]["id"], operation="grant")
    assert changes(entry) == {"Shared with": (None, "Viewer: Edit; everybody in the account: See")}


def everybody() -> list[dict[str, Any]]:
    return [{"principal": {"kind": "account"}, "permissions": ["read"]}]


def test_it_says_which_record_it_was(client: Client, world: World, edge):
    written(client, world.owner, "delete", f"contacts/{edge['contacts'][0]['id']}")
    by_operation = {
        (entry["verb"], entry["what"]): entry["url"] for entry in entries(world.owner, "contact", "organization", with_what=True)
    }
    inside = {str(key[0]): url for key, url in by_operation.items() if "contact" in key[1]}
    assert inside == {"removed": None, "created": None}
    assert [url for key, url in by_operation.items() if key[1] == "Mill A"] == [f"/organizations/{edge['source']['inspId']}"]


def test_a_field_that_is_no_more_keeps_its_key(client: Client, world: World, edge):
    written(client, world.owner, "patch", f"relationships/{edge['id']}", {"customFields": {"grade": "A", "labels": ["bio", "eco"]}})
    said = changes(entries(world.owner, "relationship", limit=1)[0])
    assert said == {"Grade": (None, "A"), "Labels": (None, "Bio, Eco")}
    assert changes(told(seen(world.owner, "relationship", limit=1).events, {}, world.owner.actor)[0])["customFields.grade"] == (None, "A")


@pytest.mark.parametrize("who", ["owner", "partner"])
def test_a_page_costs_the_same_for_few_and_many_changes(client: Client, world: World, edge, who: str):
    person = world.owner
    if who == "partner":
        person = make_partner(world.cast.acme, "p@acme.example")
        share(person, "organization", edge["source"]["id"], "read")

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            entries(person, "organization", "relationship", "contact", with_what=True)
        return len(found)

    cost()
    before = cost()
    for number in range(20):
        people = [{"email": f"p{number}@a.example", "firstName": "P"}]
        written(client, world.owner, "patch", f"organizations/{edge['source']['id']}", {"contacts": people, "city": str(number)})
    assert cost() == before
