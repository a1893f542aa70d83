"""Grants of many records at once, and how history tells of them: a fixed number of statements whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from accounts.actor import Actor
from accounts.capabilities import FULL, close, names
from accounts.roles import GRANTED
from activity.services import RecordedChange, record
from database.transactions import account_transaction

_OWN = """
INSERT INTO accounts_grant (account_id, principal_id, object_kind, object_id, mask, cause, granted_by_id, created_at)
SELECT p.account_id, p.id, %(kind)s, item.id, %(mask)s, 'owner', %(user)s, statement_timestamp()
FROM accounts_principal p CROSS JOIN unnest(%(ids)s::bigint[]) AS item (id)
WHERE p.account_id = %(account)s AND p.user_id = %(user)s
ORDER BY item.id
ON CONFLICT (account_id, principal_id, object_kind, object_id, cause) DO NOTHING
RETURNING object_id
"""
_REMOVE = """
DELETE FROM accounts_grant g USING accounts_principal p
WHERE g.account_id = %(account)s AND p.account_id = %(account)s AND p.id = g.principal_id AND {which}
RETURNING g.object_kind, g.object_id, p.kind, COALESCE(p.user_id, p.team_id), g.mask, g.cause
"""


class GrantedTo(NamedTuple):
    """One grant in words. `id` is the user's or the team's; None: everyone in the account."""

    kind: str
    id: int | None
    mask: int
    cause: str

    def as_dict(self) -> dict[str, Any]:
        """The grant as history tells it."""
        return {"principal": {"kind": self.kind, "id": self.id}, "permissions": names(self.mask), "cause": self.cause}


def grant_ownership(*, actor: Actor, kind: str, ids: Sequence[int], batch_id: str = "") -> None:
    """Make an actor with reach `granted` the owner of records that it has just created: cause owner, mask full.

    Two statements for all of them; none for a reach over all, which holds its mask on everything anyway, and for no records.
    `kind` is organization or relationship. Grants that are there already stay as they are.
    """
    if actor.reach != GRANTED or actor.user_id is None or not ids:
        return
    mask = close(FULL)
    said: dict[str, Any] = {"account": actor.account_id, "user": actor.user_id, "kind": kind, "ids": sorted(ids), "mask": mask}
    with account_transaction(actor.account_id), connection.cursor() as cursor:
        cursor.execute(_OWN, said)
        owned = sorted(row[0] for row in cursor.fetchall())
        entry = GrantedTo("user", actor.user_id, mask, "owner")
        record([told(kind, id_, [], [entry]) for id_ in owned], actor.origin(batch_id))


def remove_grants(*, actor: Actor, kind: str, ids: Sequence[int], batch_id: str = "") -> None:
    """Take all grants from records that are being deleted: grants go with their record. Two statements; none for no records."""
    if ids:
        _remove("g.object_kind = %(kind)s AND g.object_id = ANY(%(ids)s::bigint[])", {"kind": kind, "ids": sorted(ids)}, actor, batch_id)


def remove_grants_to(*, actor: Actor, principal_id: int) -> None:
    """Take all grants from a user or a team that goes. Two statements."""
    _remove("g.principal_id = %(principal)s", {"principal": principal_id}, actor, "")


def told(kind: str, record_id: int, old: Iterable[GrantedTo], new: Iterable[GrantedTo]) -> RecordedChange:
    """The row of history of one record: the grants that changed, as they were and as they are."""
    before, after = ([grant.as_dict() for grant in grants] for grants in (old, new))
    return RecordedChange(kind, record_id, "grant" if after else "revoke", {"grants": [before, after]})


def _remove(which: str, said: Mapping[str, Any], actor: Actor, batch_id: str) -> None:
    """Delete the grants for which this condition holds, and tell it record by record."""
    removed: dict[tuple[str, int], list[GrantedTo]] = defaultdict(list)
    with account_transaction(actor.account_id), connection.cursor() as cursor:
        cursor.execute(_REMOVE.format(which=which), {"account": actor.account_id, **said})
        for kind, object_id, *grant in cursor.fetchall():
            removed[kind, object_id].append(GrantedTo(*grant))
        changes = [told(kind, object_id, sorted(grants, key=str), []) for (kind, object_id), grants in sorted(removed.items())]
        record(changes, actor.origin(batch_id))
