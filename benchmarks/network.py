"""The network around one organization, beside plain SQL that walks it: three tiers, and ten, which is everything there is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import psycopg
from django.db import connection

from accounts.actor import Actor
from accounts.actors import actor_for
from accounts.models import Principal, User
from accounts.services import add_member, create_api_key, create_user
from benchmarks.filling import settle
from benchmarks.measuring import Cost, Failed, Series
from benchmarks.place import Place, make_place
from benchmarks.product import Product
from benchmarks.sample import Sample
from database.arrays import array_of
from relationships.graph import MAX_DEPTH, MAX_EDGES, MAX_NODES, Question, walk
from relationships.graph_sql import Network, Wanted

FEW_TIERS = 3
ROUNDS, WARM_UP = 7, 1
EVERYTHING = 2**31  # organizations: no limit
SHARED = 0.4  # of the relationships are shared with the partner, each by a grant of its own

# Organizations by their place among those of the account: ids differ from run to run.
PARTY = """party AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM organizations_organization WHERE account_id = %(account)s
)"""
# Each organization supplies ten others, chosen by a hash: nobody is far from anybody, and ways meet everywhere.
EDGES = f"""
WITH {PARTY}, edge AS (
    INSERT INTO relationships_relationship
        (account_id, source_id, target_id, relationship_status, custom_fields,
         version, created_at, created_by_id, updated_at, updated_by_id)
    SELECT %(account)s, s.id, t.id, 'active', '{{}}', 1, now(), %(user)s, now(), %(user)s
    FROM generate_series(0, %(edges)s - 1) AS n
    JOIN party s ON s.place = n %% %(organizations)s
    JOIN party t ON t.place = abs(hashint8(n) %% %(organizations)s)
    WHERE s.id <> t.id
    ON CONFLICT DO NOTHING
    RETURNING id
)
INSERT INTO relationships_relationshiptypeuse (account_id, relationship_id, type_id)
SELECT %(account)s, edge.id, type.id FROM edge, relationships_relationshiptype type
WHERE type.account_id = %(account)s AND type.key = 'direct supplier'
"""
GRANTS = f"""
WITH {PARTY}
INSERT INTO accounts_grant (account_id, principal_id, object_kind, object_id, mask, cause, created_at)
SELECT %(account)s, %(principal)s, 'relationship', r.id, 16, 'manual', now() FROM relationships_relationship r
JOIN party s ON s.id = r.source_id JOIN party t ON t.id = r.target_id
WHERE r.account_id = %(account)s AND abs(hashint8(s.place * %(organizations)s + t.place) %% 1000) < 1000 * %(share)s
"""
EVERY = "relationships_relationship AS r"
# As a script would ask that knows no more than this one kind of grant.
GRANTED = (
    EVERY
    + """ JOIN accounts_grant g
    ON g.account_id = r.account_id AND g.principal_id = %(principal)s AND g.object_kind = 'relationship' AND g.object_id = r.id"""
)
TIER = """
SELECT target_id FROM {edges} WHERE r.account_id = %(account)s AND r.source_id = ANY(%(frontier)s::bigint[])
UNION
SELECT source_id FROM {edges} WHERE r.account_id = %(account)s AND r.target_id = ANY(%(frontier)s::bigint[])
"""
STUBS = "SELECT id, external_id, type, name, status FROM organizations_organization WHERE account_id = %s AND id = ANY(%s::bigint[])"
AMONG = """
SELECT r.id, source_id, target_id, lead_supplier_id, relationship_status, ARRAY(
    SELECT t.key FROM relationships_relationshiptypeuse u JOIN relationships_relationshiptype t
        ON t.account_id = u.account_id AND t.id = u.type_id
    WHERE u.account_id = r.account_id AND u.relationship_id = r.id
)
FROM relationships_relationship r
WHERE r.account_id = %s AND source_id = ANY(%s::bigint[]) AND target_id IN (SELECT unnest(%s::bigint[]))
ORDER BY r.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Walk:
    """One question, by the product and by plain SQL in turns. `met`: how many organizations either found."""

    question: str
    met: int
    product: Series
    sql: Series

    @property
    def ratio(self) -> float:
        """How many times as long the product takes, by the median."""
        return self.product.median() / self.sql.median()


@dataclass(frozen=True, slots=True)
class Walks:
    """All questions about a network of so many relationships, `grants` of which are shared with the partner who asks, too."""

    organizations: int
    relationships: int
    grants: int
    all: tuple[Walk, ...]


