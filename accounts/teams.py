"""Teams: groups of members that records can be shared with. Every change is made under the account's lock and recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.aggregates import BitOr

from accounts.actor import Actor
from accounts.capabilities import givable, names
from accounts.delegation import refuse_beyond
from accounts.errors import RefusedItem, refusal
from accounts.grant_writing import remove_grants_to
from accounts.models import Grant, Membership, Principal, Team, TeamMember
from accounts.saving import check, differences, tell
from api.errors import item_error
from database.transactions import account_transaction


def create_team(*, actor: Actor, name: str, members: Sequence[int] = ()) -> Team:
    """A new team of these users.

    Raises RefusedItem: `duplicate_data` (the name), `reference_not_found` (no such member). Busy when the lock is not free in time.
    """
    with account_transaction(actor.account_id):
        team = Team(account_id=actor.account_id, name=name)
        check(team)
        joining = _memberships(actor, members)
        team.save()
        Principal(account_id=actor.account_id, kind=Principal.Kind.TEAM, team=team).save()
        _join(team, joining.values())
        tell(team, "team", "create", {"name": [None, name], "members": [None, sorted(joining)]}, actor)
    return team


def change_team(*, actor: Actor, team_id: int, said: Mapping[str, Any]) -> Team:
    """Change `name` or `members` (replaced), as far as they are said.

    Who joins a team gets what is shared with it, so that takes as much as sharing it would. Raises RefusedItem: `not_found`,
    `duplicate_data`, `reference_not_found`, `permission_denied`. Busy when the account's lock is not free in time.
    """
    with account_transaction(actor.account_id):
        team = team_called(actor, team_id)
        former = members_of(actor, [team_id])[team_id]
        before = {"name": team.name, "members": former}
        team.name = said.get("name", team.name)
        joining = _memberships(actor, said["members"]) if "members" in said else None
        after = {"name": team.name, "members": former if joining is None else sorted(joining)}
        changes = differences(before, after)
        if changes:
            check(team)
            team.save()
            if joining is not None:
                _replace(actor, team, joining, former)
            tell(team, "team", "update", changes, actor)
    return team


def remove_team(*, actor: Actor, team_id: int) -> None:
    """Dissolve a team; what was shared with it is shared with it no more.

    Raises RefusedItem `not_found`. Busy when the account's lock is not free in time.
    """
    with account_transaction(actor.account_id):
        team = team_called(actor, team_id)
        members = members_of(actor, [team_id])[team_id]
        for principal in Principal.objects.visible_to(actor).filter(team=team):
            remove_grants_to(actor=actor, principal_id=principal.pk)
        tell(team, "team", "delete", {"name": [team.name, None], "members": [members, None]}, actor)
        team.delete()


def members_of(actor: Actor, team_ids: Iterable[int]) -> Mapping[int, list[int]]:
    """Team → the ids of its users, sorted; a team without any has an empty list. One statement."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = TeamMember.objects.visible_to(actor).filter(team_id__in=list(team_ids)).order_by("membership__user_id")
    for team_id, user_id in rows.values_list("team_id", "membership__user_id"):
        found[team_id].append(user_id)
    return found


def team_called(actor: Actor, team_id: int) -> Team:
    """The team. Raises RefusedItem `not_found`."""
    found: Team | None = Team.objects.visible_to(actor).filter(pk=team_id).first()
    if found is None:
        raise refusal("not_found")
    return found


def _memberships(actor: Actor, user_ids: Sequence[int]) -> dict[int, Membership]:
    """User → membership. Raises RefusedItem that names everyone who is none."""
    rows = Membership.objects.visible_to(actor).filter(user_id__in=user_ids)
    known: dict[int, Membership] = {row.user_id: row for row in rows}
    strangers = [(index, user_id) for index, user_id in enumerate(user_ids) if user_id not in known]
    if strangers:
        message = "The account has no such member."
        raise RefusedItem(item_error("reference_not_found", ("members", index), message, value=value) for index, value in strangers)
    return known


def _replace(actor: Actor, team: Team, joining: Mapping[int, Membership], former: Sequence[int]) -> None:
    """Make these the members."""
    new = [membership for user_id, membership in joining.items() if user_id not in former]
    if new:
        _refuse_beyond_team(actor, team)
    TeamMember.objects.visible_to(actor).filter(team=team).exclude(membership_id__in=[one.pk for one in joining.values()]).delete()
    _join(team, new)


def _join(team: Team, memberships: Iterable[Membership]) -> None:
    rows = [TeamMember(account_id=team.account_id, team=team, membership=membership) for membership in memberships]
    TeamMember.objects.visible_to(team).bulk_create(rows)


def _refuse_beyond_team(actor: Actor, team: Team) -> None:
    """Raise RefusedItem if more is shared with the team than the actor could share with the newcomers."""
    missing: set[str] = set()
    grants = Grant.objects.visible_to(actor).filter(principal__team=team)
    for kind, bits in grants.order_by("object_kind").values_list("object_kind").annotate(bits=BitOr("mask")):
        may = givable(actor.mask_for(kind.upper())) if actor.may(kind.upper(), "SHARE") else 0
        missing.update(names(bits & ~may))
    refuse_beyond(sorted(missing), ("members",))
