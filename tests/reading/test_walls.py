"""Nothing that a filter is given tells one account about another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship, RelationshipType
from tests.kit.calls import API, assert_refused_parameter, get
from tests.kit.cast import Cast, make_cast
from tests.kit.chain import Chain, define, make_chain
from tests.kit.scenes import kept_for_module
from upserts import registry

CANARY = "Xanadu"
RECORDS = ["organizations", "contacts", "relationships"]


@dataclass(frozen=True, slots=True)
class Wall:
    """Acme has one supplier, as globex has; globex's rows say Xanadu wherever they can say anything."""

    cast: Cast
    mine: Chain
    theirs: Chain

    def foreign(self, name: str) -> list[tuple[str, Any]]:
        """Each filter of the list with a value that finds all or some of globex's rows."""
        brand, supplier = self.theirs.organizations
        common = [("q", CANARY), ("q", CANARY[:2]), ("customFields.spend", "77.77"), ("customFields.spend__gte", "77")]
        common += [("updatedSince", "2000-01-01"), ("permission", "full")]
        own: dict[str, list[tuple[str, Any]]] = {
            "organizations": [("externalId", [CANARY, f"{CANARY}-1"]), ("type", "I"), ("country", "PT"), ("status", "active")],
            "contacts": [("externalId", CANARY), ("type", "billing"), ("organizationId", supplier)],
            "relationships": [
                ("sourceId", supplier),
                ("targetId", brand),
                ("leadSupplierId", supplier),
                ("organizationId", brand),
                ("relationshipType", CANARY),
                ("relationshipStatus", "inactive"),
            ],
        }
        return common + own[name]


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Wall]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        mine, theirs = make_chain(cast.owner, 1), make_chain(cast.stranger, 1)
        fields = {"custom_fields": {"spend": "77.77", CANARY: CANARY}}
        of = {"account": cast.globex}
        for number, identity in enumerate(theirs.organizations):
            named = {"name": f"{CANARY} {number}", "external_id": f"{CANARY}-{number}", "type": "I", "country": "PT"}
            Organization.rows.filter(id=identity).update(**named, **fields)
        Contact.rows.filter(**of).update(first_name=CANARY, last_name=CANARY, email=f"{CANARY}@example.com", type="billing", **fields)
        Contact.rows.filter(id=theirs.contacts[0]).update(external_id=CANARY)
        RelationshipType.rows.filter(**of, key="maker").update(key=CANARY)
        Relationship.rows.filter(**of).update(relationship_status="inactive", **fields)
        for name in RECORDS:
            define(cast.stranger, recordType=registry.get(name).record_type, key=CANARY, label=CANARY, dataType="text")
        yield Wall(cast, mine, theirs)


@pytest.fixture
def wall(shown: Wall, db: None) -> Wall:
    return shown


@pytest.mark.parametrize("name", RECORDS)
def test_what_finds_rows_there_finds_none_of_them_here(client: Client, wall: Wall, name: str):
    here = set(wall.mine.of(name)) | set(Contact.rows.filter(account=wall.cast.acme).values_list("id", flat=True))
    for parameter, value in wall.foreign(name):
        query = {parameter: value, "total": "true", "limit": 500}
        found = get(client, wall.cast.stranger, name, **query)
        assert CANARY in found.content.decode(), parameter
        answer = get(client, wall.cast.owner, name, **query)
        assert CANARY not in answer.content.decode(), parameter
        body = answer.json()
        assert {row["id"] for row in body["data"]} <= here
        assert body["page"]["total"] == len(body["data"])


@pytest.mark.parametrize("name", RECORDS)
def test_a_foreign_value_and_one_that_is_nowhere_get_the_same_answer(client: Client, wall: Wall, name: str):
    nowhere = {"q": "Nowhere", "externalId": "Nowhere", "relationshipType": "Nowhere"}
    for parameter, value in wall.foreign(name):
        if parameter in nowhere or parameter.endswith("Id"):
            foreign, missing = (
                client.get(API + name, {parameter: sent, "total": "true"}, headers=wall.cast.owner.headers | {"X-Request-ID": "same"})
                for sent in (value, nowhere.get(parameter, 2**62))
            )
            assert (foreign.status_code, foreign.content, dict(foreign.headers)) == (200, missing.content, dict(missing.headers)), parameter
            assert foreign.json()["page"]["total"] == 0


@pytest.mark.parametrize("name", RECORDS)
def test_a_field_of_theirs_is_as_unknown_as_one_that_is_nowhere(client: Client, wall: Wall, name: str):
    assert len(get(client, wall.cast.stranger, name, **{f"customFields.{CANARY}": CANARY}).json()["data"]) > 0
    theirs, nobodys = (
        assert_refused_parameter(
            get(client, wall.cast.owner, name, **{f"customFields.{key}": CANARY}), f"customFields.{key}", "unknown_parameter"
        )
        for key in (CANARY, "Yanadu")
    )
    assert theirs["params"] == nobodys["params"]
    for typed in (CANARY.lower(), f"{CANARY}s", f"{CANARY}__in"):
        answer = get(client, wall.cast.owner, name, **{f"customFields.{typed}": "1"})
        assert f"customFields.{CANARY}" not in answer.json()["errors"][0]["params"]["suggestions"]


@pytest.mark.parametrize("name", RECORDS)
def test_no_order_leads_across(client: Client, wall: Wall, name: str):
    for order in registry.get(name).orders:
        for ordering in (order, f"-{order}"):
            assert CANARY not in get(client, wall.cast.owner, name, ordering=ordering, limit=500).content.decode()
            cursor = get(client, wall.cast.stranger, name, ordering=ordering, limit=1).json()["page"]["next"]
            if cursor is not None:
                assert_refused_parameter(get(client, wall.cast.owner, name, ordering=ordering, limit=1, cursor=cursor), "cursor")
