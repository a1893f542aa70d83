"""acme with everything that can be set up, a team and a role of its own, and browsers of its people."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.custom_roles import create_role
from accounts.services import add_company
from accounts.teams import create_team
from tests.kit.worlds import World, make_world
from tests.settings.browsing import at


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    add_company(world.cast.acme, "Acme Iberia", number=77)  # globex has a company 1, too
    create_team(actor=world.owner.actor, name="Buyers")
    create_role(actor=world.owner.actor, said={"name": "Auditor", "operations": ["ORGANIZATION.READ"]})
    return world


@pytest.fixture
def owner(world: World) -> Client:
    return at(world.owner.user)
