"""Whoever asks around an organization that was merged away is answered for its survivor: lists, their filters, the graph."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import API, Item, assert_problem, get, rows, statements
from tests.kit.cast import Person
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World
from tests.upserts.identifying import identifier
from tests.upserts.twins import Twins, contact, edge, make_twins, merged

ENDS = ("sourceId", "targetId", "leadSupplierId", "organizationId")


@pytest.fixture
def twins(client: Client, owner: Person) -> Twins:
    """Merged already. The loser had a supplier, a customer and a contact, and led the way from the factory to the brand."""
    made = make_twins(client, owner)
    edge(client, owner, "F-1", "A-2")
    edge(client, owner, "A-2", "B-1")
    edge(client, owner, "F-1", "B-1", leadSupplier={"kind": "external", "value": "A-2"})
    contact(client, owner, "A-2", "rui@x.example")
    merged(client, owner, made)
    return made


@pytest.fixture
def partner(world: World) -> Person:
    """Who sees what is shared with it."""
    return make_partner(world.cast.acme, "partner@acme.example")


def pairs(found: list[Item]) -> list[tuple[str, str]]:
    return [(row["source"]["externalId"], row["target"]["externalId"]) for row in found]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("sourceId", [("A-1", "B-1")]),
        ("targetId", [("F-1", "A-1")]),
        ("leadSupplierId", [("F-1", "B-1")]),
        ("organizationId", [("F-1", "A-1"), ("A-1", "B-1")]),
    ],
)
def test_filters_by_its_id_find_what_names_the_survivor(
    client: Client, owner: Person, twins: Twins, name: str, found: list[tuple[str, str]]
) -> None:
    for identity in (twins.loser, twins.survivor):
        assert pairs(rows(client, owner, "relationships", **{name: identity})) == found


def test_contacts_are_found_by_its_id(client: Client, owner: Person, twins: Twins) -> None:
    for identity in (twins.loser, twins.survivor):
        assert [row["email"] for row in rows(client, owner, "contacts", organizationId=identity)] == ["rui@x.example"]


def test_its_external_id_finds_the_survivor(client: Client, owner: Person, twins: Twins) -> None:
    def found(**query: Any) -> list[str]:
        return [row["externalId"] for row in rows(client, owner, "organizations", **query)]

    assert found(externalId="A-2") == ["A-1"]
    assert found(externalId=["A-2", "B-1", "nobody"]) == ["A-1", "B-1"]
    assert found(externalId=["A-1", "A-2"]) == ["A-1"]
    assert found(externalId="A-2", includeArchived="true") == ["A-1", "A-2"]
    assert found(externalId="A-2", status="archived") == ["A-2"]
    assert found(externalId="A-2", type="F") == []


@pytest.mark.parametrize("scope", ["account", "user"])
def test_its_identifiers_find_the_survivor(client: Client, owner: Person, scope: str) -> None:
    identifier(owner, "organizations", "sap", scope)
    twins = make_twins(client, owner, {"customFields": {"sap": "1"}}, {"customFields": {"sap": "2"}})
    merged(client, owner, twins)

    def found(name: str, value: str, **query: Any) -> list[str]:
        return [row["externalId"] for row in rows(client, owner, "organizations", **{f"customFields.{name}": value}, **query)]

    assert found("sap", "2") == found("sap", "1") == found("sap__in", "2,1,none") == ["A-1"]
    assert found("sap", "2", includeArchived="true") == ["A-1", "A-2"]
    assert found("sap", "none") == []


@pytest.mark.parametrize("what", ["relationships?direction=both&limit=1", "graph?depth=3"])
def test_lists_and_graph_at_its_address_are_the_survivors_and_say_so(client: Client, owner: Person, twins: Twins, what: str) -> None:
    at, other = (client.get(f"{API}organizations/{one}/{what}", headers=owner.headers) for one in (twins.survivor, twins.loser))
    assert other.status_code == 200, other.content
    assert other["Content-Location"] == f"http://testserver{API}organizations/{twins.survivor}/{what}"
    assert "Content-Location" not in at
    body = other.json()
    if "nodes" in body:
        assert body == at.json()
        assert {node["externalId"] for node in body["nodes"]} == {"A-1", "B-1", "F-1"}
    else:
        assert body["data"] == at.json()["data"]
        following = client.get(body["links"]["next"], headers=owner.headers).json()
        assert pairs([*body["data"], *following["data"]]) == [("F-1", "A-1"), ("A-1", "B-1")]


def test_who_sees_the_survivor_alone_is_answered_for_it(client: Client, world: World, twins: Twins, partner: Person) -> None:
    share(partner, "organization", twins.survivor, "read")
    assert pairs(rows(client, partner, "relationships", organizationId=twins.loser)) == [("F-1", "A-1"), ("A-1", "B-1")]
    assert [row["externalId"] for row in rows(client, partner, "organizations", externalId="A-2")] == ["A-1"]
    assert get(client, partner, f"organizations/{twins.loser}/graph").json()["nodes"][0]["id"] == twins.survivor


def test_who_does_not_see_the_survivor_does_not_learn_who_was_merged_into_it(
    client: Client, world: World, twins: Twins, partner: Person
) -> None:
    """It sees the loser, and by themselves relationships that name the survivor: whether the two are one is not told."""
    share(partner, "organization", twins.loser, "read")
    for row in rows(client, world.owner, "relationships"):
        share(partner, "relationship", row["id"], "relationship-read")
    for name in ENDS:
        assert rows(client, partner, "relationships", **{name: twins.survivor})
        assert rows(client, partner, "relationships", **{name: twins.loser}) == []
    assert rows(client, partner, "organizations", externalId="A-2") == []
    for what in ("relationships", "graph"):
        answers = [get(client, partner, f"organizations/{one}/{what}") for one in (twins.survivor, twins.loser, 10**12)]
        problems = [assert_problem(answer, 404, "not_found") for answer in answers]
        assert problems == [problems[0]] * 3


def test_another_account_is_not_looked_into(client: Client, world: World, twins: Twins) -> None:
    stranger = world.cast.stranger
    assert rows(client, stranger, "organizations", externalId="A-2") == []
    assert rows(client, stranger, "relationships", sourceId=twins.loser) == []
    assert get(client, stranger, f"organizations/{twins.loser}/graph").status_code == 404


@pytest.mark.parametrize("name", [*ENDS, "contacts", "graph", "edges"])
def test_following_costs_the_same_whether_there_is_somebody_to_follow(client: Client, owner: Person, twins: Twins, name: str) -> None:
    paths = {
        "contacts": ("contacts", "organizationId"),
        "graph": ("organizations/{}/graph", ""),
        "edges": ("organizations/{}/relationships", ""),
    }
    path, parameter = paths.get(name, ("relationships", name))
    costs = {
        statements(client, owner, path.format(one), **({parameter: one} if parameter else {})) for one in (twins.survivor, twins.loser)
    }
    assert len(costs) == 1
