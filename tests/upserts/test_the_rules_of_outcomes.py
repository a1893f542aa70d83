"""Rules 6 to 10 of “Rules that are easy to get wrong”: what becomes of an item, and what its neighbours have to do with it.

One test each, told whole; docs/decisions/0009-the-fifteen-rules.md lists all fifteen.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import get, mistakes, refusal, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.samples import SAMPLES, items
from tests.kit.worlds import World
from tests.upserts.conftest import Send
from tests.upserts.edges import edge, record
from tests.upserts.ledger import ledger


@pytest.mark.parametrize("resource", list(SAMPLES))
def test_rule_06_where_nothing_differs_nothing_is_touched(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 3)
    made = saved(client, owner, resource, *items(resource, 3))
    before = [get(client, owner, f"{resource}/{result['id']}").content for result in made]
    told = get(client, owner, "events", after=0, limit=500).content
    with ledger() as book:
        again = saved(client, owner, resource, *items(resource, 3))
    assert {(result["operationType"], result["version"]) for result in again} == {("unchanged", 1)}
    assert [result["details"] for result in again] == [result["details"] for result in made]
    assert [get(client, owner, f"{resource}/{result['id']}").content for result in made] == before  # version, updatedAt and all
    assert (book.rows, get(client, owner, "events", after=0, limit=500).content) == ({}, told)


def test_rule_07_inactive_creates_an_inactive_edge_and_active_reactivates_the_same_row(
    client: Client, owner: Person, send: Send, ends: object
) -> None:
    made = send("relationships", edge(relationshipStatus="inactive"))
    assert (made["operationType"], record(client, owner, made["id"])["relationshipStatus"]) == ("create", "inactive")
    found = send("relationships", edge(relationshipStatus="active"))
    assert (found["id"], found["operationType"], found["version"]) == (made["id"], "update", 2)
    assert record(client, owner, made["id"])["relationshipStatus"] == "active"


def test_rule_08_an_archived_organization_takes_nothing_but_its_revival_and_its_edges_only_inactive(
    client: Client, owner: Person, send: Send, ends: dict[str, int]
) -> None:
    made = send("relationships", edge())
    assert client.delete(f"/api/v2/organizations/{ends['S-1']}", headers=owner.headers).status_code == 204
    refusal(send("organizations", {"externalId": "S-1", "city": "Porto"}), 409, "organization_archived", None)
    refusal(send("relationships", edge(types=["maker"])), 409, "organization_archived", "source")
    refusal(send("relationships", edge("F-1", "S-1")), 409, "organization_archived", "target")
    assert send("relationships", edge(relationshipStatus="inactive"))["operationType"] == "update"
    revived = send("organizations", {"externalId": "S-1", "city": "Porto"}, revive=True)
    assert (revived["id"], revived["operationType"]) == (ends["S-1"], "restore")
    assert send("relationships", edge())["id"] == made["id"]


def test_rule_09_items_do_not_see_each_other_and_answers_keep_the_order_of_the_request(client: Client, owner: Person) -> None:
    mill = {"externalId": "M", "type": "F", "name": "Mill"}
    saved(client, owner, "organizations", mill)
    batch = [
        {"externalId": "Z", "type": "F", "name": "Zinc"},
        {"externalId": "M", "name": "Mill & Sons"},  # gives up its name …
        {"externalId": "N", "type": "F", "name": "Mill"},  # … which is taken all the same
        {"externalId": "A", "type": "F", "name": "Alum"},
    ]
    found = upserted(client, owner, "organizations", batch)  # looks at `index` 0, 1, 2, 3, too
    assert [result.get("operationType") for result in found] == ["create", "update", None, "create"]
    assert mistakes(found[2]) == [("duplicate_data", "name")]
    names = [get(client, owner, f"organizations/{found[index]['id']}").json()["externalId"] for index in (0, 1, 3)]
    assert names == ["Z", "M", "A"]
    backwards = upserted(client, owner, "organizations", batch[::-1])
    assert [result.get("operationType") for result in backwards] == ["unchanged", "create", "unchanged", "unchanged"]


def test_rule_10_an_item_is_told_all_errors_of_the_first_stage_that_finds_some(client: Client, world: World, ends: dict[str, int]) -> None:
    """Each item has a mistake of one stage and of all that come after it: shape and references, permission, rules, version."""
    partner = make_partner(world.cast.acme, "partner@acme.example", "READ", "CREATE", "UPDATE")
    share(partner, "organization", ends["S-1"], "edit")
    share(partner, "organization", ends["B-1"], "read")
    share(partner, "organization", ends["F-1"], "read")
    saved(client, world.owner, "relationships", edge(), edge("F-1", "B-1"))
    told: dict[str, dict[str, Any]] = {
        "shape": edge("F-1", "B-1", relationshipStatus="aktive", types=[], ifVersion=9),
        "references": edge("F-1", "B-2", leadSupplier=external("X"), types=["Maker"], ifVersion=9),
        "permission": edge("F-1", "B-1", types=["former"], ifVersion=9),
        "rules": edge(types=["former"], contacts=[{"email": "eve@x.example"}], ifVersion=9),
        "version": edge(types=["maker"], ifVersion=9),
        "nothing": edge(types=["maker"], ifVersion=1),
    }
    found = {stage: upserted(client, partner, "relationships", [item])[0] for stage, item in told.items()}
    assert {stage: result["status"] for stage, result in found.items()} == {
        "shape": 400,
        "references": 400,
        "permission": 403,
        "rules": 400,
        "version": 412,
        "nothing": 200,
    }
    assert {stage: mistakes(result) for stage, result in found.items()} == {
        "shape": [("invalid_choice", "relationshipStatus"), ("too_short", "types")],
        "references": [
            ("organization_not_found", "leadSupplier"),
            ("organization_not_found", "target"),
            ("relationship_type_not_found", "types[0]"),
        ],
        "permission": [("permission_denied", None)],
        "rules": [("contact_not_found", "contacts[0].email"), ("relationship_type_inactive", "types[0]")],
        "version": [("version_conflict", "ifVersion")],
        "nothing": [],
    }
