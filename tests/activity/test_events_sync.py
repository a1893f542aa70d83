"""A copy of the account that knows nothing but the change feed ends up as what the lists show, while others write."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from activity.services import RecordedChange, record
from database.transactions import account_transaction
from organizations.insp_id import insp_id
from tests.kit.calls import API, Item, all_rows, get, post_upsert
from tests.kit.cast import Cast, Person, make_cast
from tests.kit.chain import external, make_vocabulary

pytestmark = pytest.mark.django_db(transaction=True)
RECORDS = {"organization": "organizations", "contact": "contacts", "relationship": "relationships"}
WRITERS, ROUNDS, KEYS = 3, 40, 12
PATIENCE = 60.0


@pytest.fixture
def cast() -> Cast:
    return make_cast()


class Mirror:
    """Records by kind and id, as they were when an event named them last."""

    def __init__(self, client: Client, person: Person) -> None:
        self.client, self.person = client, person
        self.records: dict[str, dict[int, Item]] = {name: {} for name in RECORDS}
        self.last = 0
        self.pages = 0

    def follow(self) -> bool:
        """Read on until there is no more for now. Whether there was anything."""
        before = self.last
        address: str | None = f"{API}events?after={self.last}&limit=40"
        while address:
            body = self.client.get(address, headers=self.person.headers).json()
            told = [one["sequence"] for one in body["data"]]
            assert told == list(range(self.last + 1, self.last + 1 + len(told))), "an event was missed, or came too late"
            self.last, address = body["page"]["last"], body["links"]["next"]
            assert self.last == (told[-1] if told else self.last)
            self.pages += 1
            for name, id_ in dict.fromkeys((one["recordType"], one["recordId"]) for one in body["data"]):
                if name in RECORDS:
                    self._read_again(name, id_)
        return self.last > before

    def _read_again(self, name: str, id_: int) -> None:
        answer = get(self.client, self.person, f"{RECORDS[name]}/{id_}")
        if answer.status_code == 404:
            self.records[name].pop(id_, None)
        else:
            self.records[name][id_] = answer.json()

    def rows(self, name: str) -> list[Item]:
        """What the list shows, from nothing but the copies. What a record shows of others is taken from the copies of these."""
        return [getattr(self, f"_{name}")(row) for _, row in sorted(self.records[name].items())]

    def _stub(self, stub: Item | None) -> Item | None:
        row = self.records["organization"][stub["id"]] if stub else None
        return row and {member: row[member] for member in ("id", "externalId", "type", "name")} | {"inspId": insp_id(row["id"])}

    def _organization(self, row: Item) -> Item:
        ends = [(one["source"]["id"], one["target"]["id"]) for one in self.records["relationship"].values()]
        primary = [one for one in self.records["contact"].values() if one["organization"]["id"] == row["id"] and one["isPrimary"]]
        person = {"name": _name(primary[0]), "email": primary[0]["email"], "type": primary[0]["type"]} if primary else None
        return row | {"relationshipsCount": sum(row["id"] in pair for pair in ends), "contactPerson": person}

    def _contact(self, row: Item) -> Item:
        return row | {"organization": self._stub(row["organization"])}

    def _relationship(self, row: Item) -> Item:
        stubs = {end: self._stub(row[end]) for end in ("source", "target", "leadSupplier")}
        listed = [self.records["contact"][one["id"]] for one in row["contacts"]]
        listed.sort(key=lambda one: (one["email"].casefold(), one["id"]))
        members = ("id", "firstName", "lastName", "email", "phoneNumber", "role")
        return row | stubs | {"contacts": [{member: one[member] for member in members} for one in listed]}


def _name(contact: Mapping[str, Any]) -> str:
    return " ".join(part for part in (contact["firstName"], contact["lastName"]) if part)


class Writer:
    """Somebody who creates, changes, archives, restores and removes at random, a few keys that all writers share."""

    def __init__(self, person: Person, seed: int) -> None:
        self.person, self.chance, self.client = person, random.Random(seed), Client()

    def work(self) -> int:
        """All rounds; how many of the calls changed something."""
        try:
            return sum(self._round() for _ in range(ROUNDS))
        finally:
            connection.close()

    def _round(self) -> bool:
        name = self.chance.choice(["organizations", "organizations", "contacts", "relationships", "relationships", "remove"])
        if name == "remove":
            return self._remove(self.chance.choice(["contacts", "relationships"]))
        keys = self.chance.sample(range(KEYS), self.chance.randint(1, 6))
        items = [getattr(self, f"_{name}")(f"K-{key}") for key in keys]
        answer = post_upsert(self.client, self.person, name, items, atomic=self.chance.random() < 0.2, revive=self.chance.random() < 0.5)
        assert answer.status_code in (200, 207, 422), answer.content
        return bool(answer.json().get("summary", {}).get("updated"))

    def _key(self) -> str:
        return f"K-{self.chance.randrange(KEYS)}"

    def _mail(self) -> str:
        return f"{self.chance.choice(['ann', 'joe', 'eve'])}@x.example"

    def _organizations(self, key: str) -> Item:
        item: Item = {"externalId": key, "type": "S", "name": f"Works {key}-{self.chance.randrange(3)}"}
        if self.chance.random() < 0.15:
            item["status"] = self.chance.choice(["archived", "active"])
        if self.chance.random() < 0.4:
            item["contacts"] = [{"email": self._mail(), "firstName": self.chance.choice("XYZ")}]
        if self.chance.random() < 0.3:
            item["contactPerson"] = {"name": f"Pat {self.chance.choice('ABC')}", "email": self._mail()}
        return item

    def _contacts(self, key: str) -> Item:
        is_primary = self.chance.random() < 0.3
        return {
            "organization": external(self._key()),
            "firstName": self.chance.choice("XYZ"),
            "email": self._mail(),
            "isPrimary": is_primary,
        }

    def _relationships(self, key: str) -> Item:
        return {
            "source": external(key),
            "target": external(self._key()),
            "leadSupplier": external(self._key()) if self.chance.random() < 0.3 else None,
            "types": self.chance.sample(["direct supplier", "maker"], self.chance.randint(1, 2)),
            "relationshipStatus": self.chance.choice(["active", "active", "inactive"]),
            "contacts": [{"email": self._mail()}] if self.chance.random() < 0.4 else [],
        }

    def _remove(self, name: str) -> bool:
        rows = get(self.client, self.person, name, limit=500, fields="id").json()["data"]
        if not rows:
            return False
        answer = self.client.delete(f"{API}{name}/{self.chance.choice(rows)['id']}", headers=self.person.headers)
        assert answer.status_code in (204, 404), answer.content
        return answer.status_code == 204


def listed(client: Client, person: Person, name: str) -> list[Item]:
    everything = {"includeArchived": "true"} if name == "organization" else {}
    return sorted(all_rows(client, person, RECORDS[name], limit=500, **everything), key=lambda row: row["id"])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_sync_that_follows_the_feed_from_0_rebuilds_what_the_lists_show(client: Client, cast: Cast, seed: int):
    make_vocabulary(cast.owner)
    first = [{"externalId": f"K-{number}", "type": "S", "name": f"Works {number}"} for number in range(KEYS)]
    assert post_upsert(client, cast.owner, "organizations", first).status_code == 200
    mirror = Mirror(client, cast.owner)
    people = [cast.owner, cast.integration, cast.owner]
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(Writer(person, 10 * seed + number).work) for number, person in enumerate(people)]
        while not all(writer.done() for writer in writers):
            mirror.follow()
        assert sum(writer.result() for writer in writers) > WRITERS
    while mirror.follow():
        pass
    assert mirror.pages > 5
    for name in RECORDS:
        expected = listed(client, cast.owner, name)
        assert mirror.rows(name) == expected
        assert expected
    for operation in ("create", "update", "archive", "restore", "delete"):
        assert get(client, cast.owner, "events", operation=operation).json()["data"], f"nobody did {operation}: this proves too little"


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert condition()


def test_an_event_is_never_there_before_one_of_a_lower_sequence(client: Client, cast: Cast):
    """While one writer has its sequence but has not committed, no other gets the next one; readers see neither."""
    told, go = threading.Event(), threading.Event()
    before = get(client, cast.owner, "events", limit=500).json()["page"]["last"]

    def write(number: int, wait: bool) -> None:
        try:
            with account_transaction(cast.acme.pk):
                record([RecordedChange("organization", number, "update", {"name": ["a", "b"]})], cast.owner.actor.origin())
                if wait:
                    told.set()
                    assert go.wait(PATIENCE)
        finally:
            connection.close()

    def seen() -> list[tuple[int, int]]:
        rows = get(client, cast.owner, "events", after=before).json()["data"]
        return [(one["sequence"] - before, one["recordId"]) for one in rows]

    with ThreadPoolExecutor(2) as pool:
        slow: Future[None] = pool.submit(write, 111, True)
        assert told.wait(PATIENCE)
        quick = pool.submit(write, 222, False)
        until(waiting_for_a_lock)
        assert seen() == []
        assert not quick.done()
        go.set()
        slow.result()
        quick.result()
    assert seen() == [(1, 111), (2, 222)]


def test_a_reader_who_comes_back_later_misses_nothing(client: Client, cast: Cast):
    """The last sequence of an empty page is as good a place to go on from as any other."""
    last = get(client, cast.owner, "events", limit=500).json()["page"]["last"]
    for number in range(3):
        body = get(client, cast.owner, "events", after=last).json()
        assert (body["data"], body["page"]["last"]) == ([], last)
        item = {"externalId": f"N-{number}", "type": "F", "name": json.dumps(number)}
        assert post_upsert(client, cast.owner, "organizations", [item]).status_code == 200
        body = get(client, cast.owner, "events", after=last).json()
        assert [one["changes"]["externalId"][1] for one in body["data"]] == [f"N-{number}"]
        last = body["page"]["last"]
