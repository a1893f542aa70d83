"""Suggestions while a contact is being made."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.similar import similar_contacts
from tests.kit.cast import Cast, make_cast
from tests.kit.chain import save
from tests.kit.granting import make_partner


@pytest.fixture
def ends(db: None) -> tuple[Cast, int, int]:
    cast = make_cast()
    people = [{"email": "joe@x.example", "firstName": "Joe", "lastName": "Miller"}, {"email": "eve@x.example", "firstName": "Eve"}]
    one, two = save(
        cast.owner.actor,
        "organizations",
        {"type": "S", "name": "One", "contacts": people},
        {"type": "S", "name": "Two", "contacts": people[:1]},
    )
    save(cast.stranger.actor, "organizations", {"type": "S", "name": "Foreign", "contacts": people})
    return cast, one, two


def test_the_same_email_anywhere_in_whatever_case(ends: tuple[Cast, int, int]) -> None:
    cast, *_ = ends
    with CaptureQueriesContext(connection) as caught:
        found = similar_contacts(cast.owner.actor, email=" JOE@X.example ")
    assert [(one.name, one.organization_name) for one in found] == [("Joe Miller", "One"), ("Joe Miller", "Two")]
    assert len(caught) == 1
    assert len(similar_contacts(cast.owner.actor, email="joe@x.example", besides=found[0].id)) == 1


def test_the_same_name_at_one_organization(ends: tuple[Cast, int, int]) -> None:
    cast, one, two = ends
    assert [found.email for found in similar_contacts(cast.owner.actor, name="joe miller", organization_id=two)] == ["joe@x.example"]
    assert [found.name for found in similar_contacts(cast.owner.actor, name="EVE", organization_id=one)] == ["Eve"]
    assert similar_contacts(cast.owner.actor, name="Eve", organization_id=two) == []
    assert similar_contacts(cast.owner.actor, name="Eve") == []


def test_nobody_out_of_sight_is_suggested(ends: tuple[Cast, int, int]) -> None:
    cast, one, _ = ends
    partner = make_partner(cast.acme, "partner@acme.example", "READ", "CREATE")
    assert similar_contacts(partner.actor, email="joe@x.example", name="Joe Miller", organization_id=one) == []
    assert [found.organization_name for found in similar_contacts(cast.stranger.actor, email="joe@x.example")] == ["Foreign"]


@pytest.mark.parametrize("typed", ["", " ", "\x00", "a\x00b", "x" * 5_000, "%", "e\u0301" * 40])
def test_nothing_typed_breaks_it(ends: tuple[Cast, int, int], typed: str) -> None:
    cast, one, _ = ends
    assert similar_contacts(cast.owner.actor, email=typed, name=typed, organization_id=one) == []
