"""What is read can be sent back: members that nobody may set pass while they repeat what is stored."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import get, mistakes, outcome, refusal, saved
from tests.kit.cast import Person
from tests.kit.samples import SAMPLES, items
from tests.kit.worlds import World
from tests.upserts.ledger import ledger
from upserts import registry

every_resource = pytest.mark.parametrize("resource", list(registry.names()))


@every_resource
def test_read_only_members_that_repeat_what_is_stored_are_accepted(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, *items(resource, 1))
    record = get(client, owner, f"{resource}/{made['id']}").json()
    serializer = registry.get(resource).serializer
    repeated = {name: record[name] for name in record if name in serializer.read_only_members}
    assert {"version", "createdAt", "createdBy", "updatedAt", "updatedBy", "permissions"} <= set(repeated)
    with ledger() as book:
        result = outcome(client, owner, resource, {**SAMPLES[resource].item(0), **repeated, "id": made["id"]})
    assert result["operationType"] == "unchanged", result
    assert book.rows == {}


@every_resource
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("version", 7),
        ("version", "1"),
        ("createdAt", "2020-01-01T00:00:00Z"),
        ("createdBy", None),
        ("permissions", ["read"]),
        ("updatedBy", {}),
    ],
)
def test_a_read_only_member_that_differs_is_refused(client: Client, owner: Person, resource: str, member: str, value: object) -> None:
    SAMPLES[resource].prepare(owner, 1)
    saved(client, owner, resource, *items(resource, 1))
    result = outcome(client, owner, resource, {**SAMPLES[resource].item(0), member: value})
    refusal(result, 400, "read_only_field", member)


@every_resource
def test_a_record_that_is_created_has_no_read_only_members_yet(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    refusal(outcome(client, owner, resource, {**SAMPLES[resource].item(0), "version": 1}), 400, "read_only_field", "version")


@every_resource
def test_what_was_read_can_be_sent_back_whole(client: Client, world: World, resource: str) -> None:
    """GET → PUT and export → import work: every member of a read model is taken, and nothing changes."""
    SAMPLES[resource].prepare(world.owner, 1)
    item = SAMPLES[resource].item(0)
    if resource == "organizations":
        item |= {"category": world.category.pk, "template": {"id": world.template.pk}}
    (made,) = saved(client, world.owner, resource, item)
    record = get(client, world.owner, f"{resource}/{made['id']}").json()
    result = outcome(client, world.owner, resource, record)
    assert (result.get("operationType"), mistakes(result)) == ("unchanged", [])
