"""What an actor meets: the tenant wall of database/, and the permission mask on top of it."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q, Value

from accounts.actor import Actor
from accounts.capabilities import NAMES, allows
from database.tenancy import TenantQuerySet

SHORTEST_INSIDE = 3


def mask_sql(actor: Actor, *resources: str) -> tuple[str, list[Any]]:
    """The SQL expression for the mask of a row in a raw statement, with its parameters (placeholders `%s`).

    A key's scopes on any of these resources let their bits through: a key for relationships alone may name organizations.

    The one place besides MaskedQuerySet where grants will enter; until they do, every row of the account carries the same mask.
    """
    return "%s::smallint", [reduce(or_, map(actor.mask_for, resources))]


class MaskedQuerySet(TenantQuerySet):
    """Records that carry permissions. A subclass says which resource it holds and which capability it takes to see one."""

    resource: ClassVar[str] = "ORGANIZATION"
    capability: ClassVar[str] = "view_organization"

    def visible_to(self, actor: Actor) -> Self:  # type: ignore[override]  # the wall asks for an account, the mask for an actor
        """The account's rows that this actor may see, each with its `mask`.

        A reach of `granted` sees nothing until grants exist.
        """
        mask = actor.mask_for(self.resource)
        rows = super().visible_to(actor).annotate(mask=Value(mask, output_field=models.SmallIntegerField()))
        return rows if allows(mask, self.capability) else rows.none()

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


class ApiKeyQuerySet(TenantQuerySet):
    """API keys."""

    def usable(self, at: datetime) -> Self:
        """Neither revoked nor expired, and of a user who may still sign in."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at), revoked_at__isnull=True, user__is_active=True)

    def with_role(self) -> Self:
        """With account, user and the role of the user's membership, in one statement. A key whose user left the account drops out."""
        # The key knows its user, not the membership: the joins go over the user and meet again in the account.
        return (
            self.filter(user__memberships__account_id=F("account_id"))
            .select_related("account", "user")
            .annotate(
                role_name=F("user__memberships__role__name"),
                role_operations=F("user__memberships__role__operations"),
                role_reach=F("user__memberships__role__reach"),
                role_mask=F("user__memberships__role__mask"),
            )
        )
