"""Rule 11, Idempotency-Key: a call that was answered is answered again. Many at once and what breaks: wire/test_receipts_for_real.py."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from pytest_django import Settings

from accounts.models import Membership, Role
from activity.models import Change
from database.transactions import Busy
from organizations.models import Organization
from tests.kit.calls import API, Item, assert_problem, assert_refused_parameter, get, saved
from tests.kit.cast import Person, make_key, make_person
from tests.kit.samples import SAMPLES, items
from tests.kit.worlds import World
from tests.upserts.ledger import ledger, statements
from upserts import receipts, viewsets
from upserts.models import Receipt

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}
DYER: Item = {"type": "F", "name": "Dyer", "externalId": "D-1"}
BAD: Item = {"type": "F", "name": ""}
JSON = "application/json"
KEY = "sync 17/rows 1-100"
UPSERT = "organizations/upsert"


@dataclass(frozen=True)
class Call:
    """A call with a key. `{id}` in the path is that of an organization that is there, Mill."""

    method: str = "POST"
    path: str = UPSERT
    body: object = None
    query: str = ""
    status: int = 200
    key: str | None = KEY
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()

    def send(self, client: Client, person: Person | str) -> Any:
        key = person if isinstance(person, str) else person.key
        sent = {"Authorization": f"Bearer {key}", **({} if self.key is None else {"Idempotency-Key": self.key}), **dict(self.headers)}
        mill = Organization.rows.filter(external_id="M-1").values_list("pk", flat=True).first()
        path = API + self.path.format(id=mill) + (f"?{self.query}" if self.query else "")
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        content: Any = {} if self.body is None else {"data": body, "content_type": self.content_type}
        return client.generic(self.method, path, headers=sent, **content)


ONE = Call(body=DYER, status=201)
ANSWERED = {
    "a batch": Call(body={"organizations": [DYER, MILL]}),
    "a batch with a bad item": Call(body={"organizations": [DYER, BAD]}, status=207),
    "an atomic batch that failed": Call(body={"organizations": [DYER, BAD]}, query="atomic=true", status=422),
    "a bare item, created": ONE,
    "a bare item, unchanged": Call(body=MILL),
    "a bare item that exists": Call(body=MILL, query="mode=createOnly", status=409),
    "a bare item that does not": Call(body={"id": 10**9, "name": "x"}, status=404),
    "a bare item of an old version": Call(body={**MILL, "ifVersion": 9}, status=412),
    "a bare item, briefly": Call(body=DYER, status=201, headers=(("Prefer", "return=minimal"),)),
    "POST": Call(path="organizations", body=DYER, status=201),
    "POST, briefly": Call(path="organizations", body=DYER, status=201, headers=(("Prefer", "return=minimal"),)),
    "POST of what exists": Call(path="organizations", body=MILL, status=409),
    "PATCH": Call("PATCH", "organizations/{id}", {"city": "Porto"}),
    "PATCH, briefly": Call("PATCH", "organizations/{id}", {"city": "Porto"}, status=204, headers=(("Prefer", "return=minimal"),)),
    "PATCH of an old version": Call("PATCH", "organizations/{id}", {}, status=412, headers=(("If-Match", '"9-0123456789abcdef"'),)),
    "PATCH of nothing": Call("PATCH", "organizations/999999999", {}, status=404),
    "PUT": Call("PUT", "organizations/{id}", {"name": "Mill"}),
    "DELETE": Call("DELETE", "organizations/{id}", status=204),
    "DELETE of nothing": Call("DELETE", "organizations/999999999", status=404),
    "restore": Call("POST", "organizations/{id}/restore"),
}
NAMES = ("Content-Type", "Location", "ETag", "Preference-Applied", "Cache-Control", "Vary")


@pytest.fixture(autouse=True)
def mill(client: Client, owner: Person) -> None:
    saved(client, owner, "organizations", MILL)


def told() -> int:
    return Change.rows.count()


@pytest.mark.parametrize("call", ANSWERED.values(), ids=list(ANSWERED))
def test_the_answer_comes_again_byte_for_byte_and_nothing_is_done(client: Client, owner: Person, call: Call) -> None:
    first = call.send(client, owner)
    assert (first.status_code, first.get("Idempotent-Replayed")) == (call.status, None), first.content
    before = told()
    with ledger() as book:
        again = call.send(client, owner)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert {name: again.get(name) for name in NAMES} == {name: first.get(name) for name in NAMES}
    assert again["Idempotent-Replayed"] == "true"
    assert (book.rows, told()) == ({}, before)


@pytest.mark.parametrize("call", ANSWERED.values(), ids=list(ANSWERED))
def test_with_a_key_the_answer_is_what_it_is_without_one(client: Client, owner: Person, call: Call) -> None:
    """Ids, times and the batch's own name aside."""

    def shape(answer: Any) -> object:
        body = json.loads(answer.content) if answer.content else None
        names = sorted(body) if isinstance(body, dict) else body
        return answer.status_code, names, {name: name in answer for name in NAMES}, answer.get("Content-Type")

    sides = []
    for key in (KEY, None):
        with transaction.atomic():
            sides.append(shape(replace(call, key=key).send(client, owner)))
            transaction.set_rollback(True)
    assert sides[0] == sides[1]


