"""How PostgreSQL finds products: by the indexes that were made for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from products.models import Product, ProductCategory
from tests.kit.calls import saved
from tests.kit.cast import Cast, Person, make_cast
from tests.kit.scenes import kept_for_module
from tests.kit.worlds import make_vocabulary
from tests.reading.test_plans import nodes, plan_of
from tests.upserts.ledger import statements

COUNT = 20_000
FILLING = """
INSERT INTO products_product (account_id, external_id, name, product_type, status, tax_category, category_id, parent_id, display_order,
    features, linked_integrations, custom_fields, version, created_at, updated_at)
SELECT %(account)s, 'P-' || n, 'Shell ' || md5(n::text), CASE WHEN n %% 300 = 0 THEN 'ADDON' ELSE 'DEFAULT' END,
    CASE WHEN n %% 200 = 0 THEN 'DEPRECATED' ELSE 'ACTIVE' END, 'STANDARD', CASE WHEN n %% 250 = 0 THEN %(category)s::bigint END,
    NULL, n %% 5000, '[]', jsonb_build_array(jsonb_build_object('integration', 'webshop', 'reference', n::text)),
    jsonb_build_object('headcount', n), 1, now(), now() - n * interval '1 hour'
FROM generate_series(1, %(count)s) AS n
"""
PARENTS = """
UPDATE products_product SET parent_id = (SELECT min(id) FROM products_product WHERE account_id = %(account)s)
WHERE account_id = %(account)s AND display_order %% 400 = 7
"""


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Acme has 20,000 products, globex 2,000."""
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        for person, count in ((cast.owner, COUNT), (cast.stranger, COUNT // 10)):
            make_vocabulary(person)
            category = ProductCategory.rows.get(account=person.account, key="tops").pk
            with connection.cursor() as cursor:
                for statement in (FILLING, PARENTS):
                    cursor.execute(statement, {"account": person.account.pk, "category": category, "count": count})
                cursor.execute("ANALYZE products_product")
        with connection.cursor() as cursor:
            for index in ("product_custom_fields", "product_by_integration"):
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        yield cast


def indexes(client: Client, person: Person, query: dict[str, Any]) -> set[str]:
    """The indexes that lead to products. No step may read all of them."""
    steps, table = plan_of(client, person, "products", query), "products_product"
    assert not [step for step in steps if step["Node Type"].endswith("Seq Scan") and step["Relation Name"] == table], steps
    return {step["Index Name"] for step in steps if "Index Name" in step and step.get("Relation Name", table) == table}


def test_every_filter_and_order_has_an_index_that_is_used(client: Client, filled: Cast, db: None):
    owner = filled.owner
    category = ProductCategory.rows.get(account=filled.acme, key="tops").pk
    parent = Product.rows.filter(account=filled.acme, parent__isnull=False).values_list("parent_id", flat=True)[0]
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"ordering": "name"}, {"product_by_name"}),
        ({"ordering": "-displayOrder"}, {"product_by_order"}),
        ({"ordering": "updatedAt"}, {"product_by_change"}),
        ({"updatedSince": "9000-01-01"}, {"product_by_change"}),
        ({"reference": ["P-5", "P-6"]}, {"product_external_id_once"}),
        ({"status": "DEPRECATED"}, {"product_by_status"}),
        ({"status": "ARCHIVED"}, {"product_by_status"}),
        ({"productType": "ADDON"}, {"product_by_type"}),
        ({"categoryId": category}, {"product_by_category"}),
        ({"parentProductId": parent}, {"product_by_parent"}),
        ({"customFields.headcount": 500}, {"product_custom_fields"}),
        ({"q": "zz"}, {"product_name_begins", "product_key_begins", "product_id_in_account"}),  # the id: of whom an identifier names
    ]
    for query, expected in cases:
        assert indexes(client, owner, query) == expected, query
    walked = {"products_product_pkey", "product_id_in_account"}
    for query in ({}, {"status": "ACTIVE"}, {"includeArchived": "true"}, {"permission": "read"}, {"ordering": "-id"}):
        assert indexes(client, owner, query) <= walked, query


def prepared_indexes(statement: str) -> set[str]:
    """The indexes by which a prepared statement finds its rows, whatever its parameters are."""
    count = max(int(number) for number in re.findall(r"\$(\d+)", statement))
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE looked_at AS {statement}")
        cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE looked_at ({', '.join(['NULL'] * count)})")
        plan = cursor.fetchone()[0]
        cursor.execute("DEALLOCATE looked_at")
    steps = list(nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    assert not [step for step in steps if step["Node Type"].endswith("Seq Scan") and step["Relation Name"] == "products_product"], steps
    return {step["Index Name"] for step in steps if "Index Name" in step}


def test_what_an_upsert_looks_up_is_found_by_index(client: Client, filled: Cast, db: None):
    owner = filled.owner
    parent = Product.rows.filter(account=filled.acme, external_id="P-77").values_list("id", flat=True)[0]
    link = {"integration": "webshop", "reference": "new"}
    with statements() as found:
        saved(client, owner, "products", {"reference": "P-78", "name": "x", "parentProductId": parent, "linkedIntegrations": [link]})
    (holders,) = (sql for sql in found if "linked_integrations @>" in sql)
    (lines,) = (sql for sql in found if "RECURSIVE" in sql)
    assert "product_by_integration" in prepared_indexes(holders)
    assert prepared_indexes(lines) <= {"product_id_in_account", "products_product_pkey"}
