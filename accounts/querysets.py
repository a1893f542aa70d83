"""What an actor meets: the tenant wall of database/, and the permission mask on top of it."""

from __future__ import annotations

from typing import Self

from django.db.models import F, Q

from accounts.actor import Actor
from accounts.capabilities import NAMES
from accounts.masks import granted, holding_of, mask_of
from database.tenancy import TenantQuerySet

SHORTEST_INSIDE = 3


class MaskedQuerySet(TenantQuerySet):
    """Records that carry permissions. Their model says how they are shared: `sharing`.

    `seen_by` is the actor that `visible_to` was told; None before that.
    """

    seen_by: Actor | None = None

    def visible_to(self, actor: Actor) -> Self:  # type: ignore[override]  # the wall asks for an account, the mask for an actor
        """The account's rows that this actor may see, by its role or by grants, each with its `mask`."""
        held = holding_of(actor, self.model.sharing)
        rows = super().visible_to(actor).annotate(mask=mask_of(held))
        rows.seen_by = actor
        if held.sees_nothing:
            return rows.none()
        return rows if held.sees_all else rows.filter(granted(held))

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # the stubs leave it out
        clone.seen_by = self.seen_by
        return clone

    def holding(self, permission: str) -> Self:
        """Of rows that `visible_to` has masked, those on which the actor has this permission by name."""
        return self.annotate(held=F("mask").bitand(NAMES[permission])).filter(held__gt=0)


def containing(text: str, *columns: str) -> Q:
    """Rows of which one of these columns contains the text, ignoring case; under three characters: begins with it.

    A short text inside a column would be in half of the rows, and no index helps to find it.
    """
    how = "icontains" if len(text) >= SHORTEST_INSIDE else "istartswith"
    found = Q()
    for column in columns:
        found |= Q((f"{column}__{how}", text))
    return found
