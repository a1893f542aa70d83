"""What an actor may see of the account's history. docs/decisions says why so.

Who reaches all sees every event of the record types that it may read. Who sees only what is granted meets the events of records that
it may see now; what it is told of the end of a record, or of its own access, says no more than that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from typing import Any, NamedTuple

from accounts.actor import Actor
from accounts.capabilities import allows
from accounts.compiled import ActorRows, Among
from accounts.masks import Holding, holding_of
from accounts.roles import ALL
from customfields.identifiers import told_to
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts import registry
from upserts.resource import Resource

SHARING = ("grant", "revoke")
TELLING = ("delete", *SHARING)  # operations whose changes are looked into to judge them

# What history tells of besides records, and the resource of the operation (`<resource>.READ`) that shows it.
OTHERS = {
    **dict.fromkeys(("account", "company", "category", "contact_role", "custom_field", "custom_field_template"), "SETTINGS"),
    "distinct_pair": "ORGANIZATION",
    **dict.fromkeys(("product_category", "relationship_type"), "SETTINGS"),
    **dict.fromkeys(("member", "team", "role"), "MEMBER"),
    "api_key": "API_KEY",
}
_STILL_GRANTED = """
SELECT DISTINCT object_id FROM accounts_grant
WHERE account_id = %s AND principal_id = ANY(%s::bigint[]) AND object_kind = %s AND object_id = ANY(%s::bigint[]) AND mask & %s <> 0
"""
_TEAMS = "SELECT team_id FROM accounts_principal WHERE account_id = %s AND id = ANY(%s::bigint[]) AND kind = 'team'"


class Candidate(NamedTuple):
    """An event that may be seen or not. `changes` None: they do not matter for that."""

    sequence: int
    record_type: str
    record_id: int
    operation: str
    changes: Mapping[str, Any] | None


def record_types() -> dict[str, str]:
    """Record type → resource of the operation that shows its events."""
    return {resource.record_type: resource.permission for resource in registry.every()} | OTHERS


class Sight:
    """`whole`: record types of which the actor sees every event. `partly`: those whose events are judged one by one."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        # Events are found by their place in history, so grants are looked up row by row, however few they are.
        self._row_by_row = replace(actor, has_many_grants=True)
        held = {one.record_type: holding_of(actor, one.sharing) for one in registry.every() if actor.may(one.permission, "READ")}
        reaches_all = actor.reach == ALL
        others = {name for name, permission in OTHERS.items() if reaches_all and actor.may(permission, "READ")}
        self.whole = frozenset({name for name, one in held.items() if one.sees_all} | others)
        self.partly = {name: one for name, one in held.items() if not one.sees_all and not one.sees_nothing}

    def seen(self, candidates: Sequence[Candidate]) -> list[int]:
        """The sequences of those that the actor may see, in the order given. At most three statements a record type, one for teams."""
        by_type: dict[str, list[Candidate]] = defaultdict(list)
        for one in candidates:
            by_type[one.record_type].append(one)
        seen = {one.sequence for name in self.whole for one in by_type[name]}
        for name, held in self.partly.items():
            seen |= self._judged(_resource(name), by_type[name], held)
        return [one.sequence for one in candidates if one.sequence in seen]

    def changes(self, event: Candidate) -> Mapping[str, Any] | None:
        """What may be told of what changed, where that is less than all; None: all of it. A user's own values are told to no other."""
        if event.operation in SHARING and not self._knows_members(event.record_type):
            return self._own_grants(event.changes or {})
        if event.operation == "delete" and event.record_type in self.partly:
            return {}
        own = told_to(self.actor.user_id, event.changes or {})
        return None if own == event.changes else own

    def _judged(self, resource: Resource, events: Sequence[Candidate], held: Holding) -> set[int]:
        # Asked even of no events: a record that is hidden takes no longer than one that does not exist.
        visible = {row[0] for row in _visible(resource).of(self._row_by_row, {one.record_id for one in events})}
        ended = [one for one in events if one.operation == "delete" and one.record_id not in visible]
        found = {one.sequence for one in events if self._concerns(one, is_visible=one.record_id in visible)}
        return found | _of_granted_ends(ended, resource, held)

    def _concerns(self, event: Candidate, *, is_visible: bool) -> bool:
        """Whether the actor sees the record; of grants those to others are not its business, and its own may be the last it hears."""
        if event.operation not in SHARING or (is_visible and self._knows_members(event.record_type)):
            return is_visible
        return any(self._own_grants(event.changes or {})["grants"])

    def _own_grants(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Of the grants that changed those that reach the actor: nobody is to learn who the others are (0004)."""
        return {"grants": [[one for one in grants if self._is_mine(one["principal"])] for grants in changes.get("grants", ([], []))]}

    def _is_mine(self, principal: Mapping[str, Any]) -> bool:
        kind, id_ = principal["kind"], principal["id"]
        return kind == "account" or (id_ == self.actor.user_id if kind == "user" else id_ in self._teams)

    @cached_property
    def _teams(self) -> frozenset[int]:
        """The teams that the actor is in; one statement, and only where a team is spoken of."""
        rows = fetch_prepared(_TEAMS, [self.actor.account_id, array_of(self.actor.principals)])
        return frozenset(row[0] for row in rows)

    def _knows_members(self, record_type: str) -> bool:
        """Whether the actor may know with whom records are shared: who reads members, or by its role may share."""
        by_role = self.actor.mask_for(record_types()[record_type])
        return self.actor.may("MEMBER", "READ") or allows(by_role, "share")


def _of_granted_ends(events: Sequence[Candidate], resource: Resource, held: Holding) -> set[int]:
    """Of removals those of records that hung on something on which the actor holds a grant: on a relationship's end, on an organization.

    Grants on the record itself have gone with it: an event of their own tells those whom they reached.
    """
    found = set()
    for kind, column in held.sharing.granted_on:
        if column != "id":
            ends = [(one.sequence, _former(one, resource.wires[column])) for one in events]
            granted = _granted(held, kind, {end for _, end in ends if end is not None})
            found |= {sequence for sequence, end in ends if end in granted}
    return found


def _former(event: Candidate, wire: str) -> int | None:
    """What the removed record held there. None: history does not say."""
    told = (event.changes or {}).get(wire)
    return told[0] if isinstance(told, list) and isinstance(told[0], int) else None


def _granted(held: Holding, kind: str, ids: Collection[int]) -> set[int]:
    """Those objects on which a grant shows what hangs on them. One statement; none for no ids."""
    if not ids:
        return set()
    return {row[0] for row in fetch_prepared(_STILL_GRANTED, [*held.mine, kind, array_of(ids), held.needed])}


def _resource(record_type: str) -> Resource:
    return next(one for one in registry.every() if one.record_type == record_type)


@cache
def _visible(resource: Resource) -> ActorRows:
    return ActorRows(lambda actor: resource.model.objects.visible_to(actor).filter(Among("id")).values_list("id"))