def test_the_old_answer_comes_even_if_the_record_has_changed_since(client: Client, owner: Person) -> None:
    call = Call("PATCH", "organizations/{id}", {"city": "Porto"})
    first = call.send(client, owner)
    replace(call, body={"city": "Braga"}, key="another").send(client, owner)
    assert call.send(client, owner).content == first.content
    assert get(client, owner, f"organizations/{first.json()['id']}").json()["city"] == "Braga"


def test_a_compressed_body_is_the_same_body(client: Client, owner: Person) -> None:
    first = ONE.send(client, owner)
    packed = replace(
        ONE, body=gzip.compress(json.dumps(DYER).encode()), headers=(("Content-Encoding", "gzip"), ("Accept-Encoding", "gzip"))
    )
    again = packed.send(client, owner)
    assert again["Idempotent-Replayed"] == "true"
    content = gzip.decompress(again.content) if "Content-Encoding" in again else again.content
    assert content == first.content


# --- the same key for something else ---

OTHERS = {
    "body": {"body": MILL},
    "a space more": {"body": b" " + json.dumps(DYER).encode()},
    "query": {"query": "mode=createOnly"},
    "the same query written otherwise": {"query": "dryRun=false"},
    "path": {"path": "organizations"},
    "content type": {"content_type": "application/json; charset=utf-8"},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=list(OTHERS))
def test_a_key_is_for_one_request(client: Client, owner: Person, other: dict[str, Any]) -> None:
    ONE.send(client, owner)
    with ledger() as book:
        answer = replace(ONE, **other).send(client, owner)
    assert_problem(answer, 422, "idempotency_key_reused")
    assert book.rows == {}
    assert ONE.send(client, owner)["Idempotent-Replayed"] == "true"


def test_a_key_is_for_one_method(client: Client, owner: Person) -> None:
    call = Call("PATCH", "organizations/{id}", {"name": "Mill"})
    assert call.send(client, owner).status_code == 200
    assert_problem(replace(call, method="PUT").send(client, owner), 422, "idempotency_key_reused")
    delete = Call("DELETE", "organizations/{id}")
    assert_problem(delete.send(client, owner), 422, "idempotency_key_reused")


def test_keys_of_other_users_and_accounts_are_their_own(client: Client, world: World) -> None:
    cast = world.cast
    answers = [ONE.send(client, person) for person in (cast.owner, cast.editor, cast.stranger)]
    assert [answer.status_code for answer in answers] == [201, 200, 201]
    assert not any("Idempotent-Replayed" in answer for answer in answers)
    assert replace(ONE, body=MILL).send(client, cast.integration).status_code == 200
    assert Receipt.rows.count() == 4


def test_another_key_of_the_same_user_is_the_same_sender(client: Client, world: World) -> None:
    """An API key may be changed for a new one between two tries."""
    first = ONE.send(client, world.owner)
    again = ONE.send(client, make_key(world.cast.acme, user=world.owner.user))
    assert (again["Idempotent-Replayed"], again.content) == ("true", first.content)


