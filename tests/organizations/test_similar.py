"""Suggestions while an organization is being made."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Organization
from organizations.similar import plain_name, similar_organizations
from tests.kit.cast import Cast, make_cast
from tests.kit.chain import save
from tests.kit.granting import make_partner


@pytest.fixture
def cast(db: None) -> Cast:
    made = make_cast()
    names = ["Gamma Mill GmbH", "Gamma Mills", "Gamma Dyeing", "Delta Works", "Acme Ltd."]
    save(made.owner.actor, "organizations", *({"type": "S", "name": name, "country": "DE"} for name in names))
    save(made.stranger.actor, "organizations", {"type": "S", "name": "Gamma Mill", "country": "DE"})
    return made


def names(cast: Cast, name: str, country: str | None = None) -> list[str]:
    return [one.name for one in similar_organizations(cast.owner.actor, name=name, country=country)]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Gämma-Mill Co., Ltd.", "gamma mill"),
        ("ACME S.A.", "acme"),
        ("Ltd", "ltd"),
        (" ..", ""),
        ("ＧＡＭＭＡ", "gamma"),
    ],
)
def test_what_makes_no_difference(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize("typed", ["gamma mill", "Gamma-Mill", "GAMMA MILL Ltd.", "gamma  mill gmbh"])
def test_the_likest_come_first(cast: Cast, typed: str) -> None:
    assert names(cast, typed)[:2] == ["Gamma Mill GmbH", "Gamma Mills"]
    assert "Delta Works" not in names(cast, typed)


def test_a_slip_in_the_first_word_is_found_in_the_same_country(cast: Cast) -> None:
    assert "Gamma Mill GmbH" in names(cast, "Gamna Mill", "DE")
    assert names(cast, "Gamna Mill", "FR") == []


@pytest.mark.parametrize("typed", ["", "  ", "ab", "\x00", "\x00\x00\x00", "%%%", "___", "'\"\\", "x" * 5_000, "\ud83d\ude00" * 3])
def test_nothing_typed_breaks_it(cast: Cast, typed: str) -> None:
    assert names(cast, typed, "DE") == []


def test_only_what_is_visible_is_suggested(cast: Cast) -> None:
    assert [one.name for one in similar_organizations(cast.stranger.actor, name="Gamma Mill")] == ["Gamma Mill"]
    partner = make_partner(cast.acme, "partner@acme.example", "READ", "CREATE")
    assert similar_organizations(partner.actor, name="Gamma Mill") == []


def test_a_record_is_not_like_itself(cast: Cast) -> None:
    own = Organization.objects.visible_to(cast.owner.actor).get(name="Gamma Mills")
    assert "Gamma Mills" not in [one.name for one in similar_organizations(cast.owner.actor, name="Gamma Mills", besides=own.pk)]


def test_one_statement_by_the_index_and_five_at_most(cast: Cast) -> None:
    rows = [{"type": "S", "name": f"{word} Works {number}"} for word in ("Factory", "Gamma") for number in range(1_000)]
    save(cast.owner.actor, "organizations", *rows[:1_000])
    save(cast.owner.actor, "organizations", *rows[1_000:])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_organization")
    with CaptureQueriesContext(connection) as caught:
        found = names(cast, "factory works 777", "DE")
    assert found[0] == "Factory Works 777"
    assert len(found) == 5
    assert len(caught) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {caught[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "organization_name_begins" in plan
    assert "Sort" not in plan
