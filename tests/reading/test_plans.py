"""How PostgreSQL finds the rows of a list: by the index that was made for it, never by reading the whole table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from organizations.models import Organization
from tests.kit.calls import get
from tests.kit.cast import Cast, Person, make_cast
from tests.kit.scenes import kept_for_module
from tests.kit.worlds import make_vocabulary
from tests.reading.filled import fill
from upserts import registry


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


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's steps, outermost first."""
    yield plan
    for step in plan.get("Plans", ()):
        yield from nodes(step)


def plan_of(client: Client, person: Person, name: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps by which PostgreSQL answers the list's own statement."""
    table = registry.get(name).table
    with CaptureQueriesContext(connection) as caught:
        answer = get(client, person, name, **query)
    assert answer.status_code == 200, answer.content
    (statement,) = (one["sql"] for one in caught.captured_queries if f'FROM "{table}"' in one["sql"] and "LIMIT 51" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        found = cursor.fetchone()[0]
    return list(nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))


def generic_plans(client: Client, person: Person, path: str, **query: Any) -> list[list[dict[str, Any]]]:
    """The steps by which PostgreSQL answers each prepared statement of a call, whatever its parameters are."""
    with CaptureQueriesContext(connection) as caught:
        answer = get(client, person, path, **query)
    assert answer.status_code == 200, answer.content
    found = []
    with connection.cursor() as cursor:
        for statement in (one["sql"] for one in caught.captured_queries if "$1" in one["sql"]):
            count = max(int(number) for number in re.findall(r"\$(\d+)", statement))
            cursor.execute(f"PREPARE looked_at AS {statement}")
            cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE looked_at ({', '.join(['NULL'] * count)})")
            plan = cursor.fetchone()[0]
            cursor.execute("DEALLOCATE looked_at")
            found.append(list(nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])))
    return found


def indexes(client: Client, person: Person, name: str, **query: Any) -> set[str]:
    """The indexes that lead to the list's rows. No step may read a whole table of records."""
    steps = plan_of(client, person, name, query)
    tables = {registry.get(one).table for one in ("organizations", "contacts", "relationships")}
    assert not [step for step in steps if step["Node Type"].endswith("Seq Scan") and step["Relation Name"] in tables], steps
    table = registry.get(name).table
    return {step["Index Name"] for step in steps if "Index Name" in step and step.get("Relation Name", table) == table}


RECORDS = ["organizations", "contacts", "relationships"]
O_77 = object()  # stands for the id of organization O-77
# Those of ids lead to whom an identifier names, and to what was merged into it.
BY_ID = {"organization_id_in_account", "organizations_organization_pkey"}
BEGINS = {"organization_name_begins", "organization_key_begins", *BY_ID}

# What a list is asked for, and the indexes made for it. {} in a name is the record type.
EVERYWHERE: list[tuple[dict[str, Any], set[str]]] = [
    ({"ordering": "updatedAt"}, {"{}_by_change"}),
    ({"ordering": "-updatedAt"}, {"{}_by_change"}),
    ({"updatedSince": "9000-01-01"}, {"{}_by_change"}),
    ({"updatedSince": "2000-01-01", "ordering": "updatedAt"}, {"{}_by_change"}),
    ({"customFields.headcount": 500}, {"{}_custom_fields"}),
    ({"customFields.headcount__in": "1,2,3"}, {"{}_custom_fields"}),
    ({"customFields.spend": "7.50"}, {"{}_custom_fields"}),
    ({"customFields.auditedOn": "2001-01-01"}, {"{}_custom_fields"}),
    ({"customFields.notes": "Note 7"}, {"{}_custom_fields"}),
    ({"customFields.certified": "true"}, {"{}_custom_fields"}),
    ({"customFields.grade": "A"}, {"{}_custom_fields"}),
    ({"customFields.labels": "bio"}, {"{}_custom_fields"}),
]
OWN: list[tuple[str, dict[str, Any], set[str]]] = [
    ("organizations", {"ordering": "name"}, {"{}_by_name"}),
    ("organizations", {"ordering": "-name"}, {"{}_by_name"}),
    ("organizations", {"type": "I"}, {"{}_by_type"}),
    ("organizations", {"country": "pt"}, {"{}_by_country"}),
    ("organizations", {"externalId": "O-5"}, {"{}_external_id_once"}),
    ("organizations", {"externalId": ["O-5", "O-6"]}, {"{}_external_id_once"}),
    ("organizations", {"q": "zz"}, BEGINS),
    ("contacts", {"ordering": "email"}, {"{}_by_email"}),
    ("contacts", {"ordering": "-email"}, {"{}_by_email"}),
    ("contacts", {"externalId": "C-O-5"}, {"{}_external_id_once"}),
    ("contacts", {"organizationId": O_77}, {"{}_by_organization"}),
    ("relationships", {"sourceId": O_77}, {"{}_stated_once"}),
    ("relationships", {"targetId": O_77}, {"{}_by_target"}),
    ("relationships", {"leadSupplierId": O_77}, {"{}_by_lead_supplier"}),
    ("relationships", {"organizationId": O_77}, {"{}_stated_once", "{}_by_target"}),
]
# These leave most rows, so the list is walked in order of id until the page is full.
WALKED: list[tuple[str, dict[str, Any]]] = [
    *((name, query) for name in RECORDS for query in ({}, {"ordering": "-id"}, {"permission": "read"}, {"updatedSince": "2000-01-01"})),
    *((name, {"customFields.grade": "B"}) for name in RECORDS),
    ("organizations", {"status": "active"}),
    ("organizations", {"includeArchived": "true"}),
    ("organizations", {"type": "S"}),
    ("organizations", {"q": "wo"}),
    ("contacts", {"type": "sales"}),
    ("contacts", {"q": "an"}),
    ("relationships", {"relationshipStatus": "active"}),
    ("relationships", {"relationshipType": "partner"}),
]
# These leave few rows and have no index of their own (q: without pg_trgm): every row of the account is looked at, but no other one.
RANGES = {"headcount__gte": 1_990, "headcount__lte": 5, "auditedOn__gte": "1985-06-01", "auditedOn__lte": "1980-01-05", "spend__gte": 1_990}
LOOKED_THROUGH: list[tuple[str, dict[str, Any]]] = [
    *((name, {f"customFields.{key}": value}) for name in RECORDS for key, value in RANGES.items()),
    *((name, {"q": "zz"}) for name in ("contacts", "relationships")),
    *((name, {"q": "abcdef"}) for name in RECORDS),
    ("organizations", {"status": "archived"}),
    ("contacts", {"type": "billing"}),
    ("relationships", {"relationshipStatus": "inactive"}),
    ("relationships", {"relationshipType": "maker"}),
]


