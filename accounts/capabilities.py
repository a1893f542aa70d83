"""Permission bits on an object, and the capabilities they give. Code asks for a capability, never for a bit.

Pure: no database, no Django. The bits are stored closed (`close`), so that one `&` answers every question.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

READ = 1
EDIT = 2
FULL = 4
SHARE = 8
RELATIONSHIP_READ = 16
RELATIONSHIP_EDIT = 32
REQUEST_ONBOARD = 64
EVERY_BIT = 127

NAMES: dict[str, int] = {
    "read": READ,
    "edit": EDIT,
    "full": FULL,
    "share": SHARE,
    "relationship-read": RELATIONSHIP_READ,
    "relationship-edit": RELATIONSHIP_EDIT,
    "request-onboard": REQUEST_ONBOARD,
}

# Capability → the bits of which any one gives it.
NEEDED: dict[str, int] = {
    "view_organization": READ | EDIT | FULL,
    "edit_organization": EDIT | FULL,
    "full_organization": FULL,
    "view_relationship": READ | EDIT | FULL | RELATIONSHIP_READ | RELATIONSHIP_EDIT,
    "edit_relationship": EDIT | FULL | RELATIONSHIP_EDIT,
    "view_product": READ | EDIT | FULL,
    "edit_product": EDIT | FULL,
    "full_product": FULL,
    "share": SHARE | FULL,
    "request_onboard": REQUEST_ONBOARD | FULL,
}


def close(mask: int) -> int:
    """Add what a permission brings with it: full → edit and read, edit → read, relationship-edit → relationship-read."""
    if mask & FULL:
        mask |= EDIT
    if mask & EDIT:
        mask |= READ
    if mask & RELATIONSHIP_EDIT:
        mask |= RELATIONSHIP_READ
    return mask


def mask_of(permissions: Iterable[str]) -> int:
    """The closed mask of permissions by name. Raises KeyError for a name that NAMES does not hold."""
    return close(reduce(or_, (NAMES[name] for name in permissions), 0))


def is_complete(mask: int) -> bool:
    """Whether a mask can be stored as a grant: at least one bit, closed, and `share` only next to a bit that lets its holder see."""
    can_see = mask & (READ | RELATIONSHIP_READ)
    return 0 < mask <= EVERY_BIT and close(mask) == mask and (not mask & SHARE or bool(can_see))


STORED: tuple[int, ...] = tuple(mask for mask in range(1, EVERY_BIT + 1) if is_complete(mask))


def givable(mask: int) -> int:
    """The bits that the holder of a mask may give to others, or take from them: never more than it can do itself.

    `full` and `share` only by a holder of `full`, which can do everything. Reading an organization shows its relationships and
    editing it edits them, so these two give the bits of relationships as well. Without the capability to share: none.
    """
    if mask & FULL:
        return EVERY_BIT
    if not allows(mask, "share"):
        return 0
    if mask & READ:
        mask |= RELATIONSHIP_READ
    if mask & EDIT:
        mask |= RELATIONSHIP_EDIT
    return mask & ~SHARE


def names(mask: int) -> list[str]:
    """The permissions of a mask by name, sorted: a full role reads `["edit", "full", "read"]`. Bits without a name are ignored."""
    return sorted(name for name, bit in NAMES.items() if mask & bit)


def allows(mask: int, capability: str) -> bool:
    """Whether a mask gives a capability. Raises KeyError for a capability that NEEDED does not hold."""
    return bool(mask & NEEDED[capability])
