"""Two ways to the wire: the test client in a world that is rolled back, and a real server on rows that are committed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.cast import Person
from tests.kit.server import Server, running_server
from tests.kit.worlds import World, make_world


@pytest.fixture(scope="session")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this folder that leave it alive. It sees committed rows only: ask for `committed_world`."""
    with django_db_blocker.unblock(), running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """A world that other processes see; every table is emptied after the test."""
    return make_world()
