"""The world that tests of the engine happen in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from customfields.models import CustomField
from tests.kit.calls import outcome
from tests.kit.cast import Person
from tests.kit.worlds import World, make_world
from tests.upserts.edges import make_ends
from tests.upserts.identifying import identifier

Send = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def world_of_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Making a world takes longer than most tests: one for all tests of a file, each of which is rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(world_of_the_module: World, db: None) -> World:
    """Account "acme" with people and vocabulary, and account "globex" with the same vocabulary."""
    return world_of_the_module


@pytest.fixture
def owner(world: World) -> Person:
    """Who may do everything in acme."""
    return world.owner


@pytest.fixture
def send(client: Client, owner: Person) -> Send:
    """`send("contacts", item, mode="updateOnly")`: the result of one item, sent by the owner as a batch of one."""

    def result(resource: str, item: object, **query: Any) -> dict[str, Any]:
        return outcome(client, owner, resource, item, **query)

    return result


@pytest.fixture
def ends(client: Client, owner: Person) -> dict[str, int]:
    """The organizations that relationships of these tests connect: see edges.py."""
    return make_ends(client, owner)


@pytest.fixture
def sap(owner: Person) -> CustomField:
    """An identifier field of organizations, for the whole account."""
    return identifier(owner, "organizations", "sap")
