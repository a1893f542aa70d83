"""What the database refuses at the last moment becomes the error of one item, and of no other."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests.kit.calls import post_upsert, saved, upserted
from tests.kit.cast import Person
from tests.kit.samples import SAMPLES, changed_items, items
from tests.upserts import intruder
from tests.upserts.intruder import intrude
from tests.upserts.ledger import history
from upserts import registry

VICTIM = 1


def victim_of(resource: str, table: str) -> str:
    """A condition that finds the item of this number, or its rows in a list, while they are stored."""
    own_keys = {"organizations": "ORG", "contacts": "CON", "products": "PRO"}
    keys = {name: f"NEW.external_id = '{prefix}-{VICTIM}'" for name, prefix in own_keys.items()}
    parent = f"(SELECT id FROM organizations_organization WHERE external_id = 'PARENT-{VICTIM}')"
    if resource in keys:
        return keys[resource]
    if table == registry.get(resource).table:
        return f"NEW.source_id = {parent}"
    return f"NEW.relationship_id = (SELECT id FROM {registry.get(resource).table} WHERE source_id = {parent})"


def test_every_constraint_of_a_record_type_is_tried() -> None:
    assert sorted(name for _, name in intruder.cases()) == sorted(intruder.BREAKS)


@pytest.mark.parametrize(("resource", "constraint"), intruder.cases())
def test_a_constraint_that_is_hit_late_answers_its_code(client: Client, owner: Person, resource: str, constraint: str) -> None:
    SAMPLES[resource].prepare(owner, 3)
    table, code = intruder.constraints_of(registry.get(resource))[constraint]
    intrude(table, victim_of(resource, table), intruder.BREAKS[constraint])
    found = upserted(client, owner, resource, items(resource, 3))
    assert [result["status"] < 300 for result in found] == [True, False, True], found
    assert [error["code"] for error in found[VICTIM]["errors"]] == [code]


@pytest.mark.parametrize("resource", list(registry.names()))
def test_an_identity_that_somebody_took_is_a_matter_of_trying_again(client: Client, owner: Person, resource: str) -> None:
    """A restore without `setval` leaves ids behind that the sequence will give again."""
    SAMPLES[resource].prepare(owner, 3)
    table = registry.get(resource).table
    saved(client, owner, resource, *items(resource, 1))
    intrude(table, victim_of(resource, table), f"id := (SELECT min(id) FROM {table})")
    found = upserted(client, owner, resource, items(resource, 3))
    assert [result["status"] for result in found] == [200, 503, 201]
    assert [error["code"] for error in found[VICTIM]["errors"]] == ["retry_later"]


@pytest.mark.parametrize(("state", "code"), [("22001", "too_long"), ("22003", "invalid_format"), ("22P05", "invalid_characters")])
def test_a_value_that_the_database_can_not_hold_is_the_mistake_of_its_item(client: Client, owner: Person, state: str, code: str) -> None:
    table = "organizations_organization"
    intrude(table, victim_of("organizations", table), f"RAISE EXCEPTION 'no' USING ERRCODE = '{state}';")
    found = upserted(client, owner, "organizations", items("organizations", 3))
    assert [result["status"] for result in found] == [201, 400, 201]
    assert found[VICTIM]["errors"][0]["code"] == code


@pytest.mark.parametrize("resource", list(registry.names()))
def test_of_a_hundred_items_only_the_poisoned_one_fails(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 100)
    table = registry.get(resource).table
    intrude(table, victim_of(resource, table), "version := 0")
    told = len(history(owner, registry.get(resource).record_type))
    answer = post_upsert(client, owner, resource, items(resource, 100)).json()
    assert answer["summary"] | {"total": 100} == {**answer["summary"], "created": 99, "failed": 1, "total": 100}
    assert answer["data"][VICTIM]["status"] == 400
    assert registry.get(resource).model.rows.filter(account=owner.account).count() >= 99
    made = history(owner, registry.get(resource).record_type)[told:]
    own = {result["id"] for result in answer["data"] if "id" in result}
    assert sorted(change.record_id for change in made if change.record_id in own) == sorted(own)
    assert [change.sequence for change in history(owner)] == list(range(1, len(history(owner)) + 1))


@pytest.mark.parametrize("resource", list(registry.names()))
def test_a_poisoned_change_leaves_its_record_as_it_was(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 10)
    before = saved(client, owner, resource, *items(resource, 10))
    table = registry.get(resource).table
    intrude(table, victim_of(resource, table), "version := 0", event="UPDATE")
    found = upserted(client, owner, resource, changed_items(resource, 10))
    assert [result["status"] for result in found] == [200, 400, *[200] * 8]
    model = registry.get(resource).model
    assert model.rows.get(pk=before[VICTIM]["id"]).version == 1
    assert model.rows.get(pk=before[2]["id"]).version == 2


def test_a_late_refusal_fails_an_atomic_batch_as_a_whole(client: Client, owner: Person) -> None:
    table = "organizations_organization"
    intrude(table, victim_of("organizations", table), "country := 'p1'")
    answer = post_upsert(client, owner, "organizations", items("organizations", 4), atomic=True)
    assert answer.status_code == 422
    assert [result["status"] for result in answer.json()["data"]] == [424, 400, 424, 424]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organizations_organization")
        assert cursor.fetchone() == (0,)
    assert history(owner, "organization") == []
