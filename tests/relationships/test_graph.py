from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from organizations.models import Organization
from relationships import graph
from relationships.models import RelationshipType
from tests.kit.calls import NO_IDS, assert_problem, assert_refused_parameter, get, statements
from tests.kit.cast import Cast, bearer, make_key
from tests.kit.chain import save
from tests.kit.scenes import kept_for_module
from tests.relationships.network import EDGES, Ids, Scene, draw, edge, ends, make_scene, tiers


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


def test_by_default_it_shows_two_tiers_in_both_directions(client: Client, cast: Cast, ids: Ids):
    found = draw(client, cast.viewer, ids["B-0"])
    assert tiers(found) == {"B-0": 0, "S-1": 1, "S-2": 1, "R-0": 1, "F-1": 2}
    assert ends(found) == {pair for pair in EDGES if "H-0" not in pair}
    assert found["truncated"] is False


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"depth": 1}, {"B-0": 0, "S-1": 1, "S-2": 1, "R-0": 1}),
        ({"depth": 1, "direction": "incoming"}, {"B-0": 0, "S-1": 1, "S-2": 1, "R-0": 1}),
        ({"depth": 1, "direction": "outgoing"}, {"B-0": 0, "R-0": 1}),
        ({"depth": 3, "direction": "incoming"}, {"B-0": 0, "S-1": 1, "S-2": 1, "R-0": 1, "F-1": 2, "H-0": 3}),
        ({"depth": 10, "direction": "outgoing"}, {"B-0": 0, "R-0": 1}),
        ({"depth": 10, "direction": "both"}, {"B-0": 0, "S-1": 1, "S-2": 1, "R-0": 1, "F-1": 2, "H-0": 3}),
    ],
)
def test_depth_and_direction_say_how_far_and_which_way(
    client: Client, cast: Cast, ids: Ids, query: dict[str, Any], expected: dict[str, int]
):
    assert tiers(draw(client, cast.viewer, ids["B-0"], **query)) == expected


def test_every_relationship_among_the_organizations_shown_is_there_whichever_way_it_goes(client: Client, cast: Cast, ids: Ids):
    save(cast.owner.actor, "relationships", edge("S-1", "S-2"))
    found = draw(client, cast.viewer, ids["B-0"], depth=1, direction="incoming")
    assert ends(found) == {("S-1", "B-0"), ("S-2", "B-0"), ("S-1", "S-2"), ("B-0", "R-0"), ("R-0", "B-0")}


def test_a_circle_comes_to_an_end(client: Client, cast: Cast, ids: Ids):
    save(cast.owner.actor, "relationships", edge("B-0", "H-0"))
    found = draw(client, cast.viewer, ids["H-0"], depth=10, direction="outgoing")
    assert tiers(found) == {"H-0": 0, "F-1": 1, "S-1": 2, "S-2": 2, "B-0": 3, "R-0": 4}
    assert len(found["edges"]) == len(EDGES) + 1


def test_an_organization_without_relationships_stands_alone(client: Client, cast: Cast, ids: Ids):
    found = draw(client, cast.viewer, ids["X-0"], depth=10)
    assert (tiers(found), found["edges"], found["truncated"]) == ({"X-0": 0}, [], False)


def test_nodes_and_edges_are_what_the_lists_say(client: Client, cast: Cast, ids: Ids):
    save(cast.owner.actor, "relationships", edge("S-1", "B-0", "maker", "direct supplier", lead="X-0"))
    found = draw(client, cast.viewer, ids["B-0"], depth=10)
    for node in found["nodes"]:
        record = get(client, cast.viewer, f"organizations/{node['id']}").json()
        assert node == {name: record[name] for name in ("id", "externalId", "type", "name", "inspId", "status")} | {"tier": node["tier"]}
    for one in found["edges"]:
        record = get(client, cast.viewer, f"relationships/{one['id']}").json()
        named = {f"{end}Id": record[end] and record[end]["id"] for end in ("source", "target", "leadSupplier")}
        assert one == {name: record[name] for name in ("id", "types", "relationshipStatus")} | named
    (led,) = [one for one in found["edges"] if one["leadSupplierId"]]
    assert (led["leadSupplierId"], led["types"]) == (ids["X-0"], ["direct supplier", "maker"])


