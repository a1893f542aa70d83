"""How much an account may ask for in a minute. The clock stands still in these tests: the stored minute is moved instead."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts import throttling
from accounts.models import Account, Usage
from accounts.throttling import count
from activity.models import Change
from organizations.models import Organization
from tests.kit.calls import API, assert_problem, get, post_bytes, post_upsert, upserted
from tests.kit.cast import Cast, Person, make_account, make_person
from tests.kit.server import running_server
from tests.upserts.ledger import ledger

ME = "me"
HEADERS = ("RateLimit", "RateLimit-Policy")
Result = TypeVar("Result")
Limits = Callable[[int, int], None]


@pytest.fixture
def owner(cast: Cast) -> Person:
    return cast.owner


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a quarter past some minute, as far as counting is concerned."""
    stopped = throttling._COUNT.replace("statement_timestamp()", "timestamptz '2026-11-20 12:00:15Z'")
    monkeypatch.setattr(throttling, "_COUNT", stopped)


@pytest.fixture
def limits(settings: Settings, clock: None) -> Limits:
    """`limits(requests, items)` switches them on."""

    def switch(requests: int, items: int) -> None:
        settings.RATE_LIMIT_REQUESTS, settings.RATE_LIMIT_ITEMS = requests, items

    return switch


def let_a_minute_pass() -> None:
    Usage.rows.update(since=F("since") - timedelta(minutes=1))


def used(account: Account) -> tuple[int, int]:
    """(requests, items) of the stored minute."""
    found: tuple[int, int] = Usage.rows.values_list("requests", "items").get(account=account)
    return found


def left(answer: Any) -> dict[str, int]:
    """What is left by the RateLimit header; `t` are the seconds that are left of the minute."""
    found = re.findall(r'"(\w+)";r=(\d+);t=45', answer["RateLimit"])
    assert answer["RateLimit"] == ", ".join(f'"{name}";r={rest};t=45' for name, rest in found)
    return {name: int(rest) for name, rest in found}


def assert_too_many(answer: Any) -> None:
    assert_problem(answer, 429, "rate_limited")
    assert answer["Retry-After"] == "45"
    assert 0 in left(answer).values()


def mills(number: int, start: int = 0) -> list[object]:
    return [{"type": "F", "name": f"Mill {one}", "externalId": f"M-{one}"} for one in range(start, start + number)]


# --- requests ---


def test_requests_beyond_the_limit_wait_for_the_next_minute(client: Client, owner: Person, limits: Limits) -> None:
    limits(3, 0)
    assert [left(get(client, owner, ME))["requests"] for _ in range(3)] == [2, 1, 0]
    assert_too_many(get(client, owner, ME))
    assert_too_many(get(client, owner, ME))
    let_a_minute_pass()
    assert left(get(client, owner, ME)) == {"requests": 2}


def test_all_keys_and_sessions_of_an_account_count_together_and_other_accounts_apart(client: Client, cast: Cast, limits: Limits) -> None:
    limits(3, 0)
    browser = Client()
    browser.force_login(cast.viewer.user)
    assert get(client, cast.owner, ME).status_code == 200
    assert get(client, cast.editor, ME).status_code == 200
    assert left(browser.get(API + ME)) == {"requests": 0}
    assert_too_many(browser.get(API + ME))
    assert_too_many(get(client, cast.integration, ME))
    assert left(get(client, cast.stranger, ME)) == {"requests": 2}


def test_a_refused_request_writes_nothing_and_its_body_is_not_read(client: Client, owner: Person, limits: Limits) -> None:
    limits(1, 0)
    get(client, owner, ME)
    with ledger() as book:
        assert_too_many(post_upsert(client, owner, "organizations", mills(3)))
        assert_too_many(post_bytes(client, owner, "organizations", b"no JSON"))
        assert_too_many(client.post(f"{API}organizations/upsert", b"x", content_type="text/plain", headers=owner.headers))
    assert set(book.rows) == {"accounts_usage updated"}
    assert not Organization.rows.exists()


