"""Idempotency-Key against a real server: many at once, and whatever breaks in the middle. The work is done once."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from activity.models import Change
from organizations.models import Organization
from tests.kit.calls import API
from tests.kit.cast import Person
from tests.kit.samples import items
from tests.kit.server import Answer, Caller, Server, running_server
from tests.kit.worlds import World
from tests.wire.stalls import break_connection, commits_held, history_held, on_its_way, wait_for_stalled
from tests.wire.test_killed_server import LOST
from upserts.models import Receipt

BATCH = items("organizations", 50)
KEY = {"Idempotency-Key": "nightly 17"}
REPLAYED = "idempotent-replayed"
WRITERS, KEYS = 8, 50


@pytest.fixture
def owner(committed_world: World) -> Person:
    return committed_world.owner


def upsert(caller: Caller, body: object = None, key: str = KEY["Idempotency-Key"]) -> Answer:
    sent = json.dumps(body or {"organizations": BATCH}).encode()
    return caller.send("POST", f"{API}organizations/upsert", sent, {"Content-Type": "application/json", "Idempotency-Key": key})


def sent(server: Server, person: Person) -> Answer:
    """The answer to the batch with its key."""
    with server.caller(person) as caller:
        return upsert(caller)


def stored(person: Person) -> tuple[int, int, int]:
    """(organizations, their changes, receipts)."""
    changes = Change.objects.visible_to(person.actor).filter(record_type="organization").count()
    return Organization.objects.visible_to(person.actor).count(), changes, Receipt.rows.count()


def key_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE locktype = 'advisory' AND objsubid = 2 AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def test_of_eight_writers_with_fifty_keys_each_key_has_one_winner(owner: Person, server: Server) -> None:
    """Each sends all keys; who is told to wait asks again. One creates, all others get his answer."""

    def write(number: int) -> list[tuple[int, Answer]]:
        found = []
        with server.caller(owner) as caller:
            for step in range(KEYS):
                one = (step + number % 2) % KEYS  # half of them one ahead of the others
                item = {"type": "F", "name": f"Mill {one}", "externalId": f"M-{one}"}
                while (answer := upsert(caller, item, f"key {one}")).status == 409:
                    assert (answer.json()["code"], answer.headers["retry-after"]) == ("idempotency_in_progress", "1")
                found.append((one, answer))
        return found

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = [found for part in pool.map(write, range(WRITERS)) for found in part]
    assert Counter(answer.status for _, answer in answers) == {201: WRITERS * KEYS}
    assert Counter(answer.headers.get(REPLAYED) for _, answer in answers) == {None: KEYS, "true": (WRITERS - 1) * KEYS}
    assert len({(one, answer.content) for one, answer in answers}) == KEYS
    assert stored(owner) == (KEYS, KEYS, KEYS)
    assert key_locks() == 0


def test_while_the_first_call_runs_the_second_is_told_at_once(owner: Person, server: Server) -> None:
    took = []
    with on_its_way(lambda: sent(server, owner), history_held()) as first:
        wait_for_stalled()
        with server.caller(owner) as caller:
            for _ in range(10):
                started = time.monotonic()
                answer = upsert(caller)
                took.append(time.monotonic() - started)
                assert (answer.status, answer.json()["code"]) == (409, "idempotency_in_progress")
                assert answer.headers["retry-after"] == "1"
            assert upsert(caller, {"organizations": [{}]}).status == 409  # what it was sent for is not known yet
        assert not first.done()
    assert first.result(30).status == 200
    assert min(took) < 0.05
    assert sent(server, owner).content == first.result().content
    assert stored(owner) == (50, 50, 1)


def test_a_killed_server_leaves_no_lock_no_receipt_and_no_row(owner: Person, tmp_path: Path) -> None:
    with running_server(tmp_path) as server, on_its_way(lambda: sent(server, owner), history_held()) as answer:
        backend = wait_for_stalled()
        server.kill()
        assert isinstance(answer.exception(10), LOST)
        assert stored(owner) == (0, 0, 0)
        break_connection(backend)  # it would notice by itself once it may write
    assert key_locks() == 0
    with running_server(tmp_path) as server, server.caller(owner) as caller:
        first, again = upsert(caller), upsert(caller)
    assert (first.status, first.json()["summary"]["created"], first.headers.get(REPLAYED)) == (200, 50, None)
    assert (again.content, again.headers[REPLAYED]) == (first.content, "true")
    assert stored(owner) == (50, 50, 1)


@pytest.mark.parametrize("place", [history_held, commits_held])
def test_a_lost_connection_costs_the_caller_nothing_wherever_it_happens(owner: Person, server: Server, place: object) -> None:
    """Even during COMMIT: nobody knows then what became of it, but the receipt does."""
    with on_its_way(lambda: sent(server, owner), place()) as answer:  # type: ignore[operator]
        break_connection(wait_for_stalled())
        if place is commits_held:
            wait_for_stalled()
    first = answer.result(30)
    assert (first.status, first.json()["summary"]["created"]) == (200, 50), first.content
    assert sent(server, owner).content == first.content
    assert stored(owner) == (50, 50, 1)
    assert key_locks() == 0


def test_a_body_in_chunks_is_a_body(owner: Person, server: Server) -> None:
    body = json.dumps({"organizations": BATCH}).encode()
    headers = {"Content-Type": "application/json", **KEY}

    def chunks(size: int, text: bytes) -> Iterator[bytes]:
        return iter([text[start : start + size] for start in range(0, len(text), size)])

    with server.caller(owner) as caller:
        first = caller.send("POST", f"{API}organizations/upsert", chunks(1_000, body), headers)
        again = caller.send("POST", f"{API}organizations/upsert", chunks(777, body), headers)
        whole = caller.send("POST", f"{API}organizations/upsert", body, headers)
        other = caller.send("POST", f"{API}organizations/upsert", chunks(777, body + b" "), headers)
        empty = caller.send("POST", f"{API}organizations/upsert", b"", headers)
    assert first.status == 200, first.content
    assert first.content == again.content == whole.content
    assert (other.status, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (empty.status, empty.json()["code"]) == (400, "malformed_json")