def test_types_choose_the_relationships_to_go_along(client: Client, cast: Cast, ids: Ids):
    save(cast.owner.actor, "relationships", edge("S-1", "B-0", "maker", "direct supplier"), edge("F-1", "S-1", "maker"))
    RelationshipType.rows.create(account=cast.acme, key="a, b", forward_label="x", reverse_label="y")
    one, both, none = (
        draw(client, cast.viewer, ids["B-0"], depth=10, types=keys) for keys in ("maker", ["maker", "direct supplier"], "a, b")
    )
    assert (tiers(one), ends(one)) == ({"B-0": 0, "S-1": 1, "F-1": 2}, {("S-1", "B-0"), ("F-1", "S-1")})
    assert (tiers(both), ends(both)) == (tiers(draw(client, cast.viewer, ids["B-0"], depth=10)), set(EDGES))
    assert tiers(none) == {"B-0": 0}
    assert next(edge["types"] for edge in one["edges"] if edge["targetId"] == ids["B-0"]) == ["direct supplier", "maker"]


def test_an_inactive_type_can_still_be_asked_for(client: Client, cast: Cast, ids: Ids):
    RelationshipType.objects.visible_to(cast.owner.actor).filter(key="direct supplier").update(is_active=False)
    assert len(draw(client, cast.viewer, ids["B-0"], types="direct supplier")["nodes"]) == 5


def test_inactive_relationships_are_left_out_unless_asked_for(client: Client, cast: Cast, ids: Ids):
    save(cast.owner.actor, "relationships", edge("S-1", "B-0", status="inactive"), edge("S-2", "B-0", status="inactive"))
    assert tiers(draw(client, cast.viewer, ids["B-0"], depth=10)) == {"B-0": 0, "R-0": 1}
    found = draw(client, cast.viewer, ids["B-0"], depth=10, includeInactive="true")
    assert len(found["nodes"]) == 6
    assert [one["relationshipStatus"] for one in found["edges"]].count("inactive") == 2


def test_archived_organizations_are_left_out_unless_asked_for_but_the_center_is_not(client: Client, cast: Cast, ids: Ids):
    Organization.objects.visible_to(cast.owner.actor).filter(id__in=[ids["F-1"], ids["B-0"]]).update(status="archived")
    found = draw(client, cast.viewer, ids["B-0"], depth=10)
    assert tiers(found) == {"B-0": 0, "S-1": 1, "S-2": 1, "R-0": 1}
    assert found["nodes"][0]["status"] == "archived"
    found = draw(client, cast.viewer, ids["B-0"], depth=10, includeArchived="true")
    assert len(found["nodes"]) == 6
    assert {node["externalId"]: node["status"] for node in found["nodes"]}["F-1"] == "archived"


@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])
def test_the_limit_keeps_the_nearest_and_says_so(client: Client, cast: Cast, ids: Ids, limit: int, expected: int):
    whole = draw(client, cast.viewer, ids["B-0"], depth=10)
    found = draw(client, cast.viewer, ids["B-0"], depth=10, limit=limit)
    assert found["nodes"] == whole["nodes"][:expected]
    assert found["truncated"] is True
    kept = {node["id"] for node in found["nodes"]}
    assert found["edges"] == [one for one in whole["edges"] if {one["sourceId"], one["targetId"]} <= kept]


def test_a_limit_that_is_just_enough_truncates_nothing(client: Client, cast: Cast, ids: Ids):
    assert draw(client, cast.viewer, ids["B-0"], depth=10, limit=6)["truncated"] is False
    assert draw(client, cast.viewer, ids["B-0"], depth=1, limit=4)["truncated"] is False


def test_there_is_a_cap_on_relationships_too(client: Client, cast: Cast, ids: Ids, monkeypatch: pytest.MonkeyPatch):
    whole = draw(client, cast.viewer, ids["B-0"], depth=10)
    for cap, is_cut in ((len(EDGES), False), (len(EDGES) - 1, True)):
        monkeypatch.setattr(graph, "MAX_EDGES", cap)
        found = draw(client, cast.viewer, ids["B-0"], depth=10)
        assert (found["edges"], found["truncated"]) == (whole["edges"][:cap], is_cut)


