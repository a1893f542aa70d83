"""A writer that does not take the account's lock commits a key between our look and our insert."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from organizations.models import Organization
from tests.kit.calls import saved, upserted
from tests.kit.cast import Cast, Person, make_cast
from tests.upserts.ledger import history

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "organizations_organization"
GATE = "7, 7"  # two numbers: not the key space of accounts
PATIENCE = 10.0


@pytest.fixture
def cast() -> Iterator[Cast]:
    """The people, and a gate before every insert of an organization: who holds it lets nobody else pass."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pass_gate() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_advisory_xact_lock({GATE}); RETURN NULL; END $$"
        )
        cursor.execute(f"CREATE TRIGGER gate BEFORE INSERT ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION pass_gate()")
    try:
        yield make_cast()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER gate ON {TABLE}; DROP FUNCTION pass_gate()")


def intrude(account_id: int, external_id: str, ready: list[bool]) -> None:
    """Hold the gate, wait until the engine stands before it, store a row of this key, commit, let it pass."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_lock({GATE})")
            ready.append(True)
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7 AND objid = 7 AND NOT granted")
                if cursor.fetchone() == (1,):
                    break
                time.sleep(0.005)
            cursor.execute(
                f"INSERT INTO {TABLE} (account_id, external_id, type, name, name_key, status, nda_signed, msa_signed, version, "
                "created_at, updated_at, custom_fields) "
                "VALUES (%s, %s, 'F', 'Theirs', 'theirs', 'active', false, false, 1, now(), now(), '{}')",
                [account_id, external_id],
            )
            cursor.execute(f"SELECT pg_advisory_unlock({GATE})")
    finally:
        connection.close()


def beside_an_intruder(client: Client, person: Person, batch: list[dict[str, object]], taken: str) -> list[dict[str, object]]:
    """The results of a batch whose key `taken` is stored by somebody else at the worst moment."""
    ready: list[bool] = []
    with ThreadPoolExecutor(1) as pool:
        intruder = pool.submit(intrude, person.account.pk, taken, ready)
        deadline = time.monotonic() + PATIENCE
        while not ready and time.monotonic() < deadline:
            time.sleep(0.005)
        found = upserted(client, person, "organizations", batch)
        intruder.result()
    return found


def test_the_batch_is_looked_at_again_and_finds_the_record(client: Client, cast: Cast) -> None:
    batch: list[dict[str, object]] = [
        {"externalId": "M-1", "type": "F", "name": "Mill"},
        {"externalId": "D-1", "type": "F", "name": "Dye"},
    ]
    first, second = beside_an_intruder(client, cast.owner, batch, "M-1")
    assert (first["status"], first["operationType"], first["matchedBy"], first["version"]) == (200, "update", "externalId", 2)
    assert (second["status"], second["operationType"]) == (201, "create")
    assert Organization.rows.count() == 2
    told = [(change.operation, change.record_id) for change in history(cast.owner, "organization")]
    assert sorted(told) == sorted([("update", first["id"]), ("create", second["id"])])
    assert {result["operationType"] for result in saved(client, cast.owner, "organizations", *batch)} == {"unchanged"}


def test_what_was_planned_with_a_key_that_is_gone_fails_with_its_code(client: Client, cast: Cast) -> None:
    """On the second look the key turns out to be taken by a record that is not the item's own."""
    saved(client, cast.owner, "organizations", {"externalId": "M-1", "type": "F", "name": "Mill"})
    batch: list[dict[str, object]] = [
        {"externalId": "N-1", "type": "F", "name": "Theirs"},
        {"externalId": "D-1", "type": "F", "name": "Dye"},
    ]
    first, second = beside_an_intruder(client, cast.owner, batch, "T-1")
    assert (first["status"], second["status"]) == (409, 201)
    assert isinstance(first["errors"], list)
    assert first["errors"][0]["code"] == "duplicate_data"