@pytest.mark.parametrize("narrower", [False, True])
def test_a_key_with_other_scopes_is_not_told_what_this_one_was(client: Client, world: World, narrower: bool) -> None:
    """Neither a narrower one nor, the other way round, a wider one: and nothing is done twice."""
    wide = make_key(world.cast.acme, user=world.owner.user)
    narrow = make_key(world.cast.acme, scopes=["organization.create", "organization.update"], user=world.owner.user)
    first, second = (wide, narrow) if narrower else (narrow, wide)
    assert ONE.send(client, first).status_code == 201
    with ledger() as book:
        answer = ONE.send(client, second)
    assert_problem(answer, 422, "idempotency_key_reused")
    assert b"Dyer" not in answer.content
    assert book.rows == {}
    assert ONE.send(client, first)["Idempotent-Replayed"] == "true"


def test_who_has_another_role_by_now_is_not_told_what_it_was_told_before(client: Client, world: World) -> None:
    person = make_person(world.cast.acme, "Owner", "promoted@acme.example")
    ONE.send(client, person)
    Membership.rows.filter(user=person.user).update(role=Role.rows.get(account=world.cast.acme, name="Editor"))
    assert_problem(ONE.send(client, person), 422, "idempotency_key_reused")


# --- what is not kept ---


def assert_open(client: Client, person: Person, call: Call = ONE) -> None:
    """The key has no answer yet: the good call is carried out."""
    assert not Receipt.rows.exists()
    answer = call.send(client, person)
    assert (answer.status_code, answer.get("Idempotent-Replayed")) == (call.status, None)
    assert Receipt.rows.count() == 1


REFUSED = {
    "a bad item": (replace(ONE, body=BAD), 400),
    "no JSON": (replace(ONE, body=b"x"), 400),
    "an unknown parameter": (replace(ONE, query="colour=red"), 400),
    "no list of tags": (Call("PATCH", "organizations/{id}", {}, headers=(("If-Match", "7"),)), 400),
    "a bad key": (replace(ONE, headers=(("Authorization", "Bearer x"),)), 401),
    "another account": (replace(ONE, headers=(("X-Platform-Id", "globex"),)), 403),
    "too much": (replace(ONE, body=b" " * (10 * 1024 * 1024 + 1)), 413),
    "another type": (replace(ONE, content_type="text/plain"), 415),
    "not acceptable": (replace(ONE, headers=(("Accept", "text/html"),)), 406),
}


@pytest.mark.parametrize(("call", "status"), REFUSED.values(), ids=list(REFUSED))
def test_what_was_refused_for_what_it_is_may_be_corrected_under_the_same_key(
    client: Client, owner: Person, call: Call, status: int
) -> None:
    assert call.send(client, owner).status_code == status
    assert_open(client, owner)


def test_missing_permission_is_not_kept(client: Client, world: World) -> None:
    viewer = world.cast.viewer
    assert_problem(ONE.send(client, viewer), 403, "permission_denied")
    assert not Receipt.rows.exists()


def test_too_many_requests_are_not_kept(client: Client, owner: Person, settings: Settings) -> None:
    settings.RATE_LIMIT_ITEMS = 1
    Call(body=MILL, key="first").send(client, owner)
    assert_problem(ONE.send(client, owner), 429, "rate_limited")
    settings.RATE_LIMIT_ITEMS = 0
    Receipt.rows.all().delete()
    assert_open(client, owner)


