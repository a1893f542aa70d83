"""The graph of somebody who sees only what is shared with it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Grant
from organizations.models import Organization
from organizations.survivors import visible_meant
from relationships.graph import Question, graph_of
from relationships.graph_sql import Network, Wanted
from relationships.words import load_vocabulary
from tests.kit.calls import all_rows, assert_problem, get, statements
from tests.kit.cast import Cast, Person, make_key
from tests.kit.chain import save
from tests.kit.granting import make_partner, share
from tests.kit.scenes import kept_for_module
from tests.relationships.network import Drawn, Ids, Scene, draw, edge, ends, make_scene, tiers


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with kept_for_module(django_db_blocker):
        yield make_scene()


@pytest.fixture
def cast(shown: Scene, db: None) -> Cast:
    return shown.cast


@pytest.fixture
def ids(shown: Scene, db: None) -> Ids:
    return shown.ids


@pytest.fixture
def partner(cast: Cast) -> Person:
    return make_partner(cast.acme, "partner@acme.example")


def relationship(client: Client, cast: Cast, source: int, target: int) -> int:
    (row,) = get(client, cast.owner, "relationships", sourceId=source, targetId=target).json()["data"]
    found: int = row["id"]
    return found


def statuses(found: Drawn) -> dict[str, str | None]:
    return {node["externalId"]: node["status"] for node in found["nodes"]}


def test_a_granted_organization_shows_its_relationships_and_the_stubs_at_their_other_ends(
    client: Client, cast: Cast, ids: Ids, partner: Person
):
    share(partner, "organization", ids["S-1"], "read")
    found = draw(client, partner, ids["S-1"], depth=10)
    assert tiers(found) == {"S-1": 0, "B-0": 1, "F-1": 1}
    assert ends(found) == {("S-1", "B-0"), ("F-1", "S-1")}
    assert statuses(found) == {"S-1": "active", "B-0": None, "F-1": None}
    whole = draw(client, cast.viewer, ids["S-1"], depth=1)
    assert found["nodes"] == [node | {"status": statuses(found)[node["externalId"]]} for node in whole["nodes"]]


def test_a_walk_goes_on_from_a_stub_along_what_is_granted_by_itself(client: Client, cast: Cast, ids: Ids, partner: Person):
    share(partner, "organization", ids["S-1"], "read")
    share(partner, "relationship", relationship(client, cast, ids["B-0"], ids["R-0"]), "relationship-read")
    found = draw(client, partner, ids["S-1"], depth=10)
    assert tiers(found) == {"S-1": 0, "B-0": 1, "F-1": 1, "R-0": 2}
    assert ends(found) == {("S-1", "B-0"), ("F-1", "S-1"), ("B-0", "R-0")}


def test_the_center_must_be_visible_itself(client: Client, cast: Cast, ids: Ids, partner: Person):
    share(partner, "relationship", relationship(client, cast, ids["S-1"], ids["B-0"]), "relationship-edit")
    share(partner, "organization", ids["S-2"], "relationship-read")
    missing = assert_problem(get(client, partner, f"organizations/{2**62}/graph"), 404, "not_found")
    for center in ("S-1", "S-2", "B-0", "X-0"):
        assert assert_problem(get(client, partner, f"organizations/{ids[center]}/graph"), 404, "not_found") == missing


def test_a_grant_that_is_gone_is_gone_from_the_next_graph(client: Client, cast: Cast, ids: Ids, partner: Person):
    share(partner, "organization", ids["S-1"], "read")
    one = share(partner, "organization", ids["B-0"], "relationship-read")
    assert len(draw(client, partner, ids["S-1"], depth=10)["nodes"]) == 5
    Grant.rows.filter(pk=one.pk).delete()
    assert len(draw(client, partner, ids["S-1"], depth=10)["nodes"]) == 3


def test_the_status_of_a_stub_neither_shows_nor_keeps_it_out(client: Client, cast: Cast, ids: Ids, partner: Person):
    share(partner, "organization", ids["S-1"], "read")
    before = draw(client, partner, ids["S-1"], depth=10)
    Organization.objects.visible_to(cast.owner.actor).filter(id__in=[ids["B-0"], ids["F-1"]]).update(status="archived")
    assert draw(client, partner, ids["S-1"], depth=10) == before
    share(partner, "organization", ids["B-0"], "read")
    assert tiers(draw(client, partner, ids["S-1"], depth=10)) == {"S-1": 0, "F-1": 1}
    assert statuses(draw(client, partner, ids["S-1"], depth=10, includeArchived="true"))["B-0"] == "archived"


def test_a_key_scope_keeps_back_what_a_grant_gives(client: Client, cast: Cast, ids: Ids, partner: Person):
    share(partner, "organization", ids["S-1"], "read")
    address = f"/api/v2/organizations/{ids['S-1']}/graph"
    for scopes, status in ((["organization.read"], 403), (["relationship.read"], 404), (["organization.read", "relationship.read"], 200)):
        key = make_key(cast.acme, scopes=scopes, user=partner.user)
        assert client.get(address, headers={"X-API-KEY": key}).status_code == status
    key = make_key(cast.acme, scopes=["organization.read", "relationship.read", "relationship.create"], user=partner.user)
    assert len(client.get(address, headers={"X-API-KEY": key}).json()["nodes"]) == 3


def test_who_sees_nothing_at_all_meets_nothing(client: Client, cast: Cast, ids: Ids, partner: Person):
    """No role and no key makes such an actor, as far as we know: so nobody may get a 500 for it either."""
    nobody = replace(partner.actor, principals=())
    network = Network(nobody, Wanted(types=frozenset({1})))
    assert network.beyond(ids.values(), 10) == []
    assert network.edges(ids.values(), 10) == []
    assert {row[-1] for row in network.nodes(ids.values())} == {None}
    assert visible_meant(nobody, ids["B-0"]) is None
    assert graph_of(nobody, Question(ids["B-0"]), load_vocabulary(nobody))["edges"] == []


@pytest.mark.parametrize("depth", [1, 3])
def test_a_tier_takes_one_statement_for_who_sees_grants_only(client: Client, cast: Cast, ids: Ids, partner: Person, depth: int):
    for name in ("S-1", "B-0", "F-1"):
        share(partner, "organization", ids[name], "read")
    path = f"organizations/{ids['B-0']}/graph"
    always = statements(client, partner, "countries")
    assert statements(client, partner, path, depth=depth) == always + 4 + depth
    items = [{"externalId": f"M-{number}", "type": "F", "name": f"Mill {number}"} for number in range(60)]
    for made in save(cast.owner.actor, "organizations", *items):
        share(partner, "organization", made, "relationship-read")
    save(cast.owner.actor, "relationships", *(edge(item["externalId"], "S-1") for item in items))
    assert statements(client, partner, path, depth=depth) == always + 4 + depth


def walked(edges: Iterable[dict[str, Any]], center: int, depth: int, direction: str) -> dict[int, int]:
    """Organization → tier, by the plainest walk there is."""
    ways = [(one["source"]["id"], one["target"]["id"]) for one in edges]
    steps = {"outgoing": ways, "incoming": [(b, a) for a, b in ways], "both": ways + [(b, a) for a, b in ways]}[direction]
    found = {center: 0}
    for tier in range(1, depth + 1):
        for near, far in steps:
            if found.get(near) == tier - 1:
                found.setdefault(far, tier)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_walk_over_what_the_lists_show(client: Client, cast: Cast, partner: Person, seed: int):
    chance = random.Random(seed)
    names = [f"N-{number}" for number in range(30)]
    made = save(cast.owner.actor, "organizations", *({"externalId": name, "type": "S", "name": name} for name in names))
    pairs = sorted({tuple(chance.sample(names, 2)) for _ in range(60)})
    edges = save(cast.owner.actor, "relationships", *(edge(*pair) for pair in pairs))
    for organization in chance.sample(made, 8):
        share(partner, "organization", organization, chance.choice(["read", "edit", "relationship-read", "request-onboard"]))
    for one in chance.sample(edges, 10):
        share(partner, "relationship", one, chance.choice(["relationship-read", "relationship-edit", "request-onboard"]))
    visible = all_rows(client, partner, "relationships", limit=500)
    own = {row["id"] for row in all_rows(client, partner, "organizations", limit=500)}
    assert own
    assert 10 < len(visible) < len(edges)
    for center in own:
        for direction in ("outgoing", "incoming", "both"):
            depth = chance.randint(1, 10)
            found = draw(client, partner, center, depth=depth, direction=direction)
            assert {node["id"]: node["tier"] for node in found["nodes"]} == walked(visible, center, depth, direction)
            shown = {node["id"] for node in found["nodes"]}
            among = [row["id"] for row in visible if {row["source"]["id"], row["target"]["id"]} <= shown]
            assert [one["id"] for one in found["edges"]] == among
            assert {node["id"] for node in found["nodes"] if node["status"]} == shown & own
