"""The shortest way between two organizations, as far as the one who asks can see."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from organizations.models import Organization
from relationships import paths
from relationships.graph_sql import Network, Wanted
from relationships.models import RelationshipType
from relationships.paths import Path, path_between
from tests.kit.calls import all_rows, get
from tests.kit.cast import Cast, Person
from tests.kit.chain import save
from tests.kit.granting import make_partner, share
from tests.kit.scenes import kept_for_module
from tests.relationships.network import Ids, Scene, edge, make_scene


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


def path(person: Person, ids: Ids, start: str, goal: str, wanted: Wanted | None = None, **options: Any) -> list[str]:
    """The keys of the organizations on the way; none: there is no way."""
    names = {id_: name for name, id_ in ids.items()}
    found = path_between(Network(person.actor, wanted or Wanted()), ids[start], ids[goal], **options)
    return [names[id_] for id_ in found.organizations]


def test_it_is_the_shortest_and_of_several_always_the_same(cast: Cast, ids: Ids):
    assert path(cast.viewer, ids, "H-0", "R-0") == ["H-0", "F-1", "S-1", "B-0", "R-0"]
    save(cast.owner.actor, "relationships", edge("H-0", "S-2"))
    assert path(cast.viewer, ids, "H-0", "R-0") == ["H-0", "S-2", "B-0", "R-0"]
    assert path(cast.viewer, ids, "R-0", "H-0") == ["R-0", "B-0", "S-2", "H-0"]


def test_an_organization_is_no_way_from_itself(cast: Cast, ids: Ids):
    assert path(cast.viewer, ids, "B-0", "B-0") == ["B-0"]


def test_a_direction_holds_all_the_way(cast: Cast, ids: Ids):
    for direction, start, goal in (("outgoing", "H-0", "B-0"), ("incoming", "B-0", "H-0")):
        assert len(path(cast.viewer, ids, start, goal, Wanted(direction))) == 4
        assert path(cast.viewer, ids, goal, start, Wanted(direction)) == []


def test_a_circle_comes_to_an_end(cast: Cast, ids: Ids):
    save(cast.owner.actor, "relationships", edge("R-0", "H-0"))
    assert path(cast.viewer, ids, "B-0", "F-1", Wanted("outgoing")) == ["B-0", "R-0", "H-0", "F-1"]
    assert path(cast.viewer, ids, "H-0", "X-0") == []


def test_what_has_no_relationships_is_not_reached(cast: Cast, ids: Ids):
    assert path(cast.viewer, ids, "B-0", "X-0") == path(cast.viewer, ids, "X-0", "B-0") == []


def test_only_relationships_that_are_wanted_are_gone_along(cast: Cast, ids: Ids):
    save(cast.owner.actor, "relationships", edge("S-1", "B-0", status="inactive"), edge("S-2", "B-0", "maker", "direct supplier"))
    assert path(cast.viewer, ids, "S-1", "B-0") == ["S-1", "F-1", "S-2", "B-0"]
    assert path(cast.viewer, ids, "S-1", "B-0", Wanted(with_inactive=True)) == ["S-1", "B-0"]
    maker = frozenset({RelationshipType.objects.visible_to(cast.owner.actor).get(key="maker").pk})
    assert path(cast.viewer, ids, "S-2", "B-0", Wanted(types=maker)) == ["S-2", "B-0"]
    assert path(cast.viewer, ids, "F-1", "B-0", Wanted(types=maker)) == []


@pytest.mark.parametrize("ends", [("B-0", "H-0"), ("H-0", "B-0"), ("F-1", "H-0"), ("H-0", "F-1")])
def test_archived_organizations_are_not_gone_through_but_may_be_the_ends(cast: Cast, ids: Ids, ends: tuple[str, str]):
    Organization.objects.visible_to(cast.owner.actor).filter(id__in=[ids[end] for end in ends]).update(status="archived")
    whole = path(cast.viewer, ids, *ends, Wanted(with_archived=True))
    is_barred = "F-1" not in ends
    assert path(cast.viewer, ids, *ends) == whole
    if is_barred:
        Organization.objects.visible_to(cast.owner.actor).filter(id=ids["F-1"]).update(status="archived")
        assert path(cast.viewer, ids, *ends) == []


def test_it_is_as_long_as_it_may_be_and_no_longer(cast: Cast, ids: Ids):
    names = [f"L-{number}" for number in range(12)]
    made = save(cast.owner.actor, "organizations", *({"externalId": name, "type": "S", "name": name} for name in names))
    save(cast.owner.actor, "relationships", *(edge(*pair) for pair in pairwise(names)))
    known = dict(zip(names, made, strict=True))
    assert path(cast.viewer, known, "L-0", "L-10") == names[:11]
    assert path(cast.viewer, known, "L-0", "L-11") == []
    assert path(cast.viewer, known, "L-0", "L-3", longest=3) == names[:4]
    assert path(cast.viewer, known, "L-0", "L-3", longest=2) == []


def test_a_foreign_a_missing_and_an_unrelated_goal_are_alike(client: Client, cast: Cast, ids: Ids):
    (foreign,) = [row["id"] for row in get(client, cast.stranger, "organizations", externalId="F-1").json()["data"]]
    network = Network(cast.viewer.actor, Wanted())
    asked = []
    for goal in (foreign, 2**62, ids["X-0"]):
        with CaptureQueriesContext(connection) as caught:
            assert path_between(network, ids["B-0"], goal) == Path()
        asked.append(len(caught))
    assert len(set(asked)) == 1


def test_each_relationship_takes_one_statement_however_many_there_are(cast: Cast, ids: Ids):
    def asked() -> int:
        network = Network(cast.viewer.actor, Wanted())
        with CaptureQueriesContext(connection) as caught:
            assert len(path_between(network, ids["H-0"], ids["R-0"]).organizations) == 5
        return len(caught)

    few = asked()
    items = [{"externalId": f"M-{number}", "type": "F", "name": f"Mill {number}"} for number in range(60)]
    save(cast.owner.actor, "organizations", *items)
    save(cast.owner.actor, "relationships", *(edge(item["externalId"], "S-1") for item in items))
    assert asked() == few == 4


def test_a_search_that_would_meet_too_many_says_so(cast: Cast, ids: Ids, monkeypatch: pytest.MonkeyPatch):
    save(cast.owner.actor, "organizations", *({"externalId": f"N-{number}", "type": "F", "name": f"N-{number}"} for number in range(4)))
    save(cast.owner.actor, "relationships", *(edge(f"N-{number}", "X-0") for number in range(2)), edge("N-2", "N-3"))
    monkeypatch.setattr(paths, "MAX_MET", 1)
    network = Network(cast.viewer.actor, Wanted())
    apart = Organization.objects.visible_to(cast.owner.actor).get(external_id="N-2").pk
    assert path_between(network, ids["X-0"], apart) == Path(is_cut=True)
    monkeypatch.setattr(paths, "MAX_MET", 2)
    assert path_between(network, ids["X-0"], apart) == Path()


def test_grants_are_all_that_a_partner_goes_along(client: Client, cast: Cast, ids: Ids):
    partner = make_partner(cast.acme, "partner@acme.example")
    share(partner, "organization", ids["S-1"], "read")
    assert path(partner, ids, "S-1", "B-0") == ["S-1", "B-0"]
    assert path(partner, ids, "S-1", "R-0") == []
    (row,) = get(client, cast.owner, "relationships", sourceId=ids["B-0"], targetId=ids["R-0"]).json()["data"]
    share(partner, "relationship", row["id"], "relationship-read")
    assert path(partner, ids, "S-1", "R-0") == ["S-1", "B-0", "R-0"]
    Organization.objects.visible_to(cast.owner.actor).filter(id=ids["B-0"]).update(status="archived")
    assert path(partner, ids, "S-1", "R-0") == ["S-1", "B-0", "R-0"], "the status of a stub is not to be learned"


def distance(edges: Iterable[tuple[int, int]], start: int, goal: int, direction: str) -> int | None:
    """By the plainest walk there is. None: further than 10, or not at all."""
    ways = list(edges)
    steps = {"outgoing": ways, "incoming": [(b, a) for a, b in ways], "both": ways + [(b, a) for a, b in ways]}[direction]
    met = {start}
    for length in range(1, 11):
        met |= {far for near, far in steps if near in met}
        if goal in met:
            return length
    return None


@pytest.mark.parametrize("seed", range(3))
def test_it_is_a_walk_over_what_the_lists_show(client: Client, cast: Cast, seed: int):
    chance = random.Random(seed)
    partner = make_partner(cast.acme, "partner@acme.example")
    names = [f"N-{number}" for number in range(30)]
    made = save(cast.owner.actor, "organizations", *({"externalId": name, "type": "S", "name": name} for name in names))
    save(cast.owner.actor, "relationships", *(edge(*pair) for pair in sorted({tuple(chance.sample(names, 2)) for _ in range(45)})))
    for organization in chance.sample(made, 12):
        share(partner, "organization", organization, "relationship-read")
    for person in (cast.viewer, partner):
        visible = {(row["source"]["id"], row["target"]["id"]) for row in all_rows(client, person, "relationships", limit=500)}
        against = {(target, source) for source, target in visible}
        along = {"outgoing": visible, "incoming": against, "both": visible | against}
        found = 0
        for direction in ("outgoing", "incoming", "both"):
            network = Network(person.actor, Wanted(direction))
            for start, goal in (chance.sample(made, 2) for _ in range(25)):
                way = path_between(network, start, goal).organizations
                assert (len(way) - 1 if way else None) == distance(visible, start, goal, direction)
                steps = set(pairwise(way))
                assert steps <= along[direction]
                found += bool(way)
        assert found