def measure(user: User, dsn: str, port: int, *, organizations: int, relationships: int) -> Walks:
    """Fill an account of its own, then ask. Raises Failed where product and SQL do not meet the same organizations."""
    place = make_place("network", user, Sample(organizations))
    given: dict[str, Any] = {"account": place.account.pk, "user": user.pk, "organizations": organizations, "edges": relationships}
    partner = create_user("network@bench.example", name="Partner")
    add_member(place.account, partner, "Partner")
    given |= {"principal": Principal.rows.get(account=place.account, user=partner).pk, "share": SHARED}
    with connection.cursor() as cursor:
        cursor.execute(EDGES, given)
        cursor.execute(GRANTS, given)
        grants = cursor.rowcount
        cursor.execute("VACUUM ANALYZE accounts_grant")
        settle()
        cursor.execute("SELECT count(*) FROM relationships_relationship WHERE account_id = %(account)s", given)
        found = cursor.fetchone()[0]
    with psycopg.connect(dsn, autocommit=True) as script:
        return Walks(organizations, found, grants, tuple(_walks(place, partner, Plain(script, given), port)))


def _walks(place: Place, partner: User, plain: Plain, port: int) -> Iterator[Walk]:
    center = plain.center()
    for who, user, edges in (("Owner", place.user, EVERY), ("Partner", partner, GRANTED)):
        actor = actor_for(user, place.account, channel="api")
        for depth in (FEW_TIERS, MAX_DEPTH):
            yield _in_turns(
                f"{depth} tiers, {who}",
                partial(_met, actor, Question(center, Wanted(), depth, EVERYTHING)),
                partial(plain.met, Question(center, Wanted(), depth, EVERYTHING), edges),
            )
    question, product = Question(center, Wanted(), MAX_DEPTH, MAX_NODES), Product(port, create_api_key(place.account, place.user))
    path = f"/api/v2/organizations/{center}/graph?depth={MAX_DEPTH}&limit={MAX_NODES}"
    yield _in_turns(
        f"whole answer over HTTP, at most {MAX_NODES:,} organizations, Owner",
        lambda: len(msgspec.json.decode(product.get(path))["nodes"]),
        lambda: len(msgspec.json.decode(plain.answer(question))["nodes"]),
    )
    product.close()


def _met(actor: Actor, question: Question) -> int:
    """How many organizations the product's own walk meets."""
    return len(walk(Network(actor, question.wanted), question)[0])


class Plain:
    """The same walk as a script would do it: a set of what was met, one statement a tier, nothing kept back but by a join."""

    def __init__(self, script: psycopg.Connection[Any], given: dict[str, Any]) -> None:
        """`given`: the account and the partner's principal."""
        self.script, self.given = script, given

    def center(self) -> int:
        """An organization that both know: the first one that is source of a relationship that is shared."""
        found = self.script.execute(f"SELECT min(r.source_id) FROM {GRANTED} WHERE r.account_id = %(account)s", self.given)
        return int(found.fetchall()[0][0])

    def met(self, question: Question, edges: str) -> int:
        """How many organizations there are, the center among them."""
        return len(self.walk(question, edges))

    def walk(self, question: Question, edges: str) -> dict[int, int]:
        """Organization → tier."""
        tiers, frontier, sql = {question.center: 0}, [question.center], TIER.format(edges=edges)
        for number in range(1, question.depth + 1):
            rows = self.script.execute(sql, self.given | {"frontier": array_of(frontier)}).fetchall()
            frontier = sorted(id_ for (id_,) in rows if id_ not in tiers)[: question.limit - len(tiers)]
            tiers |= dict.fromkeys(frontier, number)
            if not frontier:
                break
        return tiers

    def answer(self, question: Question) -> bytes:
        """The graph in JSON."""
        met, account = array_of(self.walk(question, EVERY)), self.given["account"]
        nodes = self.script.execute(STUBS, [account, met]).fetchall()
        edges = self.script.execute(AMONG, [account, met, met, MAX_EDGES]).fetchall()
        return msgspec.json.encode({"nodes": _named(NODE, nodes), "edges": _named(EDGE, edges)})


NODE = ("id", "externalId", "type", "name", "status")
EDGE = ("id", "sourceId", "targetId", "leadSupplierId", "relationshipStatus", "types")


def _named(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _in_turns(question: str, product: Callable[[], int], sql: Callable[[], int]) -> Walk:
    """Both, again and again. Raises Failed unless they find equally many."""
    took: tuple[list[Cost], list[Cost]] = [], []
    met = set()
    for number in range(-WARM_UP, ROUNDS):
        for ask, costs in zip((product, sql), took, strict=True):
            start = time.perf_counter()
            met.add(ask())
            if number >= 0:
                costs.append(Cost(time.perf_counter() - start, 0, 0, 0))
    if len(met) != 1:
        raise Failed(f"{question}: product and SQL find {sorted(met)} organizations.")
    return Walk(question, met.pop(), Series(1, tuple(took[0])), Series(1, tuple(took[1])))
