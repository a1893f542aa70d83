"""Following `next` while others write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship, RelationshipContact, RelationshipTypeUse
from tests.kit.calls import all_rows
from tests.kit.cast import Person, make_cast
from tests.kit.chain import contact, delivery, make_chain, save
from upserts import registry

RECORDS = ["organizations", "contacts", "relationships"]
STAYING, LEAVING, ROUNDS = 40, 30, 60


def work(person: Person, doomed: list[int], stop: threading.Event) -> None:
    """Until told to stop: add a supplier with contact and relationship, and take an old one away. Names and e-mails sort anywhere."""
    for number in range(ROUNDS):
        if stop.is_set():
            break
        key = f"{'AMSZ'[number % 4]}-{number}"
        save(person.actor, "organizations", {"externalId": key, "type": "S", "name": f"Works {key}"})
        save(person.actor, "contacts", contact(key))
        save(person.actor, "relationships", delivery(key))
        if number < len(doomed):
            remove(doomed[number])


def remove(organization_id: int) -> None:
    """Take a supplier away with all that hangs on it, as no call of the API does yet."""
    edges = Relationship.rows.filter(source_id=organization_id)
    for uses in (RelationshipTypeUse, RelationshipContact):
        uses.rows.filter(relationship__in=edges).delete()
    edges.delete()
    Contact.rows.filter(organization_id=organization_id).delete()
    Organization.rows.filter(id=organization_id).delete()


@contextmanager
def somebody_writing(person: Person, doomed: list[int]) -> Iterator[None]:
    """Somebody else, with a connection of their own, writes while the block runs."""
    stop, failures = threading.Event(), []

    def run() -> None:
        try:
            work(person, doomed, stop)
        except Exception as error:  # noqa: BLE001  # whatever it was, the test must tell
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert failures == []


@pytest.mark.django_db(transaction=True)
def test_every_row_that_stays_is_met_once_in_every_order_while_others_add_and_remove(client: Client):
    cast = make_cast()
    chain = make_chain(cast.owner, STAYING + LEAVING)
    # Those that leave stand between those that stay, in every order.
    suppliers = chain.organizations[1:]
    doomed = [identity for place, identity in enumerate(suppliers) if place % 7 < 3]
    kept = {name: set(chain.of(name)) - lost(doomed, name) for name in RECORDS}
    with somebody_writing(cast.owner, doomed):
        for name in RECORDS:
            for order in registry.get(name).orders:
                for ordering in (order, f"-{order}"):
                    found = [row["id"] for row in all_rows(client, cast.viewer, name, ordering=ordering, limit=7)]
                    assert len(found) == len(set(found)), (name, ordering)
                    assert kept[name] <= set(found), (name, ordering)


def lost(organizations: list[int], name: str) -> set[int]:
    """The rows of a list that go with these organizations."""
    owner = {"organizations": "id", "contacts": "organization_id", "relationships": "source_id"}[name]
    return set(registry.get(name).model.rows.filter(**{f"{owner}__in": organizations}).values_list("id", flat=True))
