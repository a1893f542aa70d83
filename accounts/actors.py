"""Building the actor: the rights of one user in one account, read anew each time."""

from __future__ import annotations

from accounts.actor import Actor, Rights
from accounts.capabilities import FULL, close
from accounts.errors import NotAMember
from accounts.models import Account, ApiKey, Membership, User
from accounts.roles import ALL, OPERATIONS

_SYSTEM = Rights("System", OPERATIONS, ALL, close(FULL))


def actor_for(user: User, account: Account, *, channel: str, key: ApiKey | None = None, request_id: str = "") -> Actor:
    """The user as a member of the account, with its current role. One statement.

    `key` None: no API key. Raises NotAMember, also for a user who is switched off.
    """
    membership = Membership.rows.select_related("account", "role", "user").filter(account=account, user=user, user__is_active=True).first()
    if membership is None:
        raise NotAMember(f"{user.email} is not a member of {account.slug}.")
    return actor_of_member(membership, channel=channel, key=key, request_id=request_id)


def system_actor(account: Account, user: User | None, channel: str) -> Actor:
    """Everything allowed, whatever the user's role: for commands run by the operator of the installation. No statement.

    The user is who history names; None: nobody in particular.
    """
    return _actor(account, user, _SYSTEM, key=None, channel=channel, request_id="")


def actor_of_member(membership: Membership, *, channel: str, key: ApiKey | None = None, request_id: str = "") -> Actor:
    """The actor of a membership that came with its account, role and user. No statement."""
    role = membership.role
    rights = Rights(role.name, role.operations, role.reach, role.mask)
    return _actor(membership.account, membership.user, rights, key=key, channel=channel, request_id=request_id)


def actor_of_key(key: ApiKey, *, request_id: str = "") -> Actor:
    """The actor of a key that came with its account, user and role (`ApiKeyQuerySet.with_role`). No statement."""
    rights = Rights(key.role_name, key.role_operations, key.role_reach, key.role_mask)  # type: ignore[attr-defined]  # annotated
    return _actor(key.account, key.user, rights, key=key, channel="api", request_id=request_id)


def _actor(account: Account, user: User | None, rights: Rights, *, key: ApiKey | None, channel: str, request_id: str) -> Actor:
    scopes = None if key is None else frozenset(key.scopes)
    return Actor(
        account_id=account.pk,
        account_slug=account.slug,
        organization_names_unique=account.organization_names_unique,
        user_id=None if user is None else user.pk,
        user_name="" if user is None else str(user),
        key_id=None if key is None else key.pk,
        operations=rights.effective(scopes),
        reach=rights.reach,
        role_mask=rights.closed_mask(),
        scopes=scopes,
        channel=channel,
        request_id=request_id,
        role_name=rights.role_name,
    )
