"""Many writers at once, against the real server: nothing is lost, nothing is doubled, nobody is shown a fault."""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from activity.models import Change
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship
from tests.kit.cast import Person
from tests.kit.samples import SAMPLES, Item
from tests.kit.server import Answer, Server, running_server
from tests.kit.worlds import World
from upserts import registry

THREADS = 16
BATCHES = 10  # a thread
ENDS = ["source_id", "target_id"]
KEYS = 60  # of each record type, so that two batches of the same type share most of them
Result = dict[str, Any]


def varied(resource: str, chance: random.Random) -> list[Item]:
    """30 to 50 items of one record type in any order, each in one of six versions, all of which may come first."""
    numbers = chance.sample(range(KEYS), chance.randint(30, 50))
    make = SAMPLES[resource]
    items = [chance.choice((make.item, make.changed))(number) for number in numbers]
    for item in items:
        item["customFields"] = {**item["customFields"], "headcount": chance.randint(1, 3)}
        if resource == "organizations":
            item["contacts"] = [{"firstName": "Joe", **contact} for contact in item["contacts"]]
    return items


def together(count: int, work: Callable[[int], list[Any]]) -> list[Any]:
    """What so many threads answer that start at the same moment."""
    start = threading.Barrier(count)

    def run(number: int) -> list[Any]:
        start.wait(30)
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return [one for found in pool.map(run, range(count)) for one in found]


def accepted(answer: Answer) -> list[Result]:
    """The results of an answer in which nothing failed."""
    body = answer.json()
    assert answer.status == 200, body
    assert body["summary"]["failed"] == 0
    return [{**result, "batchId": body["batchId"]} for result in body["data"]]


@pytest.fixture
def owner(committed_world: World) -> Person:
    """The owner of acme, where every record type finds what its items refer to."""
    for resource in SAMPLES:
        SAMPLES[resource].prepare(committed_world.owner, KEYS)
    return committed_world.owner


def told(person: Person, since: int = 0) -> list[Change]:
    """The account's history in order, after a place in it."""
    return list(Change.objects.visible_to(person.actor).filter(sequence__gt=since).order_by("sequence"))


def assert_versions_are_told(person: Person, changes: list[Change]) -> None:
    """Every record has as many rows of history as versions, the first of them a creation."""
    rows = Counter((change.record_type, change.record_id) for change in changes)
    creations = Counter((change.record_type, change.record_id) for change in changes if change.operation == "create")
    for model in (Organization, Contact, Relationship):
        name = model._meta.model_name
        stored = {(name, pk): version for pk, version in model.objects.visible_to(person.actor).values_list("pk", "version")}
        assert stored == {key: count for key, count in rows.items() if key[0] == name}
        assert dict.fromkeys(stored, 1) == {key: count for key, count in creations.items() if key[0] == name}


def assert_acknowledged_once(results: list[tuple[str, Result]], changes: list[Change]) -> None:
    """Every change that a caller was told of is one row of history, at the place its version says."""
    place: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for change in changes:
        place[change.record_type, change.record_id].append((change.batch_id, change.operation))
    seen: Counter[tuple[str, int, int]] = Counter()
    for resource, result in results:
        if result["operationType"] == "unchanged":
            continue
        key = (registry.get(resource).record_type, result["id"])
        assert place[key][result["version"] - 1] == (result["batchId"], result["operationType"])
        seen[(*key, result["version"])] += 1
    assert set(seen.values()) == {1}


def assert_one_row_per_key(person: Person) -> None:
    """By the keys that the items carry, and no more rows than there are keys."""
    for model, prefix, columns in ((Organization, "ORG-", ["external_id"]), (Contact, "CON-", ["external_id"]), (Relationship, "", ENDS)):
        rows = model.objects.visible_to(person.actor)
        keys = list((rows.filter(external_id__startswith=prefix) if prefix else rows).values_list(*columns))
        assert len(set(keys)) == len(keys) <= KEYS


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_sixteen_writers_of_overlapping_batches_lose_and_double_nothing(owner: Person, tmp_path: Path) -> None:
    before = deadlocks()

    def write(number: int) -> list[tuple[str, Result]]:
        chance, found = random.Random(number), []
        with server.caller(owner) as caller:
            for _ in range(BATCHES):
                resource = chance.choice(list(SAMPLES))
                found += [(resource, result) for result in accepted(caller.upsert(resource, varied(resource, chance)))]
        return found

    with running_server(tmp_path) as server:
        results = together(THREADS, write)
    assert "Traceback" not in server.said()
    assert deadlocks() == before
    changes = told(owner)
    assert [change.sequence for change in changes] == list(range(1, len(changes) + 1))
    assert_versions_are_told(owner, changes)
    assert_acknowledged_once(results, changes)
    assert len(results) > THREADS * BATCHES * 30
    assert_one_row_per_key(owner)


@pytest.mark.parametrize("resource", list(SAMPLES))
def test_the_same_batch_sent_at_once_is_carried_out_once(owner: Person, server: Server, resource: str) -> None:
    since = len(told(owner))
    batch = [SAMPLES[resource].item(number) for number in range(40)]

    def send(number: int) -> list[list[Result]]:
        shuffled = random.Random(number).sample(range(40), 40)
        with server.caller(owner) as caller:
            found = accepted(caller.upsert(resource, [batch[one] for one in shuffled]))
        return [[found[shuffled.index(one)] for one in range(40)]]

    answers = together(6, send)
    for results in zip(*answers, strict=True):  # one item as all callers saw it
        assert sorted(result["operationType"] for result in results) == ["create"] + ["unchanged"] * 5
        assert {(result["id"], result["version"]) for result in results} == {(results[0]["id"], 1)}
    changes = told(owner, since)
    record_type = registry.get(resource).record_type
    assert sum(change.record_type == record_type for change in changes) == 40
    assert len({change.batch_id for change in changes}) == 1
