"""What one may hand out: no more than one holds. No statements.

Whoever makes a role, gives one to a member, or makes a key for somebody hands out rights; so does who takes a member's role away, or
else somebody with a small role could empty a large one. What is missing is told as words for `params.needed`.
"""

from __future__ import annotations

from collections.abc import Iterable

from accounts.actor import Actor, Rights
from accounts.capabilities import FULL, close, names
from accounts.errors import refusal
from accounts.models import Role
from accounts.roles import ALL, EVERY_ROLE, RESOURCES
from accounts.scopes import bits_of, verbs_of
from api.errors import Path

_MASKED = ("ORGANIZATION", "CONTACT", "RELATIONSHIP")


def rights_of(role: Role) -> Rights:
    """What a role gives."""
    return Rights(role.name, role.operations, role.reach, role.mask)


def beyond_role(actor: Actor, rights: Rights) -> list[str]:
    """What the role holds and the actor does not: operations, then permissions, then the reach. Nothing: it may hand the role out."""
    missing = sorted(rights.effective(None) - actor.operations - EVERY_ROLE)
    if rights.reach != ALL:
        return missing
    missing += names(rights.closed_mask() & ~_mask_everywhere(actor))
    return missing if actor.reach == ALL else [*missing, "reach all"]


def beyond_scopes(actor: Actor, scopes: Iterable[str]) -> list[str]:
    """The scopes that the actor's own key does not have. None are missing for who signed in without a key."""
    chosen = list(scopes)
    return [
        f"{resource.lower()}.{verb.lower()}"
        for resource in RESOURCES
        for verb in sorted(verbs_of(chosen, resource) - verbs_of(actor.scopes, resource))
    ]


def beyond_key(actor: Actor, holder: Rights, scopes: Iterable[str]) -> list[str]:
    """What a key of another member could do with these scopes and the actor could not."""
    chosen = list(scopes)
    missing = sorted(holder.effective(chosen) - actor.operations)
    mask = holder.closed_mask() if holder.reach == ALL else close(FULL)  # what is granted to the other may be everything
    bits = 0
    for resource in _MASKED:
        bits |= mask & bits_of(chosen, resource) & ~actor.mask_for(resource)
    return missing + names(bits)


def refuse_beyond(missing: list[str], path: Path) -> None:
    """Raise RefusedItem `permission_denied` if anything is missing."""
    if missing:
        raise refusal("permission_denied", path, f"Nobody hands out more than it holds; you lack {', '.join(missing)}.", needed=missing)


def _mask_everywhere(actor: Actor) -> int:
    """The bits that the actor holds on records of every kind."""
    mask = close(FULL)
    for resource in _MASKED:
        mask &= actor.mask_for(resource)
    return mask
