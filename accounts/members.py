"""Members of an account: letting in, changing the role, letting go. Every change is made under the account's lock and recorded.

An account keeps an Owner who may sign in (docs/decisions/0001): else nobody could let anybody in again.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.delegation import beyond_role, refuse_beyond, rights_of
from accounts.errors import Refused, refusal
from accounts.grant_writing import remove_grants_to
from accounts.models import ApiKey, Membership, Principal, Role, TeamMember, User
from accounts.saving import tell
from accounts.services import admit, create_user, find_user
from activity.services import RecordedChange, record
from api.suggestions import close_names
from database.transactions import account_transaction

OWNER = "Owner"


def invite(*, actor: Actor, email: str, role: str | int) -> Membership:
    """Make the user of an e-mail address a member. A user that nobody knew is created: it acts through keys until it has a password.

    `role` is a name or an id. Raises RefusedItem: `reference_not_found` (no such role), `permission_denied` (the role holds more than
    the actor), `duplicate_data` (a member already), `invalid_email`. Busy when the account's lock is not free in time.
    """
    with account_transaction(actor.account_id):
        chosen = _role(actor, role)
        refuse_beyond(beyond_role(actor, rights_of(chosen)), ("role",))
        user = _user(email)
        if Membership.objects.visible_to(actor).filter(user=user).exists():
            raise refusal("duplicate_data", ("email",), "This user is a member already.")
        return admit(account_id=actor.account_id, user=user, role=chosen, by=actor)


def change_role(*, actor: Actor, user_id: int, role: str | int) -> Membership:
    """Give a member another role. Raises RefusedItem: `not_found`, `reference_not_found`, `permission_denied` (the old role or the new
    one holds more than the actor), `last_full_holder` (the last Owner). Busy when the account's lock is not free in time.
    """
    with account_transaction(actor.account_id):
        membership, chosen = member(actor, user_id), _role(actor, role)
        if membership.role_id == chosen.pk:
            return membership
        refuse_beyond(beyond_role(actor, rights_of(membership.role)), ("role",))
        refuse_beyond(beyond_role(actor, rights_of(chosen)), ("role",))
        _refuse_last_owner(actor, membership)
        former, membership.role = membership.role.name, chosen
        membership.save(update_fields=["role"])
        tell(membership.user, "member", "update", {"role": [former, chosen.name]}, actor)
    return membership


def remove_member(*, actor: Actor, user_id: int) -> None:
    """Let a member go: its keys are revoked, it leaves its teams, and what was shared with it is shared no more, for good.

    The user itself stays: records name it. Raises RefusedItem: `not_found`, `permission_denied` (its role holds more than the actor),
    `last_full_holder` (the last Owner). Busy when the account's lock is not free in time. As many statements for many keys as for one.
    """
    with account_transaction(actor.account_id):
        membership = member(actor, user_id)
        refuse_beyond(beyond_role(actor, rights_of(membership.role)), ())
        _refuse_last_owner(actor, membership)
        _revoke_keys(actor, user_id)
        _leave_teams(actor, membership)
        principal = Principal.objects.visible_to(actor).get(user_id=user_id)
        remove_grants_to(actor=actor, principal_id=principal.pk)
        tell(membership.user, "member", "delete", {"user": [user_id, None], "role": [membership.role.name, None]}, actor)
        principal.delete()
        membership.delete()


def member(actor: Actor, user_id: int) -> Membership:
    """The membership of a user, with role and user. Raises RefusedItem `not_found`."""
    found: Membership | None = Membership.objects.visible_to(actor).select_related("role", "user").filter(user_id=user_id).first()
    if found is None:
        raise refusal("not_found")
    return found


def _role(actor: Actor, wanted: str | int) -> Role:
    """The role of this name or id. Raises RefusedItem."""
    roles: dict[str | int, Role] = {}
    for role in Role.objects.visible_to(actor).order_by("pk"):
        roles[role.pk] = roles[role.name] = role
    if wanted not in roles:
        known = [name for name in roles if isinstance(name, str)]
        suggestions = close_names(wanted, known) if isinstance(wanted, str) else []
        raise refusal("reference_not_found", ("role",), "The account has no such role.", value=wanted, suggestions=suggestions)
    return roles[wanted]


def _user(email: str) -> User:
    """The user of an e-mail address, made if need be. Raises RefusedItem."""
    if user := find_user(email):
        return user
    try:
        with transaction.atomic():
            return create_user(email)
    except Refused as refused:
        raise refusal("invalid_email", ("email",), str(refused)) from None
    except IntegrityError:  # users are no account's: another account's writer made the same one at this moment
        return User.objects.get_by_natural_key(email)


def _refuse_last_owner(actor: Actor, membership: Membership) -> None:
    """Raise RefusedItem if no other Owner would be left who may sign in."""
    if not (membership.role.is_built_in and membership.role.name == OWNER):
        return
    others = Membership.objects.visible_to(actor).filter(role_id=membership.role_id, user__is_active=True).exclude(pk=membership.pk)
    if not others.exists():
        raise refusal("last_full_holder", ("role",), "An account keeps at least one Owner who may sign in.")


def _revoke_keys(actor: Actor, user_id: int) -> None:
    keys = ApiKey.objects.visible_to(actor).filter(user_id=user_id, revoked_at__isnull=True)
    ids, now = sorted(keys.values_list("pk", flat=True)), timezone.now()
    keys.update(revoked_at=now)
    record([RecordedChange("api_key", id_, "update", {"revokedAt": [None, now]}) for id_ in ids], actor.origin())


def _leave_teams(actor: Actor, membership: Membership) -> None:
    """Take the member out of its teams; each of them tells it."""
    rows = TeamMember.objects.visible_to(actor)
    mine = rows.filter(membership=membership)
    teams: dict[int, list[int]] = defaultdict(list)
    for team_id, user_id in rows.filter(team_id__in=mine.values("team_id")).values_list("team_id", "membership__user_id"):
        teams[team_id].append(user_id)
    mine.delete()
    left = membership.user_id
    changes = [(team_id, sorted(users), sorted({*users} - {left})) for team_id, users in sorted(teams.items())]
    record([RecordedChange("team", team_id, "update", {"members": [old, new]}) for team_id, old, new in changes], actor.origin())
