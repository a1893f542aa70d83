"""A merge gets along with other writers."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from contacts.models import Contact
from relationships.models import Relationship
from tests.kit.calls import Item, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.worlds import make_world
from tests.upserts.ledger import history
from tests.upserts.test_history import comparable, played_back, records
from tests.upserts.twins import USUAL, make_twins, merge

BATCHES = 12


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_to_the_loser_meanwhile_loses_nothing() -> None:
    """Edges and people are sent to the loser before, while and after it is merged: in the end all are the survivor's."""
    owner = make_world().owner
    client = Client()
    twins = make_twins(client, owner)
    start = len(history(owner))
    saved(client, owner, "organizations", *({"externalId": f"O-{number}", "type": "B", "name": f"O {number}"} for number in range(BATCHES)))
    begun = threading.Event()

    def send() -> list[Any]:
        try:
            return [result for number in range(BATCHES) for result in send_to_loser(owner, number, begun)]
        finally:
            connection.close()

    def become_one() -> Any:
        try:
            begun.wait(10)
            return merge(Client(), owner, twins.survivor, twins.loser)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sent, done = pool.submit(send), pool.submit(become_one)
        assert done.result().status_code == 200
        assert {result["status"] for result in sent.result()} <= {200, 201}
    assert not Relationship.rows.filter(source_id=twins.loser).exists()
    assert not Contact.rows.filter(organization_id=twins.loser).exists()
    assert Relationship.rows.filter(source_id=twins.survivor).count() == BATCHES
    assert Contact.rows.filter(organization_id=twins.survivor).count() == BATCHES
    assert_history_tells_what_is_stored(client, owner, start)


def send_to_loser(owner: Person, number: int, begun: threading.Event) -> list[Item]:
    """A contact of the loser, and an edge from it that lists the contact."""
    client = Client()
    email = f"joe{number}@x.example"
    found = upserted(client, owner, "contacts", [{"organization": external("A-2"), "email": email, "firstName": "Joe"}])
    edge = USUAL | {"source": external("A-2"), "target": external(f"O-{number}"), "contacts": [{"email": email}]}
    found += upserted(client, owner, "relationships", [edge])
    if number == BATCHES // 3:
        begun.set()
    return found


def assert_history_tells_what_is_stored(client: Client, owner: Person, start: int) -> None:
    changes = history(owner)
    assert [change.sequence for change in changes] == list(range(1, len(changes) + 1))
    stored, told = records(client, owner), played_back(changes[start:])
    for key in [key for key in told if key[0] != "organization"]:
        shown, wanted = comparable(stored[key], told[key])
        assert shown == wanted, key
