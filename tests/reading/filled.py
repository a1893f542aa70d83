"""An account with 20,000 rows in every list, filled by SQL: enough for PostgreSQL to choose its plans as on a large site.

Another account has 2,000 in the same tables. The rows of acme:
one in 100 organizations is archived, one in 200 of type I, one in 300 in Portugal; every number, amount and day stands once.
"""

from __future__ import annotations

from django.db import connection

from tests.kit.cast import Cast, Person

COUNT = 20_000

FIELDS = """jsonb_build_object('headcount', n, 'spend', n || '.50', 'auditedOn', to_char(date '1980-01-01' + n, 'YYYY-MM-DD'),
    'notes', 'Note ' || n, 'certified', n % 150 = 0, 'grade', CASE WHEN n % 150 = 0 THEN 'A' ELSE 'B' END,
    'labels', CASE WHEN n % 150 = 0 THEN '["bio"]' ELSE '["eco"]' END::jsonb)"""
SIGNED = "version, created_at, created_by_id, updated_at, updated_by_id"

FILLING = {
    "organizations_organization": f"""
        INSERT INTO organizations_organization
            (account_id, external_id, type, name, status, country, nda_signed, msa_signed, custom_fields, {SIGNED})
        SELECT %(account)s, 'O-' || n, CASE WHEN n % 200 = 0 THEN 'I' ELSE 'S' END, 'Works ' || md5(n::text),
            CASE WHEN n % 100 = 0 THEN 'archived' ELSE 'active' END, CASE WHEN n % 300 = 7 THEN 'PT' ELSE 'DE' END, false, false, {FIELDS},
            1, now(), %(user)s, now() - n * interval '1 hour', %(user)s
        FROM generate_series(0, %(count)s - 1) AS n
    """,
    "contacts_contact": f"""
        INSERT INTO contacts_contact
            (account_id, external_id, organization_id, first_name, last_name, email, email_key, type, is_primary, custom_fields, {SIGNED})
        SELECT account_id, 'C-' || external_id, id, 'Ann', 'Weaver', external_id || '@example.com', external_id || '@example.com',
            CASE WHEN id % 200 = 0 THEN 'billing' ELSE 'sales' END, false, custom_fields, {SIGNED}
        FROM organizations_organization WHERE account_id = %(account)s ORDER BY id
    """,
    "relationships_relationship": f"""
        INSERT INTO relationships_relationship
            (account_id, source_id, target_id, lead_supplier_id, relationship_status, custom_fields, {SIGNED})
        SELECT account_id, id, first + (id - first + 1) % %(count)s, CASE WHEN id % 4 = 0 THEN first + id % 500 END,
            CASE WHEN id % 200 = 0 THEN 'inactive' ELSE 'active' END, custom_fields, {SIGNED}
        FROM (SELECT min(id) OVER () AS first, * FROM organizations_organization WHERE account_id = %(account)s ORDER BY id) AS organization
    """,
    "relationships_relationshiptypeuse": """
        INSERT INTO relationships_relationshiptypeuse (account_id, relationship_id, type_id)
        SELECT relationship.account_id, relationship.id, type.id
        FROM relationships_relationship relationship JOIN relationships_relationshiptype type
            ON type.account_id = relationship.account_id AND type.key = CASE WHEN relationship.id % 500 = 0 THEN 'maker' ELSE 'partner' END
        WHERE relationship.account_id = %(account)s
    """,
}


def fill(cast: Cast) -> None:
    """Rows of acme and globex, whose vocabulary is there. As after autovacuum: PostgreSQL knows the tables, and GIN has no backlog."""
    for person, count in ((cast.owner, COUNT), (cast.stranger, COUNT // 10)):
        _fill(person, count)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list(index.oid::regclass) FROM pg_class index JOIN pg_am method ON method.oid = index.relam "
            "WHERE index.relkind = 'i' AND method.amname = 'gin'"
        )


def _fill(person: Person, count: int) -> None:
    given = {"account": person.account.pk, "user": person.user.pk, "count": count}
    with connection.cursor() as cursor:
        for table, statement in FILLING.items():
            cursor.execute(statement.replace("%", "%%").replace("%%(", "%("), given)
            # At once: a foreign key check planned while the table was tiny would read all of it for each row that follows.
            cursor.execute(f"ANALYZE {table}")
