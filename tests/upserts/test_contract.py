"""What the engine promises for every record type: the tests run over whatever is registered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from api.codes import ITEM_CODES, WARNING_CODES
from tests.kit.calls import assert_problem, get, post_upsert, saved, upserted
from tests.kit.cast import Person, bearer, make_key
from tests.kit.numbers import MISSING
from tests.kit.samples import SAMPLES, changed_items, items
from tests.kit.worlds import World
from tests.upserts.ledger import history, ledger, table_rows
from upserts import registry

RESOURCES = list(registry.names())
every_resource = pytest.mark.parametrize("resource", RESOURCES)
NEVER_EQUAL = ("batchId", "dryRun")


def test_every_record_type_has_a_sample() -> None:
    assert sorted(SAMPLES) == sorted(RESOURCES)


@every_resource
def test_the_second_send_is_all_unchanged_and_writes_nothing(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 5)
    for batch in (items(resource, 5), changed_items(resource, 5)):
        saved(client, owner, resource, *batch)
        before = table_rows(registry.get(resource).table)
        with ledger() as book:
            again = saved(client, owner, resource, *batch)
        assert {result["operationType"] for result in again} == {"unchanged"}
        assert book.rows == {}
        assert table_rows(registry.get(resource).table) == before


@every_resource
def test_a_change_adds_one_version_and_one_row_of_history(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 2)
    created = saved(client, owner, resource, *items(resource, 2))
    updated = saved(client, owner, resource, *changed_items(resource, 2))
    assert [(one["operationType"], one["version"]) for one in created] == [("create", 1)] * 2
    assert [(one["operationType"], one["version"]) for one in updated] == [("update", 2)] * 2
    told = history(owner, registry.get(resource).record_type, updated[0]["id"])
    assert [change.operation for change in told] == ["create", "update"]
    assert all(old != new for change in told for old, new in change.changes.values())


@every_resource
def test_what_was_written_is_what_is_read(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (result,) = saved(client, owner, resource, *items(resource, 1))
    record = get(client, owner, f"{resource}/{result['id']}").json()
    sent = SAMPLES[resource].item(0)
    compared = {name for name in sent if name in record and not isinstance(sent[name], (dict, list))}
    assert {name: record[name] for name in compared} == {name: sent[name] for name in compared}
    assert {key: record["customFields"].get(key) for key in sent["customFields"]} == sent["customFields"]


@every_resource
def test_another_account_is_neither_found_nor_touched(client: Client, world: World, resource: str) -> None:
    """The same keys in two accounts are two records; ids of one are nothing in the other."""
    owner, stranger = world.owner, world.cast.stranger
    for person in (stranger, owner):
        SAMPLES[resource].prepare(person, 2)
    theirs = saved(client, stranger, resource, *items(resource, 2))
    before = table_rows(registry.get(resource).table)
    ours = saved(client, owner, resource, *items(resource, 2))
    assert {result["operationType"] for result in ours} == {"create"}
    saved(client, owner, resource, *changed_items(resource, 2))
    assert [row for row in table_rows(registry.get(resource).table) if row in before] == before
    assert get(client, owner, f"{resource}/{theirs[0]['id']}").status_code == 404


@pytest.mark.parametrize("resource", [name for name in RESOURCES if "id" in registry.get(name).serializer.strict_fields])
def test_a_foreign_id_answers_like_a_missing_one(client: Client, world: World, resource: str) -> None:
    SAMPLES[resource].prepare(world.cast.stranger, 1)
    SAMPLES[resource].prepare(world.owner, 1)
    (theirs,) = saved(client, world.cast.stranger, resource, *items(resource, 1))
    item = {name: value for name, value in SAMPLES[resource].item(0).items() if name != "externalId"}
    foreign, missing = (
        post_upsert(client, world.owner, resource, [item | {"id": identity}]).json()["data"] for identity in (theirs["id"], MISSING)
    )
    assert (foreign[0]["status"], foreign[0]["errors"][0]["code"], len(foreign[0]["errors"])) == (404, "not_found", 1)
    assert repr(foreign) == repr(missing).replace(str(MISSING), str(theirs["id"]))


@every_resource
def test_who_may_only_read_is_refused_at_the_door(client: Client, world: World, resource: str) -> None:
    SAMPLES[resource].prepare(world.owner, 1)
    answer = post_upsert(client, world.cast.viewer, resource, items(resource, 1))
    assert_problem(answer, 403, "permission_denied")
    assert get(client, world.owner, resource).json()["data"] == [] or resource == "contacts" or resource == "organizations"


@every_resource
@pytest.mark.parametrize("dry_run_of", ["create", "update", "unchanged"])
def test_a_dry_run_answers_like_the_real_run_and_leaves_nothing(client: Client, owner: Person, resource: str, dry_run_of: str) -> None:
    SAMPLES[resource].prepare(owner, 4)
    if dry_run_of != "create":
        saved(client, owner, resource, *items(resource, 3))
    batch: list[Any] = changed_items(resource, 3) if dry_run_of == "update" else items(resource, 3)
    batch.append({**batch[0], "colour": "red"})
    before, told = table_rows(registry.get(resource).table), len(history(owner))
    dry = post_upsert(client, owner, resource, batch, dryRun=True)
    assert table_rows(registry.get(resource).table) == before
    assert len(history(owner)) == told
    real = post_upsert(client, owner, resource, batch)
    assert dry.json()["dryRun"] is True
    assert dry.status_code == real.status_code == 207
    assert _comparable(dry.json()) == _comparable(real.json())
    assert [result.get("id") is None for result in dry.json()["data"][:3]] == [dry_run_of == "create"] * 3


def _comparable(body: dict[str, Any]) -> dict[str, Any]:
    """An answer without what may differ between two runs: ids of creations and the time."""
    results = [
        {name: value for name, value in result.items() if name not in ("details", "record")}
        | ({"id": None} if result.get("operationType") == "create" else {})
        for result in body["data"]
    ]
    return {name: value for name, value in body.items() if name not in NEVER_EQUAL} | {"data": results}


@every_resource
def test_a_bad_item_fails_alone_and_names_the_field(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 6)
    batch = items(resource, 6)
    batch[3] = {**batch[3], "colour": "red"}
    found = upserted(client, owner, resource, batch)
    assert [result["status"] for result in found] == [201, 201, 201, 400, 201, 201]
    (error,) = found[3]["errors"]
    assert (error["code"], error["field"], error["pointer"]) == ("unknown_field", "colour", f"/{resource}/3/colour")


@every_resource
@pytest.mark.parametrize("junk", [None, 5, "text", [], [[]], True, {}, {"": ""}, {"\ud800": "\ud800"}, {"id": {}, "externalId": []}])
def test_no_item_is_too_strange_for_an_answer(client: Client, owner: Person, resource: str, junk: object) -> None:
    SAMPLES[resource].prepare(owner, 2)
    found = upserted(client, owner, resource, [junk, *items(resource, 1)])
    assert [result["status"] for result in found] == [400, 201]


@every_resource
@pytest.mark.parametrize("junk", [None, 5, "text", []])
def test_what_is_no_object_has_one_mistake(client: Client, owner: Person, resource: str, junk: object) -> None:
    """Members that a text can't have are not missing from it."""
    (result,) = upserted(client, owner, resource, [junk])
    assert [error["code"] for error in result["errors"]] == ["invalid_type"]


def test_every_code_that_the_code_can_say_is_documented() -> None:
    """Whatever `refuse`, `warn` and the constraints name stands in the tables, and those in docs/errors.md."""
    documented = set(re.findall(r"^\| `(\w+)` \|", (Path(settings.BASE_DIR) / "docs/errors.md").read_text(), re.M))
    constraints = {
        constraint.violation_error_code
        for resource in registry.every()
        for model in (resource.model, *(link.model for link in resource.links))
        for constraint in model._meta.constraints
        if constraint.violation_error_code
    }
    assert constraints <= set(ITEM_CODES)
    assert set(ITEM_CODES) | set(WARNING_CODES) <= documented


@every_resource
def test_a_key_that_may_only_read_is_refused_at_the_door(client: Client, world: World, resource: str) -> None:
    word = registry.get(resource).record_type
    key = make_key(world.cast.acme, "Owner", [f"{word}.read"])
    answer = client.post(f"/api/v2/{resource}/upsert", data="{}", content_type="application/json", headers=bearer(key))
    assert_problem(answer, 403, "permission_denied")
