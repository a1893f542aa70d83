"""What somebody holds on one record, and whether anybody still holds it in full."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.aggregates import BitOr
from django.db.models import Q

from accounts.actor import Actor
from accounts.capabilities import FULL, STORED
from accounts.models import Grant, Membership
from accounts.scopes import bits_of

_WITH_FULL = [mask for mask in STORED if mask & FULL]


@dataclass(frozen=True, slots=True)
class SharedRecord:
    """A record that can be shared. `kind` is organization or relationship.

    `covered_by` are the organizations whose grants cover it, too: source and target of a relationship, nothing for others.
    """

    kind: str
    id: int
    covered_by: tuple[int, ...] = ()

    @property
    def resource(self) -> str:
        """The name in operations and scopes, as ORGANIZATION."""
        return self.kind.upper()

    def grants(self) -> Q:
        """The grants that reach this record."""
        found = Q(object_kind=self.kind, object_id=self.id)
        return found | Q(object_kind=Grant.Kind.ORGANIZATION, object_id__in=self.covered_by) if self.covered_by else found


def object_mask(actor: Actor, record: SharedRecord) -> int:
    """The bits that an actor holds on a record of its account, less what the key's scopes keep back.

    The role's mask, and the grants of its principals added up: one statement, none where the role holds everything in full.
    """
    mask = actor.mask_for(record.resource)
    if actor.principals:
        grants = Grant.objects.visible_to(actor).filter(record.grants(), principal_id__in=actor.principals)
        mask |= (grants.aggregate(bits=BitOr("mask"))["bits"] or 0) & bits_of(actor.scopes, record.resource)
    return mask


def has_full_holder(actor: Actor, record: SharedRecord) -> bool:
    """Whether anybody who may sign in holds `full` on a record of the actor's account. At most two statements.

    By role: a member whose role reaches all with mask full. By grant: such a user, a team with such a member, or everyone.
    """
    members = Membership.objects.visible_to(actor).filter(user__is_active=True)
    if members.filter(role__mask__in=_WITH_FULL).exists():  # only a role that reaches all has a mask
        return True
    holders = (
        Q(principal__kind="account")
        | Q(principal__user__is_active=True)
        | Q(principal__team__team_members__membership__user__is_active=True)
    )
    return bool(Grant.objects.visible_to(actor).filter(record.grants(), holders, mask__in=_WITH_FULL).exists())
