"""Filling an account by SQL: what was there before anybody measured."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from benchmarks.sample import STEP, STRIDE, Sample

CHUNK = 200_000

ORGANIZATIONS = """
INSERT INTO organizations_organization
    (account_id, external_id, type, name, status, city, country, nda_signed, msa_signed, custom_fields,
     version, created_at, created_by_id, updated_at, updated_by_id)
SELECT %(account)s, 'O-' || n, substr('FSRBI', n %% 5 + 1, 1), 'Organization ' || n, 'active', 'Town', 'DE', false, false, '{}',
       1, now(), %(user)s, now(), %(user)s
FROM generate_series(0, %(organizations)s - 1) AS n
"""
CONTACTS = """
INSERT INTO contacts_contact
    (account_id, organization_id, first_name, last_name, email, email_key, is_primary, custom_fields,
     version, created_at, created_by_id, updated_at, updated_by_id)
SELECT %(account)s, id, 'Ann', 'Weaver', 'c' || number || '@example.com', 'c' || number || '@example.com', false, '{}',
       1, now(), %(user)s, now(), %(user)s
FROM (SELECT id, substr(external_id, 3) AS number FROM organizations_organization WHERE account_id = %(account)s ORDER BY id) AS o
"""
RELATIONSHIPS = """
WITH numbered AS MATERIALIZED (
    SELECT n, n %% 8 AS turn, source, (source + 1 + n / %(organizations)s * %(step)s) %% %(organizations)s AS target
    FROM (SELECT n, n * %(stride)s %% %(organizations)s AS source FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS s
), edge AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('relationships_relationship', 'id')) AS id, o.* FROM (
        SELECT n, turn, s.id AS source_id, t.id AS target_id
        FROM numbered
        JOIN organizations_organization s ON s.account_id = %(account)s AND s.external_id = 'O-' || source
        JOIN organizations_organization t ON t.account_id = %(account)s AND t.external_id = 'O-' || target
        ORDER BY n
    ) AS o
), relationship AS (
    INSERT INTO relationships_relationship
        (id, account_id, source_id, target_id, relationship_status, custom_fields,
         version, created_at, created_by_id, updated_at, updated_by_id)
    SELECT id, %(account)s, source_id, target_id, 'active',
           jsonb_build_object('custom1', '2025-01-01', 'notes', 'Revision 0 of relationship ' || n),
           1, now(), %(user)s, now(), %(user)s
    FROM edge
), type AS (
    INSERT INTO relationships_relationshiptypeuse (account_id, relationship_id, type_id)
    SELECT %(account)s, edge.id, type.id
    FROM edge JOIN relationships_relationshiptype type
        ON type.account_id = %(account)s AND (type.key = 'direct supplier' OR turn IN (4, 5, 6))
    ORDER BY 2, 3
)
INSERT INTO relationships_relationshipcontact (account_id, relationship_id, contact_id)
SELECT %(account)s, edge.id, contact.id
FROM edge JOIN contacts_contact contact
    ON contact.account_id = %(account)s AND contact.organization_id = CASE WHEN turn = 7 THEN source_id ELSE target_id END
ORDER BY 2
"""
FILLED = (
    "organizations_organization",
    "contacts_contact",
    "relationships_relationship",
    "relationships_relationshiptypeuse",
    "relationships_relationshipcontact",
)


def fill_parties(account_id: int, user_id: int, sample: Sample) -> None:
    """The organizations of an account, with one contact each."""
    given = {"account": account_id, "user": user_id, "organizations": sample.organizations}
    with connection.cursor() as cursor:
        cursor.execute(ORGANIZATIONS, given)
        cursor.execute(CONTACTS, given)
        # Or the server thinks there are none, and joins relationships to them for minutes.
        cursor.execute("ANALYZE organizations_organization, contacts_contact")


def fill_relationships(account_id: int, user_id: int, sample: Sample, first: int, last: int) -> None:
    """The relationships numbered first … last − 1, in their first revision."""
    given = {"account": account_id, "user": user_id, "organizations": sample.organizations, "step": STEP, "stride": STRIDE}
    with connection.cursor() as cursor:
        for start in range(first, last, CHUNK):
            cursor.execute(RELATIONSHIPS, given | {"first": start, "last": min(start + CHUNK, last) - 1})


def settle(tables: Iterable[str] = FILLED) -> None:
    """Leave nothing for autovacuum to do in the middle of a measurement."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")
