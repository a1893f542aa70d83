"""Records to share and people to share them with. The records need not exist: grants know them by kind and id."""

from __future__ import annotations

from typing import Any

from accounts.actor import Actor
from accounts.capabilities import mask_of
from accounts.grants import PrincipalName, SharedRecord
from accounts.models import Account, Grant, Membership, Principal, Role, Team, TeamMember
from accounts.roles import OPERATIONS
from accounts.services import actor_for, add_member
from activity.models import Change
from tests.kit.cast import make_user

MILL = SharedRecord("organization", 7)
EDGE = SharedRecord("relationship", 7, (7, 8))
EVERYONE = PrincipalName("account")


def make_guest(account: Account, *, operations: frozenset[str] = OPERATIONS) -> Actor:
    """A member with reach granted who may do everything where it has a grant."""
    name = f"Guest {Role.rows.filter(account=account).count()}"
    Role(account=account, name=name, operations=sorted(operations), reach="granted", mask=0).save()
    user = make_user()
    add_member(account, user, name)
    return actor_for(user, account, channel="api")


def named(actor: Actor) -> PrincipalName:
    """The actor as somebody to share with."""
    return PrincipalName("user", actor.user_id)


def make_team(account: Account, name: str, *actors: Actor) -> PrincipalName:
    """A team of these members, as somebody to share with."""
    team = Team(account=account, name=name)
    team.save()
    Principal(account=account, kind="team", team=team).save()
    for actor in actors:
        TeamMember(account=account, team=team, membership=Membership.rows.get(account=account, user_id=actor.user_id)).save()
    return PrincipalName("team", team.pk)


def give(account: Account, principal: PrincipalName, *permissions: str, record: SharedRecord = MILL, cause: str = "manual") -> None:
    """A grant out of nothing: nobody asks whether anybody may."""
    whose = {"user": {"user_id": principal.id}, "team": {"team_id": principal.id}, "account": {"kind": "account"}}[principal.kind]
    who = Principal.rows.get(account=account, **whose)
    fields = {"object_kind": record.kind, "object_id": record.id, "cause": cause, "mask": mask_of(permissions)}
    Grant(account=account, principal=who, **fields).save()


def held(account: Account, record: SharedRecord = MILL) -> list[tuple[str, int | None, int, str]]:
    """(kind, id, mask, cause) of every grant on a record, in the order of principals."""
    rows = Grant.rows.filter(account=account, object_kind=record.kind, object_id=record.id).order_by("principal_id", "cause")
    return [(row.principal.kind, row.principal.user_id or row.principal.team_id, row.mask, row.cause) for row in rows]


def history(account: Account, kind: str = "organization") -> list[tuple[int, str, Any]]:
    """(record id, operation, grants before and after) of every change of who holds what, in order."""
    rows = Change.rows.filter(account=account, record_type=kind, operation__in=["grant", "revoke"]).order_by("sequence")
    return [(row.record_id, row.operation, row.changes["grants"]) for row in rows]
