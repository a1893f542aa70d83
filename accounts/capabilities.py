"""Permission bits on an object, and the capabilities they give. Code asks for a capability, never for a bit.

Pure: no database, no Django. The bits are stored closed (`close`), so that one `&` answers every question.
"""

from __future__ import annotations

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


def names(mask: int) -> list[str]:
    """The permissions of a mask by name, sorted: a full role reads `["edit", "full", "read"]`. Bits without a name are ignored."""
    return sorted(name for name, bit in NAMES.items() if mask & bit)


def allows(mask: int, capability: str) -> bool:
    """Whether a mask gives a capability. Raises KeyError for a capability that NEEDED does not hold."""
    return bool(mask & NEEDED[capability])
