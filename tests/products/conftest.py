"""The world of these tests, and products in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from products.models import ProductCategory
from tests.kit.calls import Item, outcome
from tests.kit.cast import Person
from tests.kit.scenes import kept_for_module
from tests.kit.worlds import World, make_world

Send = Callable[..., Item]


@pytest.fixture(scope="module")
def world_of_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with kept_for_module(django_db_blocker):
        yield make_world()


@pytest.fixture
def world(world_of_the_module: World, db: None) -> World:
    """Accounts "acme" and "globex" with the same vocabulary."""
    return world_of_the_module


@pytest.fixture
def owner(world: World) -> Person:
    """Who may do everything in acme."""
    return world.owner


@pytest.fixture
def send(client: Client, owner: Person) -> Send:
    """`send("SHELL", name="Shell")`: the result of one product, sent by the owner as a batch of one."""

    def result(reference: str, *, query: dict[str, Any] | None = None, **members: Any) -> Item:
        return outcome(client, owner, "products", {"reference": reference, "name": "Shell"} | members, **(query or {}))

    return result


@pytest.fixture
def categories(owner: Person) -> dict[str, int]:
    """The ids of acme's product categories, by key."""
    return dict(ProductCategory.objects.visible_to(owner.actor).values_list("key", "id"))