def test_nothing_of_another_account_is_in_it(client: Client, cast: Cast, ids: Ids):
    mine = draw(client, cast.viewer, ids["B-0"], depth=10)
    (foreign,) = [row["id"] for row in get(client, cast.stranger, "organizations", externalId="B-0").json()["data"]]
    theirs = draw(client, cast.stranger, foreign, depth=10)
    assert tiers(mine) == tiers(theirs)
    for part in ("nodes", "edges"):
        assert not {one["id"] for one in mine[part]} & {one["id"] for one in theirs[part]}


def test_a_missing_and_a_foreign_center_are_not_found_alike(client: Client, cast: Cast, ids: Ids):
    (foreign,) = [row["id"] for row in get(client, cast.stranger, "organizations", externalId="B-0").json()["data"]]
    answers = [get(client, cast.viewer, f"organizations/{center}/graph") for center in (foreign, 2**62, *NO_IDS)]
    bodies = [assert_problem(answer, 404, "not_found") for answer in answers]
    assert all(body == bodies[0] for body in bodies)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("depth", value) for value in ("0", "11", "-1", "1.5", "two", "", "9" * 30, ["1", "2"])),
        *(("limit", value) for value in ("0", "5001", "-1", "x", "", ["1", "1"])),
        *(("direction", value) for value in ("Both", "up", "", ["both", "both"])),
        *(("includeInactive", value) for value in ("1", "True", "", ["true", "true"])),
        *(("includeArchived", value) for value in ("yes", "", ["true", "true"])),
        *(
            ("types", value)
            for value in ("nosuch", "", " ", "a\x00b", "x" * 256, ["maker"] * 101, ["maker", "nosuch"], "maker,direct supplier")
        ),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_by_name(client: Client, cast: Cast, ids: Ids, name: str, value: Any):
    assert_refused_parameter(get(client, cast.viewer, f"organizations/{ids['B-0']}/graph", **{name: value}), name)


def test_a_type_that_is_not_known_gets_suggestions_from_the_callers_account(client: Client, cast: Cast, ids: Ids):
    RelationshipType.rows.create(account=cast.globex, key="maker two", forward_label="x", reverse_label="y")
    error = assert_refused_parameter(get(client, cast.viewer, f"organizations/{ids['B-0']}/graph", types="Maker_"), "types")
    assert error["params"] == {"value": "Maker_", "suggestions": ["maker"]}
    error = assert_refused_parameter(get(client, cast.viewer, f"organizations/{ids['B-0']}/graph", types="maker two"), "types")
    assert "maker two" not in error["params"]["suggestions"]


def test_an_unknown_parameter_and_an_unsupported_header_are_refused(client: Client, cast: Cast, ids: Ids):
    path = f"organizations/{ids['B-0']}/graph"
    assert_refused_parameter(get(client, cast.viewer, path, relationshipType="maker"), "relationshipType", "unknown_parameter")
    answer = client.get(f"/api/v2/{path}", headers=cast.viewer.headers | {"Idempotency-Key": "1"})
    assert_refused_parameter(answer, "Idempotency-Key")


def test_who_may_not_read_relationships_gets_403_and_who_may_not_see_the_organization_404(client: Client, cast: Cast, ids: Ids):
    address = f"/api/v2/organizations/{ids['B-0']}/graph"
    edges_only, organizations_only = (bearer(make_key(cast.acme, scopes=[scope])) for scope in ("relationship.read", "organization.read"))
    assert_problem(client.get(address, headers=edges_only), 404, "not_found")
    assert_problem(client.get(address, headers=organizations_only), 403, "permission_denied")
    assert_problem(client.get(address), 401, "not_authenticated")
    assert_problem(client.post(address, headers=cast.owner.headers), 405, "method_not_allowed")


@pytest.mark.parametrize(("depth", "met"), [(1, 1), (2, 2), (3, 3), (10, 4)])
def test_a_tier_takes_one_statement_and_the_rest_four(client: Client, cast: Cast, ids: Ids, depth: int, met: int):
    """Types, center, relationships, organizations; a tier each, with one that meets nothing new after the third."""
    path, always = f"organizations/{ids['B-0']}/graph", statements(client, cast.owner, "countries")
    assert statements(client, cast.owner, path, depth=depth) == always + 4 + met
    items = [{"externalId": f"M-{number}", "type": "F", "name": f"Mill {number}"} for number in range(60)]
    save(cast.owner.actor, "organizations", *items)
    save(cast.owner.actor, "relationships", *(edge(item["externalId"], "S-1") for item in items))
    assert statements(client, cast.owner, path, depth=depth) == always + 4 + met
