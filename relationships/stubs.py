"""Which ends of relationships have a page that the actor may open: an edge names organizations that are not to be seen otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.actor import Actor
from accounts.capabilities import allows
from organizations.pages import ORGANIZATION_PAGES
from organizations.reading import VISIBLE

Row = dict[str, Any]
ENDS = ("source", "target", "leadSupplier")


def open_ends(records: Sequence[Row], actor: Actor) -> frozenset[int]:
    """The ids of the ends and lead suppliers of these relationships that the actor sees. One statement; none where it sees all, or none."""
    ids = {record[end]["id"] for record in records for end in ENDS if record[end] is not None}
    if not ids or not actor.may("ORGANIZATION", "READ"):
        return frozenset()
    if allows(actor.mask_for("ORGANIZATION"), "view_organization"):
        return frozenset(ids)
    return frozenset(identity for (identity,) in VISIBLE.of(actor, sorted(ids)))


def linked(stub: Row | None, opened: Iterable[int]) -> Row | None:
    """The stub with the address of its page, None where the actor may not open that. None: there is no stub."""
    if stub is None:
        return None
    return stub | {"url": ORGANIZATION_PAGES.url("detail", stub) if stub["id"] in opened else None}
