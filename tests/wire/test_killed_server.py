"""kill -9 of the server while a batch is half written: nothing of it stays, and sending it again is all it takes."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from os import kill
from pathlib import Path
from signal import SIGKILL

import pytest

from activity.models import Change
from organizations.models import Organization
from tests.kit.cast import Person
from tests.kit.samples import items
from tests.kit.server import Answer, Server, running_server
from tests.kit.worlds import World
from tests.wire.stalls import history_held, on_its_way, wait_for_stalled

BATCH = items("organizations", 200)
LOST = (OSError, http.client.HTTPException)


@pytest.fixture
def owner(committed_world: World) -> Person:
    return committed_world.owner


@contextmanager
def half_written(server: Server, person: Person) -> Iterator[Future[Answer]]:
    """The batch is on its way, its records are stored, its history is not, and nothing is committed."""

    def send() -> Answer:
        with server.caller(person) as caller:
            return caller.upsert("organizations", BATCH)

    with on_its_way(send, history_held()) as sent:
        wait_for_stalled()
        yield sent


def assert_nothing_was_written(person: Person, history: int) -> None:
    assert not Organization.objects.visible_to(person.actor).exists()
    assert Change.objects.visible_to(person.actor).count() == history


def assert_sent_again_it_succeeds(server: Server, person: Person, history: int) -> None:
    """All of it, once, and without waiting for a lock that nobody holds any more."""
    started = time.monotonic()
    with server.caller(person) as caller:
        answer = caller.upsert("organizations", BATCH)
    assert time.monotonic() - started < 2
    assert answer.json()["summary"]["created"] == len(BATCH)
    assert Organization.objects.visible_to(person.actor).count() == len(BATCH)
    sequences = Change.objects.visible_to(person.actor).order_by("sequence").values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, len(sequences) + 1))
    assert Change.objects.visible_to(person.actor).filter(sequence__gt=history, record_type="organization").count() == len(BATCH)


def test_a_killed_server_leaves_no_half_batch_and_no_lock(owner: Person, tmp_path: Path) -> None:
    history = Change.objects.visible_to(owner.actor).count()
    with running_server(tmp_path) as server, half_written(server, owner) as sent:
        server.kill()
        assert isinstance(sent.exception(10), LOST)
        assert_nothing_was_written(owner, history)
    with running_server(tmp_path) as server:
        assert_nothing_was_written(owner, history)
        assert_sent_again_it_succeeds(server, owner, history)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the workers' process ids are known on Linux only")
def test_killed_workers_are_replaced_and_leave_no_half_batch(owner: Person, tmp_path: Path) -> None:
    history = Change.objects.visible_to(owner.actor).count()
    with running_server(tmp_path) as server:
        with half_written(server, owner) as sent:
            for worker in server.workers():
                kill(worker, SIGKILL)
            assert isinstance(sent.exception(10), LOST)
        server.wait_until_ready()
        assert_nothing_was_written(owner, history)
        assert_sent_again_it_succeeds(server, owner, history)
