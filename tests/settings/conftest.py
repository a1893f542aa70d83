"""acme with everything that can be set up, and a browser of its Owner."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.worlds import World
from tests.settings.browsing import at, make_settings


@pytest.fixture
def world(db: None) -> World:
    return make_settings()


@pytest.fixture
def owner(world: World) -> Client:
    return at(world.owner.user)
