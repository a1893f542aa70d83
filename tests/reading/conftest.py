"""One scene for a whole file, for nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.calls import all_rows
from tests.kit.cast import Cast, Person, make_cast, make_person
from tests.kit.chain import Chain, make_chain
from tests.kit.scenes import kept_for_module


@dataclass(frozen=True, slots=True)
class Scene:
    """A chain of 60 suppliers in acme; in globex three, under the same external ids. The partner is a member of acme without grants."""

    cast: Cast
    partner: Person
    chain: Chain
    foreign: Chain

    def path(self, pattern: str) -> str:
        """A path with {brand} and {supplier} filled in."""
        return pattern.format(brand=self.chain.organizations[0], supplier=self.chain.organizations[1])


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        partner = make_person(cast.acme, "Partner", "partner@acme.example")
        foreign = make_chain(cast.stranger, 3)
        yield Scene(cast, partner, make_chain(cast.owner, 60), foreign)


@pytest.fixture
def scene(shown: Scene, db: None) -> Scene:
    """The scene, inside a savepoint of the test's own."""
    return shown


def ids(client: Client, scene: Scene, name: str, **query: object) -> list[int]:
    """The ids of all rows of a list, as the viewer sees them, in order."""
    return [row["id"] for row in all_rows(client, scene.cast.viewer, name, limit=500, **query)]
