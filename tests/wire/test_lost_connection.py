"""The database ends a connection: before, in the middle of and at the end of a batch. Real backends, ended by pg_terminate_backend."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import pytest

from activity.models import Change
from organizations.models import Organization
from tests.kit.cast import Person
from tests.kit.samples import items
from tests.kit.server import Answer, Server, running_server
from tests.kit.worlds import World
from tests.wire.stalls import (
    account_held,
    break_all_connections,
    break_connection,
    commits_held,
    history_held,
    on_its_way,
    wait_for_stalled,
)

BATCH = items("organizations", 50)


@pytest.fixture
def owner(committed_world: World) -> Person:
    return committed_world.owner


def sent(server: Server, person: Person) -> Answer:
    """The answer to the batch."""
    with server.caller(person) as caller:
        return caller.upsert("organizations", BATCH)


def histories(person: Person) -> int:
    return Change.objects.visible_to(person.actor).filter(record_type="organization").count()


def stored(person: Person) -> int:
    return Organization.objects.visible_to(person.actor).count()


def assert_written_once(person: Person, answer: Answer) -> None:
    assert answer.status == 200, answer.content
    assert answer.json()["summary"]["created"] == len(BATCH)
    assert stored(person) == histories(person) == len(BATCH)
    assert len(set(Organization.objects.visible_to(person.actor).values_list("external_id", flat=True))) == len(BATCH)


def assert_told_to_retry(person: Person, answer: Answer) -> None:
    """503 with the time to wait, and not a row of the batch."""
    body = answer.json()
    assert (answer.status, body["code"], answer.headers["content-type"]) == (503, "retry_later", "application/problem+json")
    assert answer.headers["retry-after"].isdigit()
    assert body["requestId"] == answer.headers["x-request-id"]
    assert stored(person) == histories(person) == 0


def assert_sent_again_it_succeeds(server: Server, person: Person) -> None:
    assert_written_once(person, sent(server, person))


def test_connections_that_broke_between_two_calls_are_not_noticed(owner: Person, server: Server) -> None:
    broken = 0
    with server.caller(owner) as one, server.caller(owner) as other:
        for _ in range(4):
            for caller in (one, other):
                assert caller.upsert("organizations", BATCH).status == 200
            broken += break_all_connections()
        assert caller.upsert("organizations", BATCH).json()["summary"]["unchanged"] == len(BATCH)
    assert broken >= 4
    assert stored(owner) == histories(owner) == len(BATCH)


def test_a_connection_that_breaks_in_the_middle_of_a_batch_costs_the_caller_nothing(owner: Person, server: Server) -> None:
    """COMMIT was not sent, so nothing was written, and the batch is carried out anew."""
    with on_its_way(lambda: sent(server, owner), history_held()) as answer:
        break_connection(wait_for_stalled())
        wait_for_stalled()
    assert_written_once(owner, answer.result(30))


def test_a_connection_that_breaks_again_and_again_is_told(owner: Person, server: Server) -> None:
    with on_its_way(lambda: sent(server, owner), history_held()) as answer:
        while not answer.done():
            break_connection(wait_for_stalled())
            _wait_a_moment(answer)
    assert_told_to_retry(owner, answer.result(30))
    assert_sent_again_it_succeeds(server, owner)


def test_a_connection_that_breaks_during_commit_is_told_and_nothing_is_guessed(owner: Person, server: Server) -> None:
    with on_its_way(lambda: sent(server, owner), commits_held()) as answer:
        break_connection(wait_for_stalled())
        assert_told_to_retry(owner, answer.result(30))
    assert_sent_again_it_succeeds(server, owner)


def test_whoever_waits_for_the_account_too_long_is_told(owner: Person, tmp_path: Path) -> None:
    with running_server(tmp_path, ACCOUNT_LOCK_TIMEOUT_MS="200") as server:
        with on_its_way(lambda: sent(server, owner), account_held(owner.account.pk)) as answer:
            assert_told_to_retry(owner, answer.result(30))
        assert_sent_again_it_succeeds(server, owner)


def _wait_a_moment(answer: Future[Answer]) -> None:
    """Until the next attempt of the engine, or its answer."""
    with suppress(TimeoutError):
        answer.exception(0.5)
