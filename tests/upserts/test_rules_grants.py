"""What an upsert item answers to somebody who reaches only what is granted: each line of the table in permissions.md."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Grant
from activity.models import Change
from tests.kit.calls import Item, get, mistakes, outcome, post_upsert, refusal, rows, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.numbers import MISSING
from tests.kit.samples import SAMPLES, items
from tests.kit.worlds import World
from tests.upserts.edges import edge
from tests.upserts.ledger import ledger, statements
from upserts import registry

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}
every_resource = pytest.mark.parametrize("resource", [resource.name for resource in registry.every() if resource.sharing.granted_on])


@pytest.fixture
def partner(world: World) -> Person:
    """May read and update what is granted."""
    return make_partner(world.cast.acme, "partner@acme.example")


@pytest.fixture
def founder(world: World) -> Person:
    """May create as well."""
    return make_partner(world.cast.acme, "founder@acme.example", "CREATE", "READ", "UPDATE", "DELETE")


def test_a_full_grant_reads_back_as_edit_full_read(client: Client, partner: Person, ends: dict[str, int]) -> None:
    share(partner, "organization", ends["S-1"], "full")
    assert get(client, partner, f"organizations/{ends['S-1']}").json()["permissions"] == ["edit", "full", "read"]


def test_what_is_granted_can_be_updated_and_only_that(client: Client, partner: Person, ends: dict[str, int]) -> None:
    share(partner, "organization", ends["S-1"], "edit")
    named = [{"type": "S", "name": "Supplier", "externalId": "S-1"}, {**MILL}, {"type": "B", "name": "Brand", "externalId": "B-1"}]
    found = upserted(client, partner, "organizations", [{**item, "city": "Porto"} for item in named])
    assert [mistakes(result) for result in found] == [[], [("create_not_permitted", None)], [("external_id_unavailable", "externalId")]]
    assert found[0]["operationType"] == "update"
    assert outcome(client, partner, "organizations", {"id": ends["S-1"], "city": "Porto"})["operationType"] == "unchanged"


def test_reading_is_no_editing(client: Client, partner: Person, ends: dict[str, int]) -> None:
    share(partner, "organization", ends["S-1"], "read")
    result = outcome(client, partner, "organizations", {"externalId": "S-1", "city": "Porto"})
    assert refusal(result, 403, "permission_denied", None)["params"] == {"needed": ["edit_organization"]}
    joe = {"organization": external("S-1"), "email": "joe@x.example", "lastName": "Miller"}
    assert refusal(outcome(client, partner, "contacts", joe), 403, "permission_denied", None)["params"] == {"needed": ["edit_organization"]}


def test_rekeying_and_archiving_take_full(client: Client, partner: Person, ends: dict[str, int]) -> None:
    grant = share(partner, "organization", ends["S-1"], "edit")
    for change in ({"externalId": "S-9"}, {"status": "archived"}):
        result = outcome(client, partner, "organizations", {"id": ends["S-1"], **change})
        assert refusal(result, 403, "permission_denied", None)["params"] == {"needed": ["full_organization"]}
    Grant.rows.filter(pk=grant.pk).update(mask=7)
    assert outcome(client, partner, "organizations", {"id": ends["S-1"], "externalId": "S-9"})["operationType"] == "update"


def test_ids_that_are_invisible_foreign_or_missing_are_one(client: Client, world: World, partner: Person, ends: dict[str, int]) -> None:
    (foreign,) = saved(client, world.cast.stranger, "organizations", MILL)
    answers, counts = {}, set()
    with ledger() as book:
        for identity in (ends["S-1"], foreign["id"], MISSING):
            with statements() as found:
                answer = post_upsert(client, partner, "organizations", [{"id": identity, "city": "Porto"}])
            counts.add(len(found))
            answers[identity] = (answer.status_code, answer.content.decode().replace(answer.json()["batchId"], ""))
    assert mistakes(answer.json()["data"][0]) == [("not_found", "id")]
    status, body = answers[MISSING]
    assert answers == {identity: (status, body.replace(str(MISSING), str(identity))) for identity in answers}
    assert len(counts) == 1
    assert book.rows == {}


def test_references_that_are_invisible_foreign_or_missing_are_one(
    client: Client, world: World, founder: Person, ends: dict[str, int]
) -> None:
    share(founder, "organization", ends["S-1"], "full")
    (foreign,) = saved(client, world.cast.stranger, "organizations", MILL)
    answers = {}
    for identity in (ends["B-1"], foreign["id"], MISSING):
        item = edge("S-1") | {"target": {"kind": "internal", "value": str(identity)}}
        answer = post_upsert(client, founder, "relationships", [item])
        answers[identity] = answer.content.decode().replace(answer.json()["batchId"], "")
    assert mistakes(answer.json()["data"][0]) == [("organization_not_found", "target")]
    assert answers == {identity: answers[MISSING].replace(str(MISSING), str(identity)) for identity in answers}


def test_suggestions_come_from_what_is_visible(client: Client, founder: Person, ends: dict[str, int]) -> None:
    share(founder, "organization", ends["S-1"], "full")
    (error,) = outcome(client, founder, "relationships", edge("S-1", "b-1"))["errors"]
    assert error["params"]["suggestions"] == []
    share(founder, "organization", ends["B-1"], "read")
    (error,) = outcome(client, founder, "relationships", edge("S-1", "b-1"))["errors"]
    assert error["params"]["suggestions"] == ["B-1"]


def test_a_key_that_something_invisible_holds_is_unavailable_and_nothing_more(
    client: Client, founder: Person, ends: dict[str, int]
) -> None:
    for item, field in (
        ({**MILL, "externalId": "S-1"}, "externalId"),
        ({"type": "S", "name": "SUPPLIER"}, "name"),
        ({"type": "S", "name": "Supplier", "externalId": "S-9"}, "name"),
    ):
        with ledger() as book:
            error = refusal(outcome(client, founder, "organizations", item), 409, "external_id_unavailable", field)
        assert (error["params"], book.rows) == ({}, {})


def test_who_creates_a_record_owns_it(client: Client, world: World, founder: Person) -> None:
    item = {**MILL, "contacts": [{"email": "joe@x.example", "firstName": "Joe"}]}
    made = post_upsert(client, founder, "organizations", item).json()
    assert made["record"]["permissions"] == ["edit", "full", "read"]
    assert (
        outcome(client, founder, "organizations", {**item, "city": "Porto", "externalId": "M-2", "id": made["id"]})["operationType"]
        == "update"
    )
    grant = Grant.rows.get(account=world.cast.acme, object_kind="organization", object_id=made["id"])
    assert (grant.cause, grant.mask, grant.principal.user_id) == ("owner", 7, founder.user.pk)
    told = Change.rows.filter(account=world.cast.acme, record_type="organization", record_id=made["id"]).order_by("sequence")
    assert [change.operation for change in told] == ["create", "grant", "update"]


def test_who_reaches_all_gets_no_grant(client: Client, world: World) -> None:
    saved(client, world.owner, "organizations", MILL)
    saved(client, world.cast.editor, "organizations", {**MILL, "name": "Dye", "externalId": "D-1"})
    assert not Grant.rows.filter(account=world.cast.acme).exists()


@every_resource
def test_a_new_record_is_the_creators_in_a_dry_run_too_and_then_it_is_nobodys(
    client: Client, world: World, founder: Person, resource: str
) -> None:
    SAMPLES[resource].prepare(founder, 1)
    before = Grant.rows.count()
    (result,) = upserted(client, founder, resource, items(resource, 1), dryRun=True, prefer="return=representation")
    assert (result["operationType"], result["record"]["permissions"]) == ("create", ["edit", "full", "read"])
    assert Grant.rows.count() == before


def test_a_new_edge_takes_editing_edges_at_the_source_and_seeing_the_target(client: Client, founder: Person, ends: dict[str, int]) -> None:
    grant = share(founder, "organization", ends["S-1"], "read")
    share(founder, "organization", ends["B-1"], "read")
    result = outcome(client, founder, "relationships", edge())
    assert refusal(result, 403, "create_not_permitted", None)["params"] == {"needed": ["edit_relationship"]}
    Grant.rows.filter(pk=grant.pk).update(mask=1 | 16 | 32)
    made = outcome(client, founder, "relationships", edge())
    assert made["operationType"] == "create"
    # The grants on both ends and the ownership of the edge, together.
    permissions = get(client, founder, f"relationships/{made['id']}").json()["permissions"]
    assert permissions == ["edit", "full", "read", "relationship-edit", "relationship-read"]


def test_an_edge_is_updated_by_who_may_edit_it_or_one_of_its_ends(
    client: Client, owner: Person, partner: Person, ends: dict[str, int]
) -> None:
    (made,) = saved(client, owner, "relationships", edge())
    source, target = (share(partner, "organization", ends[key], "read") for key in ("S-1", "B-1"))
    wanted = edge(relationshipStatus="inactive")
    refused = outcome(client, partner, "relationships", wanted)
    assert refusal(refused, 403, "permission_denied", None)["params"] == {"needed": ["edit_relationship"]}
    for grant in (source, target):
        Grant.rows.filter(pk=grant.pk).update(mask=1 | 16 | 32)
        assert outcome(client, partner, "relationships", wanted, dryRun=True)["operationType"] == "update"
        Grant.rows.filter(pk=grant.pk).update(mask=1)
    share(partner, "relationship", made["id"], "relationship-edit")
    assert outcome(client, partner, "relationships", wanted)["operationType"] == "update"


def test_who_sees_an_edge_alone_sees_stubs_and_can_not_name_its_ends(
    client: Client, owner: Person, partner: Person, ends: dict[str, int]
) -> None:
    (made,) = saved(client, owner, "relationships", edge(contacts=[{"email": "joe@x.example"}]))
    share(partner, "relationship", made["id"], "relationship-edit")
    (row,) = rows(client, partner, "relationships")
    assert (row["source"]["name"], row["target"]["externalId"], row["contacts"][0]["email"]) == ("Supplier", "B-1", "joe@x.example")
    assert row["permissions"] == ["relationship-edit", "relationship-read"]
    assert get(client, partner, f"organizations/{ends['S-1']}").status_code == 404
    assert (rows(client, partner, "organizations"), rows(client, partner, "contacts")) == ([], [])
    result = outcome(client, partner, "relationships", edge(relationshipStatus="inactive"))
    assert mistakes(result) == [("organization_not_found", "source"), ("organization_not_found", "target")]


def test_counts_are_of_what_is_visible(client: Client, owner: Person, partner: Person, ends: dict[str, int]) -> None:
    first, _ = saved(client, owner, "relationships", edge(), edge("S-1", "F-1"))
    share(partner, "organization", ends["B-1"], "read")
    assert get(client, partner, f"organizations/{ends['B-1']}").json()["relationshipsCount"] == 1
    assert get(client, partner, "relationships", total="true").json()["page"]["total"] == 1
    assert [row["id"] for row in rows(client, partner, "relationships")] == [first["id"]]


def test_a_grant_that_is_taken_away_counts_no_more_from_the_next_call_on(client: Client, partner: Person, ends: dict[str, int]) -> None:
    grant = share(partner, "organization", ends["S-1"], "edit")
    item = {"externalId": "S-1", "city": "Porto"}
    assert outcome(client, partner, "organizations", item)["operationType"] == "update"
    Grant.rows.filter(pk=grant.pk).delete()
    refusal(outcome(client, partner, "organizations", {**item, "city": "Braga"}), 409, "external_id_unavailable", "externalId")
    assert get(client, partner, f"organizations/{ends['S-1']}").status_code == 404


def test_a_grant_adds_to_a_role_that_reaches_all(client: Client, world: World, ends: dict[str, int]) -> None:
    editor = world.cast.editor
    rekeyed = {"id": ends["S-1"], "externalId": "S-9"}
    refusal(outcome(client, editor, "organizations", rekeyed), 403, "permission_denied", None)
    share(editor, "organization", ends["S-1"], "full")
    assert outcome(client, editor, "organizations", rekeyed)["operationType"] == "update"
    found = {row["id"]: row["permissions"] for row in rows(client, editor, "organizations")}
    assert found[ends["S-1"]] == ["edit", "full", "read"]
    assert found[ends["B-1"]] == ["edit", "read"]
    held = rows(client, editor, "organizations", permission="full")
    assert [row["id"] for row in held] == [ends["S-1"]]


@every_resource
def test_grants_cost_as_many_statements_for_300_items_as_for_2(client: Client, founder: Person, resource: str) -> None:
    SAMPLES[resource].prepare(founder, 302)
    get(client, founder, "me")
    counts = []
    for start, size in ((0, 2), (2, 300)):
        with statements() as found:
            answer = post_upsert(client, founder, resource, items(resource, size, start=start))
        assert answer.status_code == 200, answer.content[:1000]
        counts.append(len(found))
    assert counts[0] == counts[1]
