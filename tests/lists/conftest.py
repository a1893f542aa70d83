"""Sixty records of each type in acme, as many under the same keys in globex, and who looks at the lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.calls import saved
from tests.kit.cast import Person
from tests.kit.granting import make_partner, share
from tests.kit.samples import SAMPLES, items
from tests.kit.scenes import kept_for_module
from tests.kit.worlds import World, make_world
from tests.lists.visiting import LISTS, Visitor

COUNT = 60


@dataclass(frozen=True, slots=True)
class Scene:
    """Ids of the samples by list. The partner reads acme's first organization, edits its second, and sees one edge but none of its ends."""

    world: World
    partner: Person
    ids: dict[str, list[int]]
    foreign: dict[str, list[int]]

    @property
    def owner(self) -> Person:
        return self.world.owner

    def person(self, name: str) -> Person:
        return self.partner if name == "partner" else getattr(self.world.cast, name)


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with kept_for_module(django_db_blocker):
        world = make_world()
        ids, foreign = _fill(world.cast.owner), _fill(world.cast.stranger)
        partner = make_partner(world.cast.acme, "partner@acme.example")
        share(partner, "organization", ids["organizations"][0], "read")
        share(partner, "organization", ids["organizations"][1], "edit")
        share(partner, "relationship", ids["relationships"][0], "relationship-edit")
        yield Scene(world, partner, ids, foreign)


def _fill(person: Person) -> dict[str, list[int]]:
    client, found = Client(), {}
    for name in LISTS:
        SAMPLES[name].prepare(person, COUNT)
        found[name] = [result["id"] for result in saved(client, person, name, *items(name, COUNT))]
    return found


@pytest.fixture
def scene(kept: Scene, db: None) -> Scene:
    """The scene, inside a savepoint of the test's own."""
    return kept


@pytest.fixture
def visitor(scene: Scene) -> Visitor:
    """The owner, signed in."""
    return Visitor(scene.owner)
