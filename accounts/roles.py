"""Operations, and the roles every account is born with. Pure data; permissions.md holds the same table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from accounts.capabilities import EDIT, FULL, READ, close

RECORDS = ("ORGANIZATION", "CONTACT", "RELATIONSHIP", "PRODUCT")
RESOURCES = (*RECORDS, "SETTINGS", "MEMBER", "API_KEY", "IMPORT", "WEBHOOK")
VERBS = ("CREATE", "READ", "UPDATE", "DELETE", "SHARE")

ALL = "all"
GRANTED = "granted"


def operations(resources: Iterable[str], verbs: Iterable[str]) -> frozenset[str]:
    """Every `RESOURCE.VERB` of the two lists."""
    verbs = tuple(verbs)
    return frozenset(f"{resource}.{verb}" for resource in resources for verb in verbs)


OPERATIONS = operations(RESOURCES, VERBS)

# Reference data is for every role to read (permissions.md), so no role has to list it.
EVERY_ROLE = frozenset({"SETTINGS.READ"})


class BuiltInRole(NamedTuple):
    """One line of the table. `mask` is closed; 0 where the reach is `granted`, for then only grants give a mask."""

    name: str
    operations: frozenset[str]
    reach: str
    mask: int


BUILT_IN: tuple[BuiltInRole, ...] = (
    BuiltInRole("Owner", OPERATIONS, ALL, close(FULL)),
    BuiltInRole("Manager", OPERATIONS - operations(["MEMBER", "API_KEY"], VERBS), ALL, close(FULL)),
    BuiltInRole("Editor", operations([*RECORDS, "IMPORT"], ["CREATE", "READ", "UPDATE"]), ALL, close(EDIT)),
    BuiltInRole("Viewer", operations(RESOURCES, ["READ"]), ALL, close(READ)),
    BuiltInRole("Partner", operations(RECORDS, ["READ", "UPDATE"]), GRANTED, 0),
    BuiltInRole("Integration", operations([*RECORDS, "IMPORT"], ["CREATE", "READ", "UPDATE", "DELETE"]), ALL, close(FULL)),
)
