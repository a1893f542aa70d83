"""Both accounts with everything that they can define, and browsers of their people.

What a whole file looks at is made once (kit/scenes.py): making it took as long as the tests themselves. Each test has a copy of the
Python objects, and a savepoint of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.backoffice.forms import staff_client
from tests.backoffice.records import fill
from tests.kit.cast import make_user
from tests.kit.scenes import kept_for_module
from tests.kit.worlds import World, make_world


@pytest.fixture(scope="module")
def kept_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with kept_for_module(django_db_blocker):
        yield make_world()


@pytest.fixture(scope="module")
def kept_stock(kept_world: World) -> World:
    fill(kept_world.owner, 2)
    return kept_world


@pytest.fixture
def world(kept_world: World, db: None) -> World:
    """Without records, unless the file asks for `stocked` as well."""
    return deepcopy(kept_world)


@pytest.fixture
def owner(world: World) -> Client:
    """acme's Owner."""
    return staff_client(world.cast.owner.user)


@pytest.fixture
def operator(world: World) -> Client:
    """The operator of the installation, acting in acme."""
    return staff_client(make_user("otto@operator.example", name="Otto"), account=world.cast.acme, is_operator=True)


@pytest.fixture
def everywhere(world: World) -> Client:
    """The operator, looking at all accounts."""
    return staff_client(make_user("olga@operator.example", name="Olga"), is_operator=True)


@pytest.fixture
def stocked(kept_stock: World, db: None) -> World:
    """Two records of every type in acme."""
    return deepcopy(kept_stock)
