"""Members, teams, roles and keys as the wire shows them."""

from __future__ import annotations

from typing import Any

from accounts.custom_roles import told
from accounts.models import ApiKey, Membership, Role, Team

Row = dict[str, Any]


def member_row(membership: Membership) -> Row:
    """A member; its role and user are loaded. A member is known by its user's id."""
    user, role = membership.user, membership.role
    return {
        "id": user.pk,
        "email": user.email,
        "name": user.name,
        "role": {"id": role.pk, "name": role.name},
        "isActive": user.is_active,
        "joinedAt": membership.created_at,
    }


def team_row(team: Team, members: list[int]) -> Row:
    return {"id": team.pk, "name": team.name, "members": members}


def role_row(role: Role) -> Row:
    return {"id": role.pk, **told(role), "isBuiltIn": role.is_built_in}


def key_row(key: ApiKey) -> Row:
    """A key; its user is loaded. Its secret is known to nobody but its holder."""
    return {
        "id": key.pk,
        "prefix": key.prefix,
        "name": key.name,
        "user": {"id": key.user_id, "name": key.user.name},
        "scopes": sorted(key.scopes),
        "networks": key.networks,
        "createdAt": key.created_at,
        "expiresAt": key.expires_at,
        "lastUsedAt": key.last_used_at,
    }
