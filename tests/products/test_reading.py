"""Lists of products: filters, orders, and what they cost."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.test import Client

from products.filters import ProductFilters
from products.models import Product
from tests.kit.calls import all_rows, assert_problem, assert_refused_parameter, get, rows, saved, statements
from tests.kit.cast import Person
from tests.kit.worlds import World
from upserts import registry

STATUSES = ("ACTIVE", "DRAFT", "DEPRECATED", "ARCHIVED")


@pytest.fixture
def shelf(client: Client, owner: Person) -> list[int]:
    """Sixty products that differ in every column that a filter looks at; their ids. The first is the parent of every seventh."""
    made = [
        {
            "reference": f"P-{number:02}",
            "name": f"{'Shell' if number % 2 else 'Boot'} {number % 5}",
            "status": STATUSES[number % 4],
            "productType": "ADDON" if number % 3 == 0 else "DEFAULT",
            "category": ("tops", "footwear", None)[number % 3],
            "displayOrder": number % 6 - 2,
            "customFields": {"spend": f"{number % 4}.50"},
        }
        for number in range(60)
    ]
    ids = [result["id"] for result in saved(client, owner, "products", *made)]
    saved(client, owner, "products", *({"id": id_, "parentProductId": ids[0]} for id_ in ids[7::7]))
    return ids


def every_filter(shelf: list[int], categories: dict[str, int]) -> dict[str, Any]:
    """One value of each, which leaves some rows and takes some away."""
    return {
        "reference": [f"P-{number:02}" for number in range(40)],
        "status": "ACTIVE",
        "productType": "ADDON",
        "categoryId": categories["tops"],
        "parentProductId": shelf[0],
        "includeArchived": "true",
        "q": "shell",
        "updatedSince": "2000-01-01",
        "permission": "read",
        "customFields.spend": "1.50",
    }


def ids(client: Client, person: Person, **query: Any) -> list[int]:
    return [row["id"] for row in all_rows(client, person, "products", limit=500, **query)]


def test_every_declared_filter_is_tested_here(shelf: list[int], categories: dict[str, int]):
    assert set(ProductFilters.base_filters) == {one for one in every_filter(shelf, categories) if not one.startswith("customFields.")}


def test_filters_together_leave_what_each_of_them_leaves(client: Client, owner: Person, shelf: list[int], categories: dict[str, int]):
    filters = every_filter(shelf, categories)
    alone = {one: set(ids(client, owner, **{one: value})) for one, value in filters.items()}
    whole = set(ids(client, owner))
    narrowing = set(filters) - {"includeArchived", "updatedSince", "permission"}
    assert all(alone[one] and alone[one] < whole for one in narrowing), alone
    for one, other in itertools.combinations(set(filters) - {"includeArchived"}, 2):
        assert set(ids(client, owner, **{one: filters[one], other: filters[other]})) == alone[one] & alone[other], (one, other)


def test_each_filter_means_its_column(client: Client, owner: Person, shelf: list[int], categories: dict[str, int]):
    stored = {row["id"]: row for row in Product.rows.filter(account=owner.account).order_by("id").values()}
    columns = {
        "status": ("status", "DRAFT"),
        "productType": ("product_type", "ADDON"),
        "categoryId": ("category_id", categories["footwear"]),
        "parentProductId": ("parent_id", shelf[0]),
    }
    for parameter, (column, value) in columns.items():
        found = ids(client, owner, includeArchived="true", **{parameter: value})
        assert found == [id_ for id_, row in stored.items() if row[column] == value], parameter


def test_archived_ones_come_where_they_are_asked_for(client: Client, owner: Person, shelf: list[int]):
    archived = set(shelf[3::4])
    assert set(ids(client, owner)) == set(shelf) - archived
    assert set(ids(client, owner, includeArchived="true")) == set(shelf)
    assert set(ids(client, owner, status="ARCHIVED")) == archived
    assert get(client, owner, f"products/{min(archived)}").json()["status"] == "ARCHIVED"


def test_references_may_be_repeated_and_case_counts(client: Client, owner: Person, shelf: list[int]):
    found = rows(client, owner, "products", reference=["P-02", "P-01", "p-04", "none"])
    assert [row["reference"] for row in found] == ["P-01", "P-02"]


@pytest.mark.parametrize(
    ("text", "finds"), [("oot", True), ("BOOT 2", True), ("p-0", True), ("bo", True), ("oo", False), ("%", False), ("boot_", False)]
)
def test_q_looks_into_name_and_reference(client: Client, owner: Person, shelf: list[int], text: str, finds: bool):
    assert bool(ids(client, owner, q=text)) is finds


ORDERS = {"id": "id", "name": "name", "displayOrder": "display_order", "updatedAt": "updated_at"}


def test_the_orders_are_these_and_a_refusal_names_them(client: Client, owner: Person, shelf: list[int]):
    assert registry.get("products").orders == ORDERS
    error = assert_refused_parameter(get(client, owner, "products", ordering="display_order"), "ordering")
    assert error["params"]["choices"] == [sign + order for order in ORDERS for sign in ("", "-")]


@pytest.mark.parametrize("ordering", [sign + order for order in ORDERS for sign in ("", "-")])
def test_pages_come_in_order_through_ties(client: Client, owner: Person, shelf: list[int], ordering: str):
    column = ORDERS[ordering.removeprefix("-")]
    stored = Product.rows.filter(account=owner.account).exclude(status="ARCHIVED").values_list(column, "id")
    expected = [id_ for _, id_ in sorted(stored, reverse=ordering.startswith("-"))]
    assert [row["id"] for row in all_rows(client, owner, "products", ordering=ordering, limit=9)] == expected


def test_display_order_is_lowest_first(client: Client, owner: Person, shelf: list[int]):
    found = [row["displayOrder"] for row in all_rows(client, owner, "products", ordering="displayOrder", limit=500)]
    assert found == sorted(found)
    assert found[0] == -2


def test_a_page_of_50_takes_as_many_statements_as_one_of_2(client: Client, owner: Person, shelf: list[int], categories: dict[str, int]):
    for query in ({}, {"includeArchived": "true", "ordering": "name"}, {"q": "shell", "customFields.spend__gte": 0}):
        few, many = (statements(client, owner, "products", limit=limit, **query) for limit in (2, 50))
        assert few == many <= 6
    assert statements(client, owner, f"products/{shelf[7]}") <= 3


def test_a_cursor_belongs_to_its_account_and_filters(client: Client, world: World, shelf: list[int]):
    cursor = get(client, world.owner, "products", limit=2).json()["page"]["next"]
    assert_refused_parameter(get(client, world.cast.stranger, "products", limit=2, cursor=cursor), "cursor")
    assert_refused_parameter(get(client, world.owner, "products", limit=2, cursor=cursor, status="ACTIVE"), "cursor")


@pytest.mark.parametrize("value", ["a\x00b", "\x1f", "(", "'", "1e9", "9" * 400, "💥", "%", "x" * 1_001, ""])
def test_odd_values_are_answered_by_a_page_or_a_problem(
    client: Client, owner: Person, shelf: list[int], categories: dict[str, int], value: str
):
    for parameter in (*every_filter(shelf, categories), "ordering", "limit", "cursor", "fields", "total"):
        assert get(client, owner, "products", **{parameter: value}).status_code in (200, 400), parameter


def test_external_id_is_not_what_products_call_it(client: Client, owner: Person):
    error = assert_problem(get(client, owner, "products", externalId="P-01"), 400, "unknown_parameter")["errors"][0]
    assert error["field"] == "externalId"


def test_the_change_feed_tells_of_products(client: Client, owner: Person, shelf: list[int]):
    told = get(client, owner, "events", recordType="product", recordId=shelf[7]).json()["data"]
    assert [one["operation"] for one in told] == ["create", "update"]
    assert told[1]["changes"] == {"parentProductId": [None, shelf[0]]}
