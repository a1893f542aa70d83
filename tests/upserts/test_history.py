"""History tells all and nothing but what happened: played back, it gives the stored records."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiKey
from activity.models import Change
from tests.kit.calls import Item, get, post_upsert
from tests.kit.cast import Person
from tests.upserts.ledger import history, ledger
from tests.upserts.traffic import RESOURCES, Traffic
from upserts import registry

CALLS = 40


def records(client: Client, person: Person) -> dict[tuple[str, int], Item]:
    """Every record of the account as it reads."""
    found: dict[tuple[str, int], Item] = {}
    for resource in RESOURCES:
        for row in get(client, person, resource, limit=500, includeArchived="true" if resource == "organizations" else ()).json()["data"]:
            found[registry.get(resource).record_type, row["id"]] = row
    return found


def played_back(changes: list[Change]) -> dict[tuple[str, int], Item]:
    """The members that history tells of, record by record, with the version that follows from the number of its rows."""
    state: dict[tuple[str, int], Item] = defaultdict(lambda: {"version": 0, "customFields": {}})
    for change in changes:
        key = (change.record_type, change.record_id)
        if change.operation == "delete":
            del state[key]
            continue
        record = state[key]
        record["version"] += 1
        for member, (old, new) in change.changes.items():
            if member == "contactPerson":  # told by the organization when its own item says so, by the contact always
                continue
            place, name = (record["customFields"], member.partition(".")[2]) if member.startswith("customFields.") else (record, member)
            assert place.get(name) == old or (old in (None, [], False, "active") and name not in place), (key, member, old, place)
            place[name] = new
    return dict(state)


def comparable(record: Item, told: Item) -> tuple[Item, Item]:
    """The told members in the words of the read model, and the same of the record."""
    shown: Item = {}
    for name in told:
        read = record[name]
        if isinstance(read, dict) and name in ("source", "target", "leadSupplier", "organization", "category", "template"):
            read = read["id"]
        elif name == "contacts":
            read = sorted(contact["id"] for contact in read)
        shown[name] = read
    shown["customFields"] = record["customFields"]
    wanted = {**told, "customFields": {key: value for key, value in told["customFields"].items() if value is not None}}
    return shown, wanted


@pytest.mark.parametrize("seed", [1, 3])
def test_after_random_traffic_history_tells_what_is_stored(client: Client, owner: Person, seed: int) -> None:
    traffic = Traffic(seed)
    before = len(history(owner))
    ends: dict[str, int] = defaultdict(int)
    for _ in range(CALLS):
        resource, batch, query = traffic.call()
        told = Change.objects.visible_to(owner.actor).count()
        with ledger() as book:
            answer = post_upsert(client, owner, resource, batch, **query)
        assert answer.status_code in (200, 207, 422), answer.content
        now = Change.objects.visible_to(owner.actor).count()
        succeeded = [result for result in answer.json()["data"] if result["status"] < 300]
        if query.get("dryRun") or answer.status_code == 422 or all(result["operationType"] == "unchanged" for result in succeeded):
            assert now == told
        if not succeeded or all(result["operationType"] == "unchanged" for result in succeeded):
            assert book.rows == {}
        for result in answer.json()["data"]:
            ends[result.get("operationType") or result["errors"][0]["code"]] += 1
    changes = history(owner)
    assert [change.sequence for change in changes] == list(range(1, len(changes) + 1))
    stored, told_of = records(client, owner), played_back(changes[before:])
    assert set(stored) == set(told_of)
    for key, record in stored.items():
        shown, wanted = comparable(record, told_of[key])
        assert shown == wanted, key
    assert all(ends[word] > 2 for word in ("create", "update", "duplicate_data")), dict(ends)


@pytest.mark.parametrize("seed", [11, 12])
def test_whatever_succeeded_is_unchanged_when_it_is_sent_again(client: Client, owner: Person, seed: int) -> None:
    traffic = Traffic(seed)
    repeated = 0
    for _ in range(CALLS):
        resource, batch, query = traffic.call()
        first, second = (post_upsert(client, owner, resource, batch, **query).json()["data"] for _ in range(2))
        if query.get("dryRun") or query["mode"] == "createOnly":
            continue
        for item, once, again in zip(batch, first, second, strict=True):
            if once["status"] < 300 and "ifVersion" not in item and again.get("errors", [{}])[0].get("code") != "not_applied":
                repeated += 1
                assert (again.get("operationType"), again["version"]) == ("unchanged", once["version"]), (
                    resource,
                    batch,
                    query,
                    first,
                    second,
                )
    assert repeated > 15


def test_a_change_names_who_with_what_in_which_call(client: Client, owner: Person) -> None:
    batch: list[Any] = [{"type": "F", "name": name} for name in ("Mill", "Dye")]
    answer = post_upsert(client, owner, "organizations", batch)
    key = ApiKey.rows.get(account=owner.account, user=owner.user)
    for change in history(owner, "organization"):
        assert (change.user_id, change.key_id, change.channel) == (owner.user.pk, key.pk, "api")
        assert (change.request_id, change.batch_id) == (answer["X-Request-ID"], answer.json()["batchId"])
