"""Both accounts with everything that they can define, and browsers of their people."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.backoffice.forms import staff_client
from tests.backoffice.records import fill
from tests.kit.cast import make_user
from tests.kit.worlds import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


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
def stocked(world: World) -> World:
    fill(world.owner, 2)
    return world
