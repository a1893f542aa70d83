from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from organizations.models import Organization
from relationships.models import RelationshipType
from tests.kit.calls import all_rows, assert_problem, assert_refused_parameter, get, rows
from tests.kit.cast import Cast, bearer, make_key
from tests.kit.chain import Chain, external, make_chain, save


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """S-1 and S-2 deliver to B-0, and B-0 to S-1."""
    chain = make_chain(cast.owner)
    save(cast.owner.actor, "relationships", edge("B-0", "S-1", "direct supplier"))
    return chain


def edge(source: str, target: str, *types: str, status: str = "active") -> dict[str, Any]:
    return {"source": external(source), "target": external(target), "types": list(types), "relationshipStatus": status}


def seen(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["direction"], row["counterpart"]["externalId"], row["label"]


OUT = [("outgoing", "S-1", "supplies")]
IN = [("incoming", "S-1", "is supplied by, has made by"), ("incoming", "S-2", "is supplied by, has made by")]


@pytest.mark.parametrize(
    ("query", "expected"), [({}, OUT), ({"direction": "outgoing"}, OUT), ({"direction": "incoming"}, IN), ({"direction": "both"}, IN + OUT)]
)
def test_edges_are_seen_from_the_organization(client: Client, cast: Cast, chain: Chain, query: dict[str, str], expected: list[Any]):
    found = rows(client, cast.viewer, f"organizations/{chain.organizations[0]}/relationships", **query)
    assert [seen(row) for row in found] == expected


def test_source_and_target_stay_true_and_the_rest_is_the_read_model(client: Client, cast: Cast, chain: Chain):
    for row in rows(client, cast.viewer, f"organizations/{chain.organizations[0]}/relationships", direction="both"):
        assert row["counterpart"] == row["target" if row["direction"] == "outgoing" else "source"]
        own = {"direction", "label", "counterpart"}
        rest = {name: value for name, value in row.items() if name not in own}
        assert rest == get(client, cast.viewer, f"relationships/{row['id']}").json()
        assert own < set(row)


def test_types_that_say_the_same_are_said_once(client: Client, cast: Cast, chain: Chain):
    RelationshipType.rows.create(account=cast.acme, key="a second word", forward_label="delivers to", reverse_label="is supplied by")
    save(cast.owner.actor, "relationships", edge("S-1", "S-2", "direct supplier", "a second word"))
    path = f"organizations/{chain.organizations[2]}/relationships"
    assert [seen(row) for row in rows(client, cast.viewer, path, direction="incoming")] == [("incoming", "S-1", "is supplied by")]
    forward = rows(client, cast.viewer, f"organizations/{chain.organizations[1]}/relationships", limit=1, direction="both")[0]
    assert forward["label"] == "supplies, makes for"


def test_the_labels_are_those_of_the_callers_account(client: Client, cast: Cast, chain: Chain):
    foreign = make_chain(cast.stranger)
    RelationshipType.objects.visible_to(cast.stranger.actor).update(reverse_label="elsewhere")
    mine = rows(client, cast.viewer, f"organizations/{chain.organizations[0]}/relationships", direction="both")
    theirs = rows(client, cast.stranger, f"organizations/{foreign.organizations[0]}/relationships", direction="both")
    assert {row["label"] for row in theirs} == {"elsewhere"}
    assert "elsewhere" not in {row["label"] for row in mine}


def test_an_organization_without_edges_has_an_empty_list(client: Client, cast: Cast, chain: Chain):
    (alone,) = save(cast.owner.actor, "organizations", {"type": "F", "name": "Alone"})
    assert rows(client, cast.viewer, f"organizations/{alone}/relationships", direction="both") == []


def test_pages_of_both_directions_visit_every_edge_once(client: Client, cast: Cast, chain: Chain):
    path = f"organizations/{chain.organizations[0]}/relationships"
    found = [row["id"] for row in all_rows(client, cast.viewer, path, direction="both", limit=1)]
    assert len(found) == len(set(found)) == 3


def test_an_inactive_edge_and_one_of_an_archived_organization_are_there(client: Client, cast: Cast, chain: Chain):
    save(cast.owner.actor, "relationships", edge("B-0", "S-2", "direct supplier", status="inactive"))
    Organization.objects.visible_to(cast.owner.actor).filter(id=chain.organizations[2]).update(status="archived")
    path = f"organizations/{chain.organizations[0]}/relationships"
    assert [row["relationshipStatus"] for row in rows(client, cast.viewer, path)] == ["active", "inactive"]
    assert len(rows(client, cast.viewer, f"organizations/{chain.organizations[2]}/relationships")) == 1


@pytest.mark.parametrize("direction", ["Outgoing", "", "all", "in", ["both", "both"]])
def test_a_direction_is_one_of_three(client: Client, cast: Cast, chain: Chain, direction: object):
    answer = get(client, cast.viewer, f"organizations/{chain.organizations[0]}/relationships", direction=direction)
    assert_refused_parameter(answer, "direction")


def test_a_key_that_may_not_see_the_organization_gets_404_and_one_that_may_not_see_edges_403(client: Client, cast: Cast, chain: Chain):
    address = f"/api/v2/organizations/{chain.organizations[0]}/relationships"
    edges_only, organizations_only = (bearer(make_key(cast.acme, scopes=[scope])) for scope in ("relationship.read", "organization.read"))
    assert_problem(client.get(address, headers=edges_only), 404, "not_found")
    assert_problem(client.get(address, headers=organizations_only), 403, "permission_denied")