def test_every_answer_to_a_key_tells_what_is_left(client: Client, cast: Cast, limits: Limits) -> None:
    limits(100, 1_000)
    policy = '"requests";q=100;w=60, "items";q=1000;w=60;qu="items"'
    asked = {
        200: get(client, cast.owner, ME),
        400: get(client, cast.owner, ME, colour="red"),
        403: post_upsert(client, cast.viewer, "organizations", mills(1)),
        404: get(client, cast.owner, "organizations/999999999"),
        405: client.put(API + ME, headers=cast.owner.headers),
        415: client.post(f"{API}organizations/upsert", b"x", content_type="text/plain", headers=cast.owner.headers),
    }
    for number, (status, answer) in enumerate(asked.items(), start=1):
        assert (answer.status_code, answer["RateLimit-Policy"]) == (status, policy)
        assert left(answer)["requests"] == 100 - number
    assert used(cast.acme) == (6, 3)


def test_strangers_are_not_counted(client: Client, cast: Cast, limits: Limits) -> None:
    limits(1, 1)
    for headers in ({}, {"Authorization": "Bearer x"}):
        answer = client.get(API + ME, headers=headers)
        assert answer.status_code == 401
        assert not any(name in answer for name in HEADERS)
    assert not Usage.rows.exists()


# --- items ---


def test_items_are_counted_by_number(client: Client, owner: Person, limits: Limits) -> None:
    limits(0, 10)
    assert left(post_upsert(client, owner, "organizations", mills(6))) == {"items": 4}
    assert left(post_upsert(client, owner, "organizations", mills(1, 6)[0])) == {"items": 3}
    row = Organization.rows.first()
    assert row is not None
    path = f"{API}organizations/{row.pk}"
    assert left(client.patch(path, {"city": "Porto"}, content_type="application/json", headers=owner.headers)) == {"items": 2}
    assert left(get(client, owner, "organizations")) == {"items": 2}
    assert used(owner.account) == (4, 8)


def test_the_batch_that_uses_up_the_rest_is_taken_whole_and_the_next_one_waits(client: Client, owner: Person, limits: Limits) -> None:
    limits(0, 10)
    assert post_upsert(client, owner, "organizations", mills(6)).status_code == 200
    over = post_upsert(client, owner, "organizations", mills(20, 6))
    assert (over.status_code, left(over)) == (200, {"items": 0})
    told = Change.rows.count()
    for refused in (mills(2, 30), mills(1, 30)[0]):
        assert_too_many(post_upsert(client, owner, "organizations", refused))
    assert (Organization.rows.count(), Change.rows.count()) == (26, told)
    assert get(client, owner, "organizations").status_code == 200  # reading goes on
    let_a_minute_pass()
    assert left(post_upsert(client, owner, "organizations", mills(1, 30)[0])) == {"items": 9}


def test_a_batch_that_comes_second_is_refused_after_it_was_read(owner: Person, client: Client, limits: Limits) -> None:
    """Another process used the rest up between our two counts."""
    limits(0, 10)
    post_upsert(client, owner, "organizations", mills(9))

    class Late(BytesIO):
        """The body of ours: while it is read, the other one comes first."""

        def read(self, size: int | None = -1, /) -> bytes:
            if not self.tell():
                count(owner.account.pk, items=4)
            return super().read(size)

    body = json.dumps({"organizations": mills(5, 10)}).encode()
    sent: Any = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)), "wsgi.input": Late(body)}
    answer = client.generic("POST", f"{API}organizations/upsert", headers=owner.headers, **sent)
    assert_too_many(answer)
    assert Organization.rows.count() == 9


def test_what_fails_counts_as_well(client: Client, owner: Person, limits: Limits) -> None:
    limits(0, 100)
    assert upserted(client, owner, "organizations", [{}, {}], atomic=True)
    assert upserted(client, owner, "organizations", mills(5), dryRun=True)
    assert used(owner.account) == (2, 7)


