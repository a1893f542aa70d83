"""The statements of a walk through the network. Whoever walks decides where to go next; here is only what it meets there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.masks import holding_of
from database.arrays import array_of
from database.prepared import fetch_prepared
from organizations.models import Organization
from relationships.models import Relationship

Row = tuple[Any, ...]
_FORWARD, _BACKWARD = ("source_id", "target_id"), ("target_id", "source_id")
_WAYS = {"outgoing": (_FORWARD,), "incoming": (_BACKWARD,), "both": (_FORWARD, _BACKWARD)}

# OFFSET 0: the ends are gathered first and then looked up; else the planner reads all organizations of the account for a handful.
_TIER = """
SELECT ARRAY(
    SELECT met.id FROM (SELECT DISTINCT id FROM ({arms}) AS arm OFFSET 0) AS met
    JOIN organizations_organization o ON o.account_id = %(account)s AND o.id = met.id
    WHERE {shown} ORDER BY met.id LIMIT %(limit)s
)
"""
_ARM = "SELECT r.{far} AS id FROM ({edges}) AS r WHERE r.{near} = ANY(%(frontier)s::bigint[]){wanted}"
# As above, with the way back of each: of the organizations it was met from, the lowest id. The ends of a path are always shown.
_STEP = """
SELECT met.far, met.near FROM (SELECT far, min(near) AS near FROM ({arms}) AS arm GROUP BY far OFFSET 0) AS met
JOIN organizations_organization o ON o.account_id = %(account)s AND o.id = met.far
WHERE {shown} OR o.id = ANY(%(ends)s::bigint[]) ORDER BY met.far LIMIT %(limit)s
"""
_WAY_BACK = "SELECT r.{far} AS far, r.{near} AS near FROM ({edges}) AS r WHERE r.{near} = ANY(%(frontier)s::bigint[]){wanted}"
_DEGREES = "SELECT n.id, {counts} FROM unnest(%(nodes)s::bigint[]) AS n (id)"
_COUNT = """(SELECT count(*) FROM (
    SELECT 1 FROM ({edges}) AS r JOIN organizations_organization o ON o.account_id = %(account)s AND o.id = r.{far}
    WHERE r.{near} = n.id AND {shown}{wanted} LIMIT %(most)s
) AS counted)"""
_NODES = """
SELECT o.id, o.external_id, o.type, o.name, {status}, {country} FROM organizations_organization o
WHERE o.account_id = %(account)s AND o.id = ANY(%(nodes)s::bigint[])
"""
# IS TRUE: targets are looked up in a hash table. As a join, the planner may try every pair of organizations.
_EDGES = """
SELECT r.id, r.source_id, r.target_id, r.lead_supplier_id, r.relationship_status, ARRAY(
    SELECT u.type_id FROM relationships_relationshiptypeuse u WHERE u.account_id = %(account)s AND u.relationship_id = r.id ORDER BY 1
)::text
FROM ({edges}) AS r
WHERE r.source_id = ANY(%(nodes)s::bigint[]) AND (r.target_id IN (SELECT unnest(%(nodes)s::bigint[]))) IS TRUE{wanted}
ORDER BY r.id LIMIT %(limit)s
"""
_IN_FORCE = " AND r.relationship_status = 'active'"
_OF_TYPES = """ AND EXISTS (
    SELECT 1 FROM relationships_relationshiptypeuse u
    WHERE u.account_id = %(account)s AND u.relationship_id = r.id AND u.type_id = ANY(%(types)s::bigint[])
)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which relationships and organizations count. `types` are ids of relationship types; None: all of them."""

    direction: str = "both"
    types: frozenset[int] | None = None
    with_inactive: bool = False
    with_archived: bool = False


class Network:
    """What an actor may see of its account's network, as far as it is wanted. Each method is one prepared statement.

    Relationships are those of `visible_to`, organizations their ends. Of an organization that the actor may not see itself, nothing
    but its stub is told: its status neither shows nor keeps it out.
    """

    def __init__(self, actor: Actor, wanted: Wanted) -> None:
        # A walk finds rows by their ends, so grants are looked up row by row, however few they are: 45 ms become 2 at 4,500 grants.
        row_by_row = replace(actor, has_many_grants=True)
        columns = ("id", "source_id", "target_id", "lead_supplier_id", "relationship_status")
        self._parameters: dict[str, Any] = {"account": actor.account_id, "types": array_of(wanted.types or ())}
        self._edges = self._compiled("edge", Relationship.objects.visible_to(row_by_row).values_list(*columns))
        self._visible = self._visibility(row_by_row)
        self._shown = "true" if wanted.with_archived else f"(o.status = 'active' OR NOT {self._visible})"
        self._wanted = ("" if wanted.with_inactive else _IN_FORCE) + ("" if wanted.types is None else _OF_TYPES)
        self._ways = _WAYS[wanted.direction]

    def beyond(self, frontier: Iterable[int], limit: int) -> list[int]:
        """The ids of organizations one relationship away from some of these, sorted, the first `limit` of them."""
        arms = (_ARM.format(near=near, far=far, edges=self._edges, wanted=self._wanted) for near, far in self._ways)
        sql = _TIER.format(arms=" UNION ALL ".join(arms), shown=self._shown)
        ((found,),) = fetch_prepared(sql, self._parameters | {"frontier": array_of(frontier), "limit": limit})
        return list(found)

    def step(self, frontier: Iterable[int], ends: Iterable[int], limit: int, *, backwards: bool) -> list[tuple[int, int]]:
        """(organization, the one of `frontier` it is met from) one relationship away, sorted, the first `limit` of them.

        `backwards`: against the wanted direction. `ends` are met even if they are archived.
        """
        ways = ((far, near) if backwards else (near, far) for near, far in self._ways)
        arms = (_WAY_BACK.format(near=near, far=far, edges=self._edges, wanted=self._wanted) for near, far in ways)
        sql = _STEP.format(arms=" UNION ALL ".join(arms), shown=self._shown)
        return fetch_prepared(sql, self._parameters | {"frontier": array_of(frontier), "ends": array_of(ends), "limit": limit})

    def degrees(self, ids: Iterable[int], most: int) -> dict[int, int]:
        """How many relationships lead on from each of these organizations in the wanted direction; counted up to `most` a direction."""
        counts = (_COUNT.format(near=near, far=far, edges=self._edges, shown=self._shown, wanted=self._wanted) for near, far in self._ways)
        return dict(fetch_prepared(_DEGREES.format(counts=" + ".join(counts)), self._parameters | {"nodes": array_of(ids), "most": most}))

    def nodes(self, ids: Iterable[int]) -> list[Row]:
        """(id, external id, type, name, status, country) of these organizations, in no order.

        Status None: the actor may not see more than the stub, and is told no country either.
        """
        status, country = (f"CASE WHEN {self._visible} THEN o.{column} END" for column in ("status", "country"))
        sql = _NODES.format(status=status, country=country)
        return fetch_prepared(sql, self._parameters | {"nodes": array_of(ids)})

    def edges(self, ids: Iterable[int], limit: int) -> list[Row]:
        """(id, source, target, lead supplier, status, type ids as in "{1,2}") of the relationships among these organizations, by id.

        The first `limit` of them. Type ids come as text: there are few different sets, so each is read once.
        """
        sql = _EDGES.format(edges=self._edges, wanted=self._wanted)
        return fetch_prepared(sql, self._parameters | {"nodes": array_of(ids), "limit": limit})

    def _visibility(self, actor: Actor) -> str:
        """The condition that the actor sees the organization `o` itself."""
        if holding_of(actor, Organization.sharing).sees_all:
            return "true"
        rows = self._compiled("organization", Organization.objects.visible_to(actor).values_list("id"))
        return f"EXISTS (SELECT 1 FROM ({rows}) AS own (id) WHERE own.id = o.id)"

    def _compiled(self, prefix: str, rows: QuerySet[Any, Any]) -> str:
        """The statement of a queryset, its parameters kept under names of their own."""
        try:
            sql, values = rows.order_by().query.sql_with_params()
        except EmptyResultSet:
            return f"SELECT {', '.join(rows.query.values_select)} FROM {rows.model._meta.db_table} WHERE false"
        names = [f"{prefix}{number}" for number in range(len(values))]
        self._parameters |= dict(zip(names, values, strict=True))
        return sql % tuple(f"%({name})s" for name in names)