@pytest.mark.parametrize("fault", [Busy("held"), ZeroDivisionError()])
def test_what_could_not_be_served_is_not_kept(owner: Person, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def fail(*words: object, **more: object) -> None:
        raise fault

    client = Client(raise_request_exception=False)
    with monkeypatch.context() as broken:
        broken.setattr(viewsets, "upsert", fail)
        assert ONE.send(client, owner).status_code == (503 if isinstance(fault, Busy) else 500)
    assert_open(client, owner)


def test_a_dry_run_keeps_nothing(client: Client, owner: Person) -> None:
    for _ in range(2):
        assert replace(ONE, query="dryRun=true").send(client, owner).json()["operationType"] == "create"
    assert_open(client, owner)


# --- keys ---


@pytest.mark.parametrize("key", ["a", "x" * 255, "0f8fad5b-d9cb-469f-a165-70867728950e", '"quoted"', "a b", "~!@#$%^&*()"])
def test_1_to_255_printable_characters_are_a_key(client: Client, owner: Person, key: str) -> None:
    assert_open(client, owner, replace(ONE, key=key))
    assert Receipt.rows.get().key == key


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb", "\x7f", "a\x00", "键"], ids=ascii)
@pytest.mark.parametrize("call", [ONE, ANSWERED["PATCH"], ANSWERED["DELETE"], ANSWERED["restore"], ANSWERED["POST"]])
def test_nothing_else_is(client: Client, owner: Person, call: Call, key: str) -> None:
    before = told()
    assert_refused_parameter(replace(call, key=key).send(client, owner), "Idempotency-Key")
    assert (told(), Receipt.rows.count()) == (before, 0)


@pytest.mark.parametrize("path", ["organizations", "organizations/{id}", "me", "relationship-types"])
def test_reading_takes_no_key(client: Client, owner: Person, path: str) -> None:
    assert_refused_parameter(Call("GET", path).send(client, owner), "Idempotency-Key")


# --- a day later ---


def make_older(by: timedelta) -> None:
    Receipt.rows.update(created_at=F("created_at") - by)


def test_after_24_hours_it_is_done_again(client: Client, owner: Person) -> None:
    ONE.send(client, owner)
    make_older(receipts.KEPT_FOR - timedelta(minutes=1))
    assert ONE.send(client, owner)["Idempotent-Replayed"] == "true"
    make_older(timedelta(minutes=1))
    again = ONE.send(client, owner)
    assert (again.status_code, again.json()["operationType"], again.get("Idempotent-Replayed")) == (200, "unchanged", None)
    assert ONE.send(client, owner).content == again.content
    assert Receipt.rows.count() == 1


def test_after_24_hours_the_key_is_free_for_something_else(client: Client, owner: Person) -> None:
    ONE.send(client, owner)
    make_older(receipts.KEPT_FOR)
    assert replace(ONE, body=MILL).send(client, owner).status_code == 200


def test_old_answers_of_the_account_go_with_its_next_key(client: Client, world: World) -> None:
    for number in range(3):
        replace(ONE, key=f"old {number}").send(client, world.owner)
    ONE.send(client, world.cast.stranger)
    make_older(receipts.KEPT_FOR)
    replace(ONE, key="new").send(client, world.owner)
    assert list(Receipt.rows.filter(account=world.cast.acme).values_list("key", flat=True)) == ["new"]
    assert Receipt.rows.filter(account=world.cast.globex).count() == 1


def test_a_command_removes_the_old_answers_of_every_account_and_no_others(client: Client, world: World) -> None:
    for number in range(3):
        replace(ONE, key=f"old {number}").send(client, world.owner)
    ONE.send(client, world.cast.stranger)
    make_older(receipts.KEPT_FOR)
    kept = Receipt.rows.filter(key="old 2")
    kept.update(created_at=F("created_at") + timedelta(minutes=1))
    said = StringIO()
    call_command("forget_answers", stdout=said)
    assert said.getvalue() == "Removed 3 answers that were older than 24 hours.\n"
    assert list(Receipt.rows.values_list("key", flat=True)) == ["old 2"]


# --- cost ---


@pytest.mark.parametrize("resource", list(SAMPLES))
def test_a_key_costs_four_statements_whatever_the_number_of_items(client: Client, owner: Person, resource: str) -> None:
    """The lock, the look-up, the receipt and the old ones; a repeated call takes two in all."""
    SAMPLES[resource].prepare(owner, 60)

    def cost(count: int, start: int, **headers: str) -> int:
        body = json.dumps({resource: items(resource, count, start=start)}).encode()
        with statements() as found:
            answer = client.post(f"{API}{resource}/upsert", body, content_type=JSON, headers=owner.headers | headers)
        assert answer.status_code == 200, answer.content
        return len(found)

    cost(2, 0)
    plain = cost(2, 10)
    keyed = {count: cost(count, start, **{"Idempotency-Key": str(count)}) for count, start in ((2, 20), (30, 30))}
    assert keyed == {2: plain + 4, 30: plain + 4}
    assert cost(30, 30, **{"Idempotency-Key": "30"}) == 2


def test_the_lock_of_a_key_is_not_an_accounts(owner: Person) -> None:
    """Two numbers, taken from all that makes a key: other users and accounts never wait for it."""
    claims = [receipts.Claim(account, user, key, b"") for account in (1, 2) for user in (1, 2) for key in ("a", "b")]
    locks = {claim.lock for claim in claims}
    assert len(locks) == len(claims)
    assert all(-(2**31) <= number < 2**31 for lock in locks for number in lock)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2")
        assert cursor.fetchone() == (0,)
