"""Scopes of a key: `all`, or `<resource>.<verb>` in lower case. A scope only ever takes away. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.capabilities import EDIT, EVERY_BIT, READ, RELATIONSHIP_EDIT, RELATIONSHIP_READ
from accounts.roles import RESOURCES, VERBS

EVERYTHING = "all"
WORDS: dict[str, frozenset[str]] = {
    **{verb.lower(): frozenset({verb}) for verb in VERBS},
    "write": frozenset({"CREATE", "UPDATE", "DELETE"}),
    "all": frozenset(VERBS),
}
_SEEING = READ | RELATIONSHIP_READ
# What each verb lets through of a role's mask. Create lets nothing through: a key that may only create sees nothing that exists.
_BITS: dict[str, int] = {
    "CREATE": 0,
    "READ": _SEEING,
    "UPDATE": _SEEING | EDIT | RELATIONSHIP_EDIT,
    "DELETE": EVERY_BIT,
    "SHARE": EVERY_BIT,
}


def is_scope(text: str) -> bool:
    """Whether this is a scope we know."""
    resource, _, word = text.partition(".")
    return text == EVERYTHING or (resource == resource.lower() and resource.upper() in RESOURCES and word in WORDS)


def verbs_of(scopes: Iterable[str] | None, resource: str) -> frozenset[str]:
    """What the scopes let through on a resource (`ORGANIZATION`). None: no key, nothing is taken away."""
    if scopes is None:
        return frozenset(VERBS)
    found: frozenset[str] = frozenset()
    for scope in scopes:
        name, _, word = scope.partition(".")
        if scope == EVERYTHING:
            return frozenset(VERBS)
        if name.upper() == resource:
            found |= WORDS.get(word, frozenset())
    return found


def bits_of(scopes: Iterable[str] | None, resource: str) -> int:
    """Which bits of a mask the scopes let through on a resource. None: no key, every bit."""
    if scopes is None:
        return EVERY_BIT
    bits = 0
    for verb in verbs_of(scopes, resource):
        bits |= _BITS[verb]
    return bits


def admitted(operations: Iterable[str], scopes: Iterable[str] | None) -> frozenset[str]:
    """The operations that the scopes let through."""
    held = None if scopes is None else tuple(scopes)
    allowed = {resource: verbs_of(held, resource) for resource in RESOURCES}
    return frozenset(
        operation for operation in operations if operation.partition(".")[2] in allowed.get(operation.partition(".")[0], frozenset())
    )
