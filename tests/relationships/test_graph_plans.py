"""How PostgreSQL finds what a graph shows: by the ends of relationships, never by reading all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from organizations.models import Organization
from tests.kit.cast import Cast, Person, make_cast
from tests.kit.granting import make_partner, share
from tests.kit.scenes import kept_for_module
from tests.kit.worlds import make_vocabulary
from tests.reading.filled import fill
from tests.reading.test_plans import generic_plans

RECORDS = {"relationships_relationship", "relationships_relationshiptypeuse", "organizations_organization"}


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        for person in (cast.owner, cast.stranger):
            make_vocabulary(person)
        fill(cast)
        yield cast


@pytest.fixture
def cast(shown: Cast, db: None) -> Cast:
    return shown


def ways(client: Client, person: Person, path: str) -> set[str]:
    """The indexes that lead to relationships. No step may read a whole table of records."""
    steps = [step for plan in generic_plans(client, person, path) for step in plan]
    assert not [step for step in steps if step["Node Type"].endswith("Seq Scan") and step["Relation Name"] in RECORDS], path
    return {step["Index Name"] for step in steps if step.get("Index Name", "").startswith("relationship_")}


@pytest.mark.parametrize("options", ["", "&types=partner", "&includeInactive=true&includeArchived=true"])
def test_a_tier_is_found_by_the_ends_of_relationships(client: Client, cast: Cast, options: str):
    center = Organization.rows.get(account=cast.acme, external_id="O-77").pk
    partner = make_partner(cast.acme, "partner@acme.example")
    share(partner, "organization", center, "read")
    for person in (cast.owner, partner):
        path = f"organizations/{center}/graph?direction={{}}{options}"
        assert ways(client, person, path.format("outgoing")) == {"relationship_stated_once"}
        assert ways(client, person, path.format("both")) == {"relationship_stated_once", "relationship_by_target"}
