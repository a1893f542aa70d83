"""That all contenders leave the same rows: whoever did less would be faster for nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from benchmarks.measuring import Contender, Failed, check
from benchmarks.place import Place
from benchmarks.sample import OPERATIONS, Numbers, Sample, revision

# What is stored of relationships, in words that mean the same in every account: no ids, no times.
STORED = """
SELECT s.external_id AS source, t.external_id AS target, l.external_id AS lead, r.relationship_status, r.custom_fields::text{details}
FROM relationships_relationship r
JOIN organizations_organization s ON s.account_id = r.account_id AND s.id = r.source_id
JOIN organizations_organization t ON t.account_id = r.account_id AND t.id = r.target_id
LEFT JOIN organizations_organization l ON l.account_id = r.account_id AND l.id = r.lead_supplier_id
WHERE r.account_id = %s
"""
LISTS = """, ARRAY(
    SELECT y.key FROM relationships_relationshiptypeuse u
    JOIN relationships_relationshiptype y ON y.account_id = u.account_id AND y.id = u.type_id
    WHERE u.account_id = r.account_id AND u.relationship_id = r.id ORDER BY y.key
), ARRAY(
    SELECT o.external_id || ' ' || c.email FROM relationships_relationshipcontact u
    JOIN contacts_contact c ON c.account_id = u.account_id AND c.id = u.contact_id
    JOIN organizations_organization o ON o.account_id = c.account_id AND o.id = c.organization_id
    WHERE u.account_id = r.account_id AND u.relationship_id = r.id ORDER BY c.email
)"""
VERSION = ", r.version, r.created_by_id, r.updated_by_id"
PLAIN, WITH_LISTS, WHOLE = STORED.format(details=""), STORED.format(details=LISTS), STORED.format(details=LISTS + VERSION)


@dataclass(frozen=True, slots=True)
class Entrant:
    """A contender and the account it writes to."""

    contender: Contender
    place: Place


def agree(entrants: Sequence[Entrant], sample: Sample, numbers: Numbers, calls: int, size: int, statement: str) -> None:
    """Let everybody create, repeat and change the same rows in so many calls of so many items.

    Raises Failed unless they hold the same afterwards, as far as the statement (PLAIN, WITH_LISTS or WHOLE) shows it.
    """
    sent = [(operation, numbers.take(operation, size)) for operation in OPERATIONS for _ in range(calls)]
    for entrant in entrants:
        for operation, some in sent:
            check(entrant.contender.call(sample.body(some, revision(operation))), entrant.contender, operation, size)
    touched = [number for _, some in sent for number in some]
    wanted = rows_of(entrants[0].place, sample, touched, statement)
    for entrant in entrants[1:]:
        if rows_of(entrant.place, sample, touched, statement) != wanted:
            raise Failed(f"{entrant.contender.name} does not leave the rows that {entrants[0].contender.name} leaves.")


def rows_of(place: Place, sample: Sample, numbers: Collection[int], statement: str) -> list[tuple[Any, ...]]:
    """The stored rows of these relationships; Failed when one is missing."""
    ends = {(f"O-{sample.source(number)}", f"O-{sample.target(number)}") for number in numbers}
    with connection.cursor() as cursor:
        cursor.execute(
            statement + " AND s.external_id = ANY(%s) AND t.external_id = ANY(%s)",
            [place.account.pk, [source for source, _ in ends], [target for _, target in ends]],
        )
        rows = sorted((row for row in cursor.fetchall() if row[:2] in ends), key=lambda row: row[:2])
    if len(rows) != len(ends):
        raise Failed(f"Account {place.account.slug} holds {len(rows)} of {len(ends)} relationships.")
    return rows


def agree_in_the_end(first: Place, second: Place) -> None:
    """Raises Failed unless two whole accounts hold the same, row for row. By hash: they are too large to look at."""
    with connection.cursor() as cursor:
        sums = []
        for place in (first, second):
            cursor.execute(f"SELECT count(*), sum(hashtextextended(stored::text, 0)) FROM ({WHOLE}) AS stored", [place.account.pk])
            sums.append(cursor.fetchone())
    if sums[0] != sums[1]:
        raise Failed(f"In the end {first.account.slug} and {second.account.slug} hold different rows: {sums[0]}, {sums[1]}.")
