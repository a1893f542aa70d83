"""Two ways to the wire: the test client in a world that is rolled back, and a real server on rows that are committed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.cast import Person
from tests.kit.samples import SAMPLES
from tests.kit.scenes import kept_for_module
from tests.kit.server import Server, running_server
from tests.kit.worlds import World, make_world


@pytest.fixture(scope="session")
def client() -> Client:
    """Answers a fault of ours with the 500 that a caller would see. One for all: keys need no cookies, and middleware is slow to load."""
    return Client(raise_request_exception=False)


@pytest.fixture(scope="module")
def prepared_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for a file, where the first items of every record type find what they refer to."""
    with kept_for_module(django_db_blocker):
        world = make_world()
        for sample in SAMPLES.values():
            sample.prepare(world.owner, 80)
        yield world


@pytest.fixture
def owner(prepared_world: World, db: None) -> Person:
    """Who may do everything in the world of the file; what a test writes is rolled back."""
    return prepared_world.owner


@pytest.fixture(scope="session")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this folder that leave it alive. It sees committed rows only: ask for `committed_world`."""
    with django_db_blocker.unblock(), running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """A world that other processes see; every table is emptied after the test."""
    return make_world()
