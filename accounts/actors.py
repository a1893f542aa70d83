"""Building the actor: the rights of one user in one account, read anew each time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.actor import Actor, Rights
from accounts.capabilities import FULL, close
from accounts.errors import NotAMember
from accounts.key_search import HeldKey
from accounts.models import Account, ApiKey, Membership, User
from accounts.principals import NOBODY, reached
from accounts.roles import ALL, OPERATIONS

_SYSTEM = Rights("System", OPERATIONS, ALL, close(FULL))


def actor_for(user: User, account: Account, *, channel: str, key: ApiKey | None = None, request_id: str = "") -> Actor:
    """The user as a member of the account, with its current role. Two statements; one for a role that holds everything in full.

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
    return _actor(_SYSTEM, None, **_names(account, user), key_id=None, channel=channel)


def actor_of_member(membership: Membership, *, channel: str, key: ApiKey | None = None, request_id: str = "") -> Actor:
    """The actor of a membership that came with its account, role and user. At most one statement, for its grants."""
    role = membership.role
    rights = Rights(role.name, role.operations, role.reach, role.mask)
    scopes, key_id = (None, None) if key is None else (key.scopes, key.pk)
    names = _names(membership.account, membership.user)
    return _actor(rights, scopes, **names, key_id=key_id, channel=channel, request_id=request_id)


def actor_of_key(held: HeldKey, *, request_id: str = "") -> Actor:
    """The actor of a key that was found. At most one statement, for its grants."""
    return _actor(
        Rights(held.role_name, held.operations, held.reach, held.mask),
        held.scopes,
        account_id=held.account_id,
        account_slug=held.account_slug,
        organization_names_unique=held.organization_names_unique,
        user_id=held.user_id,
        user_name=held.user_name or held.user_email,
        key_id=held.id,
        channel="api",
        request_id=request_id,
    )


def _names(account: Account, user: User | None) -> dict[str, Any]:
    return {
        "account_id": account.pk,
        "account_slug": account.slug,
        "organization_names_unique": account.organization_names_unique,
        "user_id": None if user is None else user.pk,
        "user_name": "" if user is None else str(user),
    }


def _actor(rights: Rights, scopes: Iterable[str] | None, **facts: Any) -> Actor:
    """What the role gives and the key's scopes leave of it, and in whose name grants add to it. Scopes None: no key.

    One statement, but none for a role that holds everything in full: no grant can add to that.
    """
    held = None if scopes is None else frozenset(scopes)
    mask = rights.closed_mask()
    grants = NOBODY if mask & FULL else reached(facts["account_id"], facts["user_id"], counts=not mask)
    return Actor(
        operations=rights.effective(held),
        reach=rights.reach,
        role_mask=mask,
        principals=grants.principals,
        has_many_grants=grants.has_many,
        role_name=rights.role_name,
        scopes=held,
        **facts,
    )
