from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.kit.calls import all_rows, assert_refused_parameter, get, statements
from tests.reading.conftest import Scene
from upserts import registry

# Each list with each of its orders, up and down.
ORDERS = [
    ("organizations", ("id", "name", "updatedAt")),
    ("contacts", ("id", "email", "updatedAt")),
    ("relationships", ("id", "updatedAt")),
]
ORDERINGS = [(name, sign + order) for name, orders in ORDERS for order in orders for sign in ("", "-")]


@pytest.fixture
def ties(scene: Scene) -> Scene:
    """The scene with seven names, e-mails and instants for all of its rows, so that pages end inside ties."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_organization SET name = (ARRAY['Z', 'a', 'ä', 'b 1', 'b-1', 'B', '9'])[id %% 7 + 1]", [])
        cursor.execute("UPDATE contacts_contact SET email_key = 'k' || id %% 7", [])
        for resource in ("organizations", "contacts", "relationships"):
            changed = "updated_at = %s::timestamptz - id %% 7 * interval '1 microsecond'"
            cursor.execute(f"UPDATE {registry.get(resource).table} SET {changed}", [now])
    return scene


def sorted_ids(scene: Scene, name: str, ordering: str) -> list[int]:
    """The ids of acme's rows as Python sorts them: text by code point, as the database's collation C does, and id within ties."""
    resource = registry.get(name)
    column = resource.orders[ordering.removeprefix("-")]
    found = resource.model.objects.visible_to(scene.cast.viewer.actor).values_list(column, "id")
    return [identity for _, identity in sorted(found, reverse=ordering.startswith("-"))]


@pytest.mark.parametrize(("name", "ordering"), ORDERINGS)
def test_pages_come_in_order_and_visit_every_row_once_through_ties(client: Client, ties: Scene, name: str, ordering: str):
    found = [row["id"] for row in all_rows(client, ties.cast.viewer, name, ordering=ordering, limit=9)]
    assert found == sorted_ids(ties, name, ordering)


@pytest.mark.parametrize("name", [name for name, _ in ORDERS])
def test_every_declared_order_is_tested_here_and_has_no_nulls(name: str):
    resource = registry.get(name)
    assert tuple(resource.orders) == dict(ORDERS)[name]
    assert not any(resource.model._meta.get_field(column).null for column in resource.orders.values())


@pytest.mark.parametrize(("name", "ordering"), ORDERINGS)
def test_an_order_takes_as_many_statements_for_50_rows_as_for_2(client: Client, ties: Scene, name: str, ordering: str):
    few, many = (statements(client, ties.cast.viewer, name, ordering=ordering, limit=limit) for limit in (2, 50))
    assert few == many <= 8


def test_a_filter_keeps_the_order(client: Client, ties: Scene):
    found = all_rows(client, ties.cast.viewer, "organizations", type="S", ordering="-name", limit=25)
    suppliers = set(ties.chain.organizations[1:])
    assert [row["id"] for row in found] == [identity for identity in sorted_ids(ties, "organizations", "-name") if identity in suppliers]


OTHERS = ["password", "createdAt", "updated_at", "custom_fields", "account", "name,id", "--id", "-", "ID", "id DESC", "pk", "x\x00", ""]


@pytest.mark.parametrize("ordering", OTHERS)
def test_no_other_order_is_offered(client: Client, scene: Scene, ordering: str):
    assert_refused_parameter(get(client, scene.cast.viewer, "organizations", ordering=ordering), "ordering")


@pytest.mark.parametrize("name", [name for name, _ in ORDERS])
def test_a_refusal_names_the_orders_there_are(client: Client, scene: Scene, name: str):
    error = assert_refused_parameter(get(client, scene.cast.viewer, name, ordering="updated_at"), "ordering")
    assert error["params"]["choices"] == [ordering for named, ordering in ORDERINGS if named == name]
    assert error["params"]["suggestions"] == ["updatedAt"]
    assert_refused_parameter(get(client, scene.cast.viewer, name, ordering=["id", "updatedAt"]), "ordering")


@pytest.mark.parametrize("path", ["companies", "custom-fields", "relationship-types", "organizations/{brand}/relationships"])
def test_other_lists_have_one_order(client: Client, scene: Scene, path: str):
    refused = get(client, scene.cast.viewer, scene.path(path), ordering="id")
    assert_refused_parameter(refused, "ordering", "unknown_parameter")


@pytest.mark.parametrize(("name", "ordering"), ORDERINGS)
def test_a_cursor_is_bound_to_its_order(client: Client, scene: Scene, name: str, ordering: str):
    cursor = get(client, scene.cast.viewer, name, limit=2, ordering=ordering).json()["page"]["next"]
    turned = ordering[1:] if ordering.startswith("-") else f"-{ordering}"
    for other in ({"ordering": turned}, {"ordering": "updatedAt" if ordering != "updatedAt" else "id"}, {}):
        assert_refused_parameter(get(client, scene.cast.viewer, name, cursor=cursor, **other), "cursor")


def follow(client: Client, scene: Scene, body: dict[str, Any]) -> list[int]:
    """The ids on all pages behind this one."""
    found = []
    while body["links"]["next"]:
        body = client.get(body["links"]["next"], headers=scene.cast.viewer.headers).json()
        found += [row["id"] for row in body["data"]]
    return found


def test_the_page_behind_is_empty_when_the_rest_has_gone(client: Client, scene: Scene):
    body = get(client, scene.cast.viewer, "contacts", limit=100, ordering="-updatedAt").json()
    kept = [row["id"] for row in body["data"]]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM relationships_relationshipcontact")
        cursor.execute("DELETE FROM contacts_contact WHERE account_id = %s AND id <> ALL(%s)", [scene.cast.acme.pk, kept])
    assert follow(client, scene, body) == []


def test_by_updated_at_what_changes_meanwhile_comes_again_at_the_end_and_nothing_is_missed(client: Client, scene: Scene):
    model = registry.get("organizations").model
    body = get(client, scene.cast.viewer, "organizations", limit=30, ordering="updatedAt").json()
    seen = [row["id"] for row in body["data"]]
    model.rows.filter(id=seen[0]).update(updated_at=timezone.now() + timedelta(days=1))
    assert seen + follow(client, scene, body) == [*scene.chain.organizations, seen[0]]