# --- counting ---


def statements(client: Client, person: Person, items: object) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        post_upsert(client, person, "organizations", items)
    return [query["sql"] for query in caught.captured_queries]


def test_counting_takes_one_statement_a_call_and_one_more_a_batch(client: Client, owner: Person, limits: Limits) -> None:
    statements(client, owner, mills(30))
    plain = {size: len(statements(client, owner, mills(size))) for size in (1, 2, 30)}
    for sizes, bounds in (({1: 1, 2: 2, 30: 2}, (100, 1_000)), ({1: 1, 2: 1, 30: 1}, (100, 0))):
        limits(*bounds)
        for size, more in sizes.items():
            sent = statements(client, owner, mills(size))
            assert sum("accounts_usage" in sql for sql in sent) == more
            assert len(sent) == plain[size] + more
    limits(0, 0)
    answer = get(client, owner, ME)
    assert not any(name in answer for name in HEADERS)
    assert not any("accounts_usage" in sql for sql in statements(client, owner, mills(2)))


def test_each_minute_takes_over_the_one_row_of_the_account(owner: Person, clock: None) -> None:
    account = owner.account.pk
    for _ in range(3):
        assert count(account, requests=2, items=5).items == 5
        let_a_minute_pass()
    assert (count(account, requests=1).requests, Usage.rows.count()) == (1, 1)


def test_who_comes_late_from_the_minute_before_counts_in_the_new_one(owner: Person, clock: None) -> None:
    account = owner.account.pk
    count(account, requests=2, items=5)
    Usage.rows.update(since=F("since") + timedelta(minutes=1))
    window = count(account, requests=1)
    assert (window.requests, window.items, window.seconds) == (3, 5, 105)


def test_the_minute_is_that_of_the_database(owner: Person) -> None:
    window = in_one_minute(lambda: count(owner.account.pk, requests=1))
    assert window.requests == 1
    assert 1 <= window.seconds <= 60
    assert Usage.rows.get().since == _minute()


def test_counters_are_not_logged(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relpersistence::text FROM pg_class WHERE relname ~ '^accounts_usage' AND relkind IN ('r', 'S')")
        assert dict(cursor.fetchall()) == {"accounts_usage": "u", "accounts_usage_id_seq": "u"}


def in_one_minute(work: Callable[[], Result]) -> Result:
    """What the work answers; done again if a minute of the database ended meanwhile."""
    for _ in range(3):
        before = _minute()
        found = work()
        if _minute() == before:
            return found
        Usage.rows.all().delete()
    raise AssertionError("This takes longer than a minute.")


def _minute() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('minute', clock_timestamp())")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_eight_connections_at_once_lose_no_count() -> None:
    account = make_account()

    def ask(number: int) -> list[int]:
        try:
            return [count(account.pk, requests=1, items=3).requests for _ in range(50)]
        finally:
            connection.close()

    def rush() -> list[int]:
        with ThreadPoolExecutor(8) as pool:
            return [one for found in pool.map(ask, range(8)) for one in found]

    assert sorted(in_one_minute(rush)) == list(range(1, 401))
    assert used(account) == (400, 1_200)


@pytest.mark.django_db(transaction=True)
def test_all_processes_of_a_server_share_the_limit(tmp_path: Path) -> None:
    owner = make_person(make_account(), "Owner", "owner@acme.example")
    with running_server(tmp_path, RATE_LIMIT_REQUESTS="20") as server:
        assert len(server.workers()) > 1

        def ask(number: int) -> list[int]:
            statuses = []
            for _ in range(10):  # a connection each, so that every worker gets some
                with server.caller(owner) as caller:
                    statuses.append(caller.send("GET", API + ME).status)
            return statuses

        def rush() -> Counter[int]:
            with ThreadPoolExecutor(4) as pool:
                return Counter(status for found in pool.map(ask, range(4)) for status in found)

        assert in_one_minute(rush) == {200: 20, 429: 20}
