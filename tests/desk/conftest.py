"""An account with a little of everything, the same in globex, and who looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Account
from tests.kit.cast import Cast, Person, make_cast
from tests.kit.chain import Chain, make_chain, save
from tests.kit.granting import make_partner, share
from tests.kit.scenes import kept_for_module

TWINS = (
    {"externalId": "T-1", "type": "F", "name": "Gämma-Mill Co., Ltd.", "country": "PT", "city": "Porto"},
    {"externalId": "T-2", "type": "F", "name": "GAMMA MILL", "country": "PT", "city": "Braga"},
    {"externalId": "T-3", "type": "F", "name": "Gamma Mill", "country": "ES"},
    {"externalId": "T-4", "type": "B", "name": "Gamma Mill", "country": "PT"},
    {"externalId": "T-5", "type": "F", "name": "Ardenn Knitwaer", "country": "TR"},
    {"externalId": "T-6", "type": "F", "name": "Knitwear Arden SA", "country": "TR"},
    {"externalId": "T-7", "type": "F", "name": "Quite Another", "country": "TR"},
)


@dataclass(frozen=True, slots=True)
class Desk:
    """`twins` are the ids of TWINS. The partner holds the first twin in full, reads the second, and sees the first edge of the chain
    without its ends."""

    cast: Cast
    chain: Chain
    twins: list[int]
    foreign: list[int]
    partner: Person


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        Account.objects.update(organization_names_unique=False)
        chain = make_chain(cast.owner, 2)
        make_chain(cast.stranger, 2)
        twins, foreign = (save(person.actor, "organizations", *TWINS) for person in (cast.owner, cast.stranger))
        partner = make_partner(cast.acme, "partner@acme.example")
        share(partner, "organization", twins[0], "full")
        share(partner, "organization", twins[1], "read")
        share(partner, "relationship", chain.relationships[0], "relationship-read")
        yield Desk(cast, chain, twins, foreign, partner)


@pytest.fixture
def desk(kept: Desk, db: None) -> Desk:
    """The desk, inside a savepoint of the test's own."""
    return kept
