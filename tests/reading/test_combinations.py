"""Filters together: each with every other, all of them at once, and what they answer to odd values."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from contacts.filters import ContactFilters
from contacts.models import Contact
from organizations.filters import OrganizationFilters
from organizations.models import Organization
from relationships.filters import RelationshipFilters
from relationships.models import Relationship
from tests.kit.calls import API, assert_problem, assert_refused_parameter, get, rows, statements
from tests.kit.cast import make_key
from tests.reading.conftest import Scene, ids
from upserts import registry
from upserts.filters import RecordFilters

RECORDS = ["organizations", "contacts", "relationships"]
NOON = datetime(2025, 1, 31, 12, tzinfo=UTC)

VARIED_EVERYWHERE = """
    updated_at = %(noon)s + (id %% 5) * interval '1 day', custom_fields = jsonb_build_object('spend', id %% 4 || '.50')
"""
VARIED = {
    "organizations": """
        type = (ARRAY['S', 'B'])[id %% 2 + 1], country = (ARRAY['DE', 'PT', NULL])[id %% 3 + 1],
        status = (ARRAY['active', 'active', 'archived'])[id %% 7 %% 3 + 1]
    """,
    "contacts": "type = (ARRAY['sales', 'support', NULL])[id %% 3 + 1]",
    "relationships": """
        relationship_status = (ARRAY['active', 'inactive'])[id %% 2 + 1],
        lead_supplier_id = CASE WHEN id %% 3 = 0 THEN %(third)s ELSE lead_supplier_id END
    """,
}


@pytest.fixture
def varied(scene: Scene) -> Scene:
    """The scene with rows that differ in every column that a filter looks at, each by a rhythm of its own."""
    acme = {"noon": NOON, "acme": scene.cast.acme.pk, "third": scene.chain.organizations[2]}
    with connection.cursor() as cursor:
        for name, columns in VARIED.items():
            varied = f"{columns}, {VARIED_EVERYWHERE}"
            cursor.execute(f"UPDATE {registry.get(name).table} SET {varied} WHERE account_id = %(acme)s", acme)
        cursor.execute("DELETE FROM relationships_relationshiptypeuse WHERE relationship_id %% 5 = 0", [])
        cursor.execute("DELETE FROM relationships_relationshipcontact WHERE relationship_id %% 4 = 0", [])
        # The brand is an end of every relationship: archived, it would leave no row with two active ends.
        cursor.execute("UPDATE organizations_organization SET status = 'active' WHERE id = %s", [scene.chain.organizations[0]])
    return scene


def every_filter(scene: Scene, name: str) -> dict[str, Any]:
    """One value for each filter that the list has; in the varied scene each leaves some rows and takes some away."""
    brand, third = scene.chain.organizations[0], scene.chain.organizations[2]
    keys = [f"S-{number}" for number in range(1, 40)]
    common: dict[str, Any] = {
        "updatedSince": "2025-02-02T12:00:00Z",
        "permission": "read",
        "customFields.spend": "1.50",
        "customFields.spend__in": "0.50,1.50,2.50",
        "customFields.spend__gte": "1",
        "customFields.spend__lte": "1.5",
    }
    own: dict[str, dict[str, Any]] = {
        "organizations": {"q": "s-1", "externalId": keys, "type": "S", "country": "de", "status": "active", "includeArchived": "true"},
        "contacts": {"q": "joe", "externalId": [f"joe-{key}" for key in keys], "type": "sales"} | {"organizationId": third},
        "relationships": {"q": "s-1", "relationshipStatus": "active", "relationshipType": ["maker", "other"], "targetId": brand}
        | {"sourceId": third, "leadSupplierId": third, "organizationId": third}
        | {"hasContacts": "true", "endStatus": "archived"},
    }
    return common | own[name]


@pytest.mark.parametrize(
    ("name", "filters"), [("organizations", OrganizationFilters), ("contacts", ContactFilters), ("relationships", RelationshipFilters)]
)
def test_every_declared_filter_is_tested_here(scene: Scene, name: str, filters: type[RecordFilters]):
    assert set(filters.base_filters) == {one for one in every_filter(scene, name) if not one.startswith("customFields.")}


# Filters that take nothing away even there: the viewer may read all, archived rows are left out anyway, all deliver to the brand.
SWALLOWS_ALL = {
    "organizations": {"permission", "status", "includeArchived"},
    "contacts": {"permission"},
    "relationships": {"permission", "targetId"},
}


@pytest.mark.parametrize("name", RECORDS)
def test_filters_together_leave_what_each_of_them_leaves(client: Client, varied: Scene, name: str):
    filters = every_filter(varied, name)
    alone = {one: set(ids(client, varied, name, **{one: value})) for one, value in filters.items()}
    whole = set(ids(client, varied, name))
    assert {one for one, found in alone.items() if not found or found >= whole} <= SWALLOWS_ALL[name]
    for one, other in combinations(filters, 2):
        if "includeArchived" not in (one, other):
            both = ids(client, varied, name, **{one: filters[one], other: filters[other]})
            assert set(both) == alone[one] & alone[other], (one, other)


@pytest.mark.parametrize("name", RECORDS)
def test_a_key_for_one_kind_of_record_may_ask_for_everything_of_it(client: Client, varied: Scene, name: str):
    """A filter that looks at other records, which the key may not read, finds nothing by them."""
    key = make_key(varied.cast.acme, scopes=[f"{registry.get(name).record_type}.read"])
    for query in ({}, *({one: value} for one, value in every_filter(varied, name).items())):
        answer = client.get(f"{API}{name}", query, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200, (query, answer.content)
        assert bool(answer.json()["data"]) is ("endStatus" not in query), query


def test_archived_organizations_come_where_they_are_asked_for(client: Client, varied: Scene):
    rows_by_status: dict[str, set[int]] = {"active": set(), "archived": set()}
    for identity, status in Organization.rows.filter(account=varied.cast.acme).values_list("id", "status"):
        rows_by_status[status].add(identity)
    assert rows_by_status["archived"]
    for query, found in (
        ({}, {"active"}),
        ({"status": "active"}, {"active"}),
        ({"status": "archived"}, {"archived"}),
        ({"status": "archived", "includeArchived": "false"}, {"archived"}),
        ({"status": "active", "includeArchived": "true"}, {"active"}),
        ({"includeArchived": "true"}, {"active", "archived"}),
        ({"includeArchived": "false"}, {"active"}),
    ):
        assert set(ids(client, varied, "organizations", **query)) == set().union(*(rows_by_status[status] for status in found)), query


@pytest.fixture
def alike(scene: Scene) -> Scene:
    """The scene with rows that all pass one and the same value of every filter."""
    brand = scene.chain.organizations[0]
    spend = {"custom_fields": {"spend": "1.50"}}
    Organization.rows.filter(account=scene.cast.acme).update(type="S", country="DE", **spend)
    Organization.rows.filter(pk=brand).update(status="archived")  # an end of every relationship
    Contact.rows.filter(account=scene.cast.acme).update(organization_id=brand, type="sales", is_primary=False, **spend)
    Relationship.rows.filter(account=scene.cast.acme).update(lead_supplier_id=brand, **spend)
    return scene


@pytest.mark.parametrize("name", RECORDS)
def test_with_every_filter_on_50_rows_take_as_many_statements_as_2(client: Client, alike: Scene, name: str):
    brand = alike.chain.organizations[0]
    filters = every_filter(alike, name) | {"updatedSince": "2000-01-01", "q": "joe" if name == "contacts" else "works", "total": "true"}
    filters.pop("sourceId", None)  # a source has one relationship to a target, not 50
    keys = [f"{'joe-' if name == 'contacts' else ''}S-{number}" for number in range(1, 61)]
    filters |= {one: brand for one in ("organizationId", "leadSupplierId") if one in filters}
    filters |= {one: keys for one in ("externalId",) if one in filters}
    for ordering in registry.get(name).orders:
        asked = filters | {"ordering": ordering}
        assert len(rows(client, alike.cast.viewer, name, limit=50, **asked)) == 50
        few, many = (statements(client, alike.cast.viewer, name, limit=limit, **asked) for limit in (2, 50))
        assert few == many <= 12


ODD = ["a\x00b", "\x1f", "(", "'", "1e9", "9" * 400, "💥", "%", '{"a":1}', "x" * 1_001]
GENERAL = ["ordering", "fields", "limit", "total", "cursor", "customFields.", "customFields", "", "\x00"]
ISSUE = ["q=a%00b", "limit=1e9", "cursor=garbage", "ordering=password", "customFields.x__regex=(", "updatedSince=10000-01-01", "q=%ff%00"]


@pytest.mark.parametrize("value", ODD)
def test_odd_values_are_answered_by_a_page_or_a_problem(client: Client, scene: Scene, value: str):
    asked = [("organizations", parameter) for parameter in (*every_filter(scene, "organizations"), *GENERAL)]
    for name in ("contacts", "relationships"):  # what they alone have
        asked += [(name, parameter) for parameter in every_filter(scene, name) if ("organizations", parameter) not in asked]
    for name, parameter in asked:
        answer = get(client, scene.cast.viewer, name, **{parameter: value})
        assert answer.status_code in (200, 400), parameter
        assert set(answer.json()) >= ({"data", "page"} if answer.status_code == 200 else {"code", "errors"})


@pytest.mark.parametrize("query", ISSUE)
def test_what_can_not_be_is_refused(client: Client, scene: Scene, query: str):
    code = "unknown_parameter" if query.startswith("customFields") else "invalid_parameter"
    for name in RECORDS:
        assert_problem(client.get(f"{API}{name}?{query}", headers=scene.cast.viewer.headers), 400, code)


@pytest.mark.parametrize("name", RECORDS)
def test_a_cursor_is_bound_to_every_filter(client: Client, alike: Scene, name: str):
    cursor = get(client, alike.cast.viewer, name, limit=2).json()["page"]["next"]
    filters = every_filter(alike, name)
    for one, value in filters.items():
        assert_refused_parameter(get(client, alike.cast.viewer, name, cursor=cursor, **{one: value}), "cursor")
    body = get(client, alike.cast.viewer, name, limit=2, permission="read", fields="id").json()
    assert client.get(body["links"]["next"], headers=alike.cast.viewer.headers).status_code == 200
    for query in ({"permission": "read"}, {"permission": "edit", "fields": "id"}, {"permission": "read", "fields": "id,version"}):
        assert_refused_parameter(get(client, alike.cast.viewer, name, cursor=body["page"]["next"], **query), "cursor")
