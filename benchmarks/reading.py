"""A page of 100 relationships over HTTP, beside one SQL statement that builds the same JSON."""

from __future__ import annotations

import json
from typing import Any

import psycopg

from benchmarks.measuring import Cost, Failed, Meter, Series
from benchmarks.product import Product

LIMIT = 100
PATH = f"/api/v2/relationships?limit={LIMIT}"
STUB = "json_build_object('id', {0}.id, 'externalId', {0}.external_id, 'type', {0}.type, 'name', {0}.name)"
USER = "CASE WHEN {0}.id IS NULL THEN NULL ELSE json_build_object('id', {0}.id, 'name', {0}.name) END"
INSTANT = """to_char(r.{0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# Everything of the read model but `inspId`, which is computed from the id and can't be in SQL; `permissions` are given.
PAGE = f"""
SELECT COALESCE(json_agg(record ORDER BY id), '[]')::text
FROM (
    SELECT r.id, json_build_object(
        'id', r.id,
        'source', {STUB.format("s")},
        'target', {STUB.format("t")},
        'leadSupplier', CASE WHEN l.id IS NULL THEN NULL ELSE {STUB.format("l")} END,
        'types', ARRAY(
            SELECT y.key FROM relationships_relationshiptypeuse u
            JOIN relationships_relationshiptype y ON y.account_id = u.account_id AND y.id = u.type_id
            WHERE u.account_id = r.account_id AND u.relationship_id = r.id ORDER BY y.key
        ),
        'relationshipStatus', r.relationship_status,
        'customFields', r.custom_fields,
        'contacts', COALESCE((
            SELECT json_agg(json_build_object(
                'id', c.id, 'firstName', c.first_name, 'lastName', c.last_name, 'email', c.email,
                'phoneNumber', c.phone_number, 'role', c.role
            ) ORDER BY c.email_key, c.id)
            FROM relationships_relationshipcontact u
            JOIN contacts_contact c ON c.account_id = u.account_id AND c.id = u.contact_id
            WHERE u.account_id = r.account_id AND u.relationship_id = r.id
        ), '[]'),
        'permissions', %(permissions)s::json,
        'version', r.version,
        'createdAt', {INSTANT.format("created_at")},
        'createdBy', {USER.format("creator")},
        'updatedAt', {INSTANT.format("updated_at")},
        'updatedBy', {USER.format("changer")}
    ) AS record
    FROM (
        SELECT * FROM relationships_relationship WHERE account_id = %(account)s AND id > %(after)s ORDER BY id LIMIT {LIMIT}
    ) AS r
    JOIN organizations_organization s ON s.account_id = r.account_id AND s.id = r.source_id
    JOIN organizations_organization t ON t.account_id = r.account_id AND t.id = r.target_id
    LEFT JOIN organizations_organization l ON l.account_id = r.account_id AND l.id = r.lead_supplier_id
    LEFT JOIN accounts_user creator ON creator.id = r.created_by_id
    LEFT JOIN accounts_user changer ON changer.id = r.updated_by_id
) AS page
"""


class SqlPages:
    """Pages by SQL alone: one prepared statement, the JSON fetched as text."""

    def __init__(self, dsn: str, account_id: int, permissions: list[str]) -> None:
        self.given = {"account": account_id, "permissions": json.dumps(permissions)}
        self.connection = psycopg.connect(dsn, autocommit=True, options="-c jit=off -c plan_cache_mode=force_generic_plan")

    def page(self, after: int) -> bytes:
        """The 100 relationships behind this id, as a JSON list."""
        row = self.connection.execute(PAGE, {**self.given, "after": after}, prepare=True).fetchone()
        assert row is not None
        return str(row[0]).encode()


def walk(meter: Meter, product: Product, dsn: str, account_id: int, *, pages: int, warm_up: int) -> tuple[Series, Series]:
    """The first pages of the account, following the product's `next`; product and SQL. Raises Failed when a page differs."""
    first = json.loads(product.get(PATH))
    sql = SqlPages(dsn, account_id, first["data"][0]["permissions"])
    ours: list[Cost] = []
    theirs: list[Cost] = []
    path, after = PATH, 0
    for number in range(warm_up + pages):
        answer, by_product = meter.measure(lambda path=path: product.get(path), product.processes())  # type: ignore[misc]
        built, by_sql = meter.measure(lambda after=after: sql.page(after), ())  # type: ignore[misc]
        body = json.loads(answer)
        if [_without_codes(record) for record in body["data"]] != json.loads(built):
            raise Failed(f"Page {number} by SQL differs from the product's.")
        if number >= warm_up:
            ours.append(by_product)
            theirs.append(by_sql)
        path, after = f"{PATH}&cursor={body['page']['next']}", body["data"][-1]["id"]
    return Series(LIMIT, tuple(ours)), Series(LIMIT, tuple(theirs))


def _without_codes(record: dict[str, Any]) -> dict[str, Any]:
    """The record without `inspId`."""
    return {
        name: {inner: v for inner, v in value.items() if inner != "inspId"} if isinstance(value, dict) else value
        for name, value in record.items()
    }