def test_every_list_uses_the_indexes_that_were_made_for_what_it_is_asked(client: Client, cast: Cast):
    organization = Organization.rows.get(account=cast.acme, external_id="O-77").pk
    cases = [*OWN, *((name, query, names) for name in RECORDS for query, names in EVERYWHERE)]
    for name, query, names in cases:
        sent = {parameter: organization if value is O_77 else value for parameter, value in query.items()}
        expected = {one.format(registry.get(name).record_type) for one in names}
        assert indexes(client, cast.owner, name, **sent) == expected, (name, query)


def test_what_leaves_most_rows_is_walked_by_id(client: Client, cast: Cast):
    for name, query in WALKED:
        resource = registry.get(name)
        found = indexes(client, cast.owner, name, **query)
        assert found <= {f"{resource.table}_pkey", f"{resource.record_type}_id_in_account"}, (name, query, found)
        assert found, (name, query)


def test_what_no_index_can_find_is_looked_for_among_the_rows_of_the_account_alone(client: Client, cast: Cast):
    for name, query in LOOKED_THROUGH:
        assert indexes(client, cast.stranger, name, **query), (name, query)


def test_a_permission_that_nobody_has_reads_nothing(client: Client, cast: Cast):
    for name in RECORDS:
        assert indexes(client, cast.owner, name, permission="share") == set()


def test_a_cursor_goes_on_in_the_index_where_the_last_page_ended(client: Client, cast: Cast):
    for name in RECORDS:
        resource = registry.get(name)
        for order, column in resource.orders.items():
            for ordering in (order, f"-{order}"):
                cursor = get(client, cast.owner, name, ordering=ordering).json()["page"]["next"]
                steps = plan_of(client, cast.owner, name, {"ordering": ordering, "cursor": cursor})
                (scan,) = (step for step in steps if step.get("Relation Name") == resource.table)
                assert re.search(rf"\b{column}\b", scan["Index Cond"]), (name, ordering, scan)


def test_texts_inside_a_column_are_found_by_trigrams_where_the_server_has_them(client: Client, cast: Cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            pytest.skip("this PostgreSQL has no pg_trgm")
    found = indexes(client, cast.owner, "organizations", q="abcdef")
    assert found == {"organizations_organization_name_inside", "organizations_organization_external_id_inside"}


GROWING = {"organizations_organization", "contacts_contact", "relationships_relationship", "relationships_relationshiptypeuse"}


def test_records_and_what_hangs_on_them_are_read_by_index_whatever_is_asked_for(client: Client, cast: Cast):
    for name in RECORDS:
        identity = get(client, cast.stranger, name, limit=1).json()["data"][0]["id"]
        plans = generic_plans(client, cast.stranger, f"{name}/{identity}")
        assert len(plans) >= 2  # the key and the record
        read = {step["Relation Name"] for plan in plans for step in plan if step["Node Type"].endswith("Seq Scan")}
        assert not read & GROWING, name


def test_whom_an_id_or_an_external_id_means_is_looked_up_by_index(client: Client, cast: Cast):
    """Each organization may have been merged into another: filters that name one ask first, addresses too."""
    identity = Organization.rows.get(account=cast.acme, external_id="O-77").pk
    merged = Organization.rows.get(account=cast.acme, external_id="O-78")
    Organization.rows.filter(pk=merged.pk).update(status="archived", merged_into=identity)
    for path, query in (
        ("relationships", {"sourceId": merged.pk}),
        ("contacts", {"organizationId": merged.pk}),
        ("organizations", {"externalId": ["O-78", "O-5"]}),
        (f"organizations/{merged.pk}/relationships", {}),
    ):
        plans = generic_plans(client, cast.owner, path, **query)
        read = {step["Relation Name"] for plan in plans for step in plan if step["Node Type"].endswith("Seq Scan")}
        assert not read & GROWING, path
    assert "organization_external_id_once" in indexes(client, cast.owner, "organizations", externalId=["O-78", "O-5"])
