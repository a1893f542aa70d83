"""Roles that an account makes for itself. Every change is made under the account's lock and recorded.

The built-in ones are the same in every account and can't be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from accounts.capabilities import EDIT, FULL, READ, mask_of, names
from accounts.delegation import beyond_role, refuse_beyond, rights_of
from accounts.errors import RefusedItem, refusal
from accounts.models import Membership, Role
from accounts.roles import ALL
from accounts.saving import check, differences, tell
from api.errors import item_error
from database.transactions import account_transaction

PERMISSIONS = names(READ | EDIT | FULL)


def create_role(*, actor: Actor, said: Mapping[str, Any]) -> Role:
    """A new role: `name`, `operations`, `reach`, `permissions` (read, edit, full; none where the reach is `granted`).

    Raises RefusedItem: `permission_denied` (it would hold more than the actor), `invalid_choice` (permissions of a reach over grants),
    `duplicate_data` (the name). Busy when the account's lock is not free in time.
    """
    with account_transaction(actor.account_id):
        role = Role(account_id=actor.account_id)
        _take(role, said)
        refuse_beyond(beyond_role(actor, rights_of(role)), ())
        check(role)
        role.save()
        tell(role, "role", "create", differences({}, told(role)), actor)
    return role


def change_role_rights(*, actor: Actor, role_id: int, said: Mapping[str, Any]) -> Role:
    """Change a role, and with it what its members may do from the next request on.

    Raises RefusedItem: `not_found`, `read_only_field` (built in), `permission_denied` (it holds, or would hold, more than the actor),
    `invalid_choice`, `duplicate_data`. Busy when the account's lock is not free in time.
    """
    with account_transaction(actor.account_id):
        role = role_called(actor, role_id)
        before = told(role)
        if role.is_built_in and said:
            message = "A built-in role can't be changed; make a role of your own."
            raise RefusedItem(item_error("read_only_field", (name,), message) for name in said)
        refuse_beyond(beyond_role(actor, rights_of(role)), ())
        _take(role, said)
        changes = differences(before, told(role))
        if changes:
            refuse_beyond(beyond_role(actor, rights_of(role)), ())
            check(role)
            role.save()
            tell(role, "role", "update", changes, actor)
    return role


def remove_role(*, actor: Actor, role_id: int) -> None:
    """Remove a role that no member has. Raises RefusedItem: `not_found`, `in_use` (members have it, or it is built in)."""
    with account_transaction(actor.account_id):
        role = role_called(actor, role_id)
        if role.is_built_in:
            raise refusal("in_use", (), "Every account has the built-in roles.")
        count = Membership.objects.visible_to(actor).filter(role=role).count()
        if count:
            raise refusal("in_use", (), "Members have this role; give them another one first.", members=count)
        tell(role, "role", "delete", {name: [value, None] for name, value in told(role).items()}, actor)
        role.delete()


def told(role: Role) -> dict[str, Any]:
    """The role in the words of the wire."""
    return {"name": role.name, "operations": sorted(role.operations), "reach": role.reach, "permissions": names(role.mask)}


def role_called(actor: Actor, role_id: int) -> Role:
    """The role. Raises RefusedItem `not_found`."""
    found: Role | None = Role.objects.visible_to(actor).filter(pk=role_id).first()
    if found is None:
        raise refusal("not_found")
    return found


def _take(role: Role, said: Mapping[str, Any]) -> None:
    """What was said, onto the role. Raises RefusedItem."""
    role.name = said.get("name", role.name)
    role.reach = said.get("reach", role.reach)
    if "operations" in said:
        role.operations = sorted(set(said["operations"]))
    if "permissions" in said:
        role.mask = mask_of(said["permissions"])
    if role.mask and role.reach != ALL:
        message = "A role that reaches grants only has no permissions of its own."
        raise refusal("invalid_choice", ("permissions",), message, choices=[])
