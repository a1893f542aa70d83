"""Lists and the search find records by what identifier fields call them, each user by what it may read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customfields.models import CustomField, IdentifierValue
from desk.search import KEY, SOURCES, search
from tests.kit.calls import rows, saved
from tests.kit.cast import Person
from tests.kit.granting import make_partner, share
from tests.kit.pages import at
from tests.kit.samples import SAMPLES
from tests.kit.worlds import World
from tests.upserts.identifying import identified, identifier
from upserts import registry

every_resource = pytest.mark.parametrize("resource", list(registry.names()))
SEARCHED = [name for name in registry.names() if registry.get(name).is_named]


def made(client: Client, person: Person, resource: str, number: int = 0, **values: object) -> int:
    """Sample `number` with these custom fields."""
    SAMPLES[resource].prepare(person, number + 1)
    (result,) = saved(client, person, resource, identified(resource, number, **values))
    return int(result["id"])


def ids(client: Client, person: Person, resource: str, **query: object) -> list[int]:
    """The rows of a list."""
    return [row["id"] for row in rows(client, person, resource, **query)]


def found(person: Person, text: str, resource: str) -> list[tuple[int, int]]:
    """(id, rank) of the hits of the search."""
    return [(hit.id, hit.rank) for group in search(person.actor, text, 25) if group.name == resource for hit in group.hits]


@every_resource
def test_a_list_is_searched_by_the_whole_value_in_any_case(client: Client, owner: Person, resource: str) -> None:
    identifier(owner, resource, "sap")
    wanted = made(client, owner, resource, sap="PT-4711-X")
    for text in ("PT-4711-X", "pt-4711-x", " PT-4711-X "):
        assert ids(client, owner, resource, q=text) == [wanted], text
    for text in ("PT-4711", "4711-X", "PT-4711-XX", "P%"):
        assert ids(client, owner, resource, q=text) == [], text


@pytest.mark.parametrize("resource", SEARCHED)
def test_the_search_opens_what_a_value_names(client: Client, owner: Person, resource: str) -> None:
    identifier(owner, resource, "sap")
    wanted = made(client, owner, resource, sap="4711-X")
    assert resource in SOURCES
    assert found(owner, "4711-X", resource) == [(wanted, KEY)]
    assert found(owner, "4711", resource) == []
    opened = at(owner).get("/search", {"q": "4711-x"})["Location"]
    assert opened.startswith(f"/{resource}/")
    assert at(owner).get(opened).status_code == 200


def test_a_value_that_names_two_records_opens_neither(client: Client, owner: Person) -> None:
    for key in ("sap", "vat"):
        identifier(owner, "organizations", key)
    two = [made(client, owner, "organizations", 0, sap="1000"), made(client, owner, "organizations", 1, vat="1000")]
    assert sorted(found(owner, "1000", "organizations")) == [(identity, KEY) for identity in two]
    assert at(owner).get("/search", {"q": "1000"}).status_code == 200
    assert sorted(ids(client, owner, "organizations", q="1000")) == two


@every_resource
def test_values_of_a_user_find_for_that_user_alone(client: Client, world: World, resource: str) -> None:
    ann, bob = world.owner, world.cast.integration
    identifier(ann, resource, "mine", "user")
    hers, his = made(client, ann, resource, 0, mine="7000"), made(client, bob, resource, 1, mine="8000")
    for person, own, other, wanted in ((ann, "7000", "8000", hers), (bob, "8000", "7000", his)):
        assert ids(client, person, resource, q=own) == [wanted]
        assert ids(client, person, resource, q=other) == []
        if resource in SEARCHED:
            assert (found(person, own, resource), found(person, other, resource)) == ([(wanted, KEY)], [])


def test_a_value_of_what_was_merged_away_finds_what_is_left(client: Client, owner: Person) -> None:
    identifier(owner, "organizations", "sap")
    kept, gone = (made(client, owner, "organizations", number, sap=f"100{number}") for number in range(2))
    answer = client.post(f"/api/v2/organizations/{kept}/merge", {"from": gone}, content_type="application/json", headers=owner.headers)
    assert answer.status_code == 200, answer.content
    for text in ("1000", "1001"):
        assert ids(client, owner, "organizations", q=text, includeArchived="true") == [kept]
        assert found(owner, text, "organizations") == [(kept, KEY)]


def test_what_one_may_not_see_is_not_found_by_its_identifier(client: Client, world: World, owner: Person) -> None:
    identifier(owner, "organizations", "sap")
    hidden, shared = (made(client, owner, "organizations", number, sap=f"100{number}") for number in range(2))
    partner = make_partner(world.cast.acme, "partner@acme.example")
    share(partner, "organization", shared, "read")
    assert (ids(client, partner, "organizations", q="1001"), found(partner, "1001", "organizations")) == ([shared], [(shared, KEY)])
    assert (ids(client, partner, "organizations", q="1000"), found(partner, "1000", "organizations")) == ([], [])
    assert ids(client, owner, "organizations", q="1000") == [hidden]
    assert ids(client, world.cast.stranger, "organizations", q="1000") == []


def test_an_edge_is_not_found_by_the_identifiers_of_its_ends(client: Client, world: World, owner: Person) -> None:
    """Who sees an edge need not see its ends, and would learn by trying what identifiers they have."""
    identifier(owner, "organizations", "sap")
    edge = made(client, owner, "relationships")
    source = client.get(f"/api/v2/relationships/{edge}", headers=owner.headers).json()["source"]["id"]
    saved(client, owner, "organizations", {"id": source, "customFields": {"sap": "1000"}})
    partner = make_partner(world.cast.acme, "partner@acme.example")
    share(partner, "relationship", edge, "relationship-read")
    assert ids(client, partner, "relationships") == [edge]
    for person in (partner, owner):
        assert ids(client, person, "relationships", q="1000") == []


@every_resource
def test_an_inactive_field_finds_nothing(client: Client, owner: Person, resource: str) -> None:
    field = identifier(owner, resource, "sap")
    made(client, owner, resource, sap="1000-X")
    CustomField.rows.filter(pk=field.pk).update(is_active=False)
    assert ids(client, owner, resource, q="1000-X") == []
    assert found(owner, "1000-X", resource) == []


@pytest.mark.parametrize("scope", ["account", "user"])
def test_the_value_is_found_by_index(client: Client, owner: Person, scope: str) -> None:
    """Never by reading all values of the account, however many there are."""
    field = identifier(owner, "organizations", "sap", scope)
    holder = owner.user.pk if scope == "user" else None
    same: dict[str, Any] = {"account": owner.account, "record_type": "organization", "field": field, "owner_id": holder, "shown": "x"}
    values = [IdentifierValue(record_id=10**9 + number, value=number, **same) for number in range(3_000)]
    IdentifierValue.rows.bulk_create(values)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customfields_identifiervalue")
    with CaptureQueriesContext(connection) as caught:
        ids(client, owner, "organizations", q="2999")
        found(owner, "2999", "organizations")
    asked = [one["sql"] for one in caught.captured_queries if "customfields_identifiervalue" in one["sql"]]
    assert len(asked) >= 2
    for statement in asked:
        assert {step for step in _steps(statement) if "identifiervalue" in step} == {"Index Scan using identifiervalue_once"}


def _steps(statement: str) -> set[str]:
    """How the plan reads tables: the kind of each scan, with its index or its table."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        lines: list[Any] = [line for (line,) in cursor.fetchall()]
    scans = (line.strip(" ->").split("  (")[0] for line in lines if " Scan" in line)
    return {scan.split(" on customfields_identifiervalue")[0] if " using " in scan else scan for scan in scans}
