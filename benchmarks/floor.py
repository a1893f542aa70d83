"""The floor: the least work that leaves the same rows. One SQL statement by plain psycopg, on the product's own tables and constraints.

No HTTP, no permissions, no validation, no history, no lock; every constraint and foreign key stands, and the commit is durable.
The server decodes the JSON: decoding it here, to send it again or as columns, took 5 to 15 % longer. What differs is found row by
row from indexes: lists are compared as sorted arrays, so nothing grows with the square of the batch.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import msgspec
import psycopg

from benchmarks.sample import Operation

# LATERAL … LIMIT 1 keeps every look-up an index probe, whatever the planner thinks of the number of items.
# `found` is MATERIALIZED, or its four arrays are built once for the comparison and once more for the writes.
UPSERT = """
WITH item AS MATERIALIZED (
    SELECT position, source ->> 'value' AS source, target ->> 'value' AS target, lead ->> 'value' AS lead, types, status, custom, contacts
    FROM ROWS FROM (jsonb_to_recordset(%(body)s::jsonb -> 'relationships') AS (
        source jsonb, target jsonb, "leadSupplier" jsonb, types text[], "relationshipStatus" text, "customFields" jsonb, contacts jsonb
    )) WITH ORDINALITY AS sent (source, target, lead, types, status, custom, contacts, position)
), found AS MATERIALIZED (
    SELECT i.position, s.id AS source_id, t.id AS target_id, l.id AS lead_id, i.status, i.custom, r.id, r.version,
        r.relationship_status AS old_status, r.lead_supplier_id AS old_lead, r.custom_fields AS old_custom,
        ARRAY(
            SELECT id FROM relationships_relationshiptype WHERE account_id = %(account)s AND key = ANY(i.types) ORDER BY id
        ) AS types,
        ARRAY(
            SELECT type_id FROM relationships_relationshiptypeuse
            WHERE account_id = %(account)s AND relationship_id = r.id ORDER BY type_id
        ) AS old_types,
        ARRAY(
            SELECT c.id FROM jsonb_array_elements(i.contacts) AS named CROSS JOIN LATERAL (
                SELECT id FROM contacts_contact
                WHERE account_id = %(account)s AND organization_id IN (t.id, s.id) AND email_key = lower(named ->> 'email')
                ORDER BY organization_id = t.id DESC LIMIT 1
            ) AS c ORDER BY c.id
        ) AS contacts,
        ARRAY(
            SELECT contact_id FROM relationships_relationshipcontact
            WHERE account_id = %(account)s AND relationship_id = r.id ORDER BY contact_id
        ) AS old_contacts
    FROM item AS i
    JOIN LATERAL (
        SELECT id FROM organizations_organization WHERE account_id = %(account)s AND external_id = i.source LIMIT 1
    ) AS s ON true
    JOIN LATERAL (
        SELECT id FROM organizations_organization WHERE account_id = %(account)s AND external_id = i.target LIMIT 1
    ) AS t ON true
    LEFT JOIN LATERAL (
        SELECT id FROM organizations_organization WHERE account_id = %(account)s AND external_id = i.lead LIMIT 1
    ) AS l ON i.lead IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT id, version, relationship_status, lead_supplier_id, custom_fields FROM relationships_relationship
        WHERE account_id = %(account)s AND source_id = s.id AND target_id = t.id LIMIT 1
    ) AS r ON true
), plan AS MATERIALIZED (
    SELECT position, source_id, target_id, lead_id, status, custom, old_custom, types, old_types, contacts, old_contacts,
        COALESCE(version, 0) AS version,
        COALESCE(id, nextval('relationships_relationship_id_seq')) AS id,
        id IS NULL AS is_new,
        id IS NOT NULL AND (
            old_status <> status OR old_lead IS DISTINCT FROM lead_id OR NOT old_custom @> custom
            OR old_types <> types OR old_contacts <> contacts
        ) AS differs
    FROM found
), created AS (
    INSERT INTO relationships_relationship
        (id, account_id, source_id, target_id, lead_supplier_id, relationship_status, custom_fields,
         version, created_at, created_by_id, updated_at, updated_by_id)
    SELECT id, %(account)s, source_id, target_id, lead_id, status, custom, 1, now(), %(user)s, now(), %(user)s
    FROM plan WHERE is_new
), updated AS (
    UPDATE relationships_relationship AS r
    SET lead_supplier_id = lead_id, relationship_status = status, custom_fields = old_custom || custom,
        version = plan.version + 1, updated_at = now(), updated_by_id = %(user)s
    FROM plan WHERE differs AND r.account_id = %(account)s AND r.id = plan.id
), untyped AS (
    DELETE FROM relationships_relationshiptypeuse AS l
    USING (SELECT id, old FROM plan, unnest(old_types) AS old WHERE differs AND old <> ALL(types)) AS gone
    WHERE l.account_id = %(account)s AND l.relationship_id = gone.id AND l.type_id = gone.old
), uncontacted AS (
    DELETE FROM relationships_relationshipcontact AS l
    USING (SELECT id, old FROM plan, unnest(old_contacts) AS old WHERE differs AND old <> ALL(contacts)) AS gone
    WHERE l.account_id = %(account)s AND l.relationship_id = gone.id AND l.contact_id = gone.old
), typed AS (
    INSERT INTO relationships_relationshiptypeuse (account_id, relationship_id, type_id)
    SELECT %(account)s, id, new FROM plan, unnest(types) AS new WHERE (is_new OR differs) AND new <> ALL(old_types)
), contacted AS (
    INSERT INTO relationships_relationshipcontact (account_id, relationship_id, contact_id)
    SELECT %(account)s, id, new FROM plan, unnest(contacts) AS new WHERE (is_new OR differs) AND new <> ALL(old_contacts)
)
SELECT id, CASE WHEN is_new THEN 'create' WHEN differs THEN 'update' ELSE 'unchanged' END, version + (is_new OR differs)::int
FROM plan ORDER BY position
"""


class Floor:
    """One connection of a plain script; its statement stays prepared, and outside a transaction block it is one of its own."""

    name = "floor"
    words: dict[Operation, str] = {"new": "create", "changed": "update", "unchanged": "unchanged"}

    def __init__(self, dsn: str, account_id: int, user_id: int) -> None:
        self.given = {"account": account_id, "user": user_id}
        self.connection = psycopg.connect(dsn, autocommit=True, options="-c jit=off -c plan_cache_mode=force_generic_plan")

    def call(self, body: bytes) -> bytes:
        """Decode, store what differs, commit; the answer says id, operation and version of every item."""
        rows = self.connection.execute(UPSERT, {**self.given, "body": body.decode()}, prepare=True).fetchall()
        return msgspec.json.encode(
            {
                "data": [
                    {"index": index, "id": id_, "status": 201 if word == "create" else 200, "operationType": word, "version": version}
                    for index, (id_, word, version) in enumerate(rows)
                ]
            }
        )

    def close(self) -> None:
        """Leave the database."""
        self.connection.close()

    def processes(self) -> Sequence[int]:
        """Where its own work is done, the database aside: here."""
        return [os.getpid()]
