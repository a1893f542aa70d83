"""Saying of two organizations that look like one that they are not, and taking it back. Who may merge them may say so.

Recorded as changes of a record type of its own, `distinct_pair`: the organizations themselves stay as they are, versions included.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.capabilities import allows
from accounts.errors import refusal
from accounts.saving import tell
from database.transactions import account_transaction
from organizations.models import DistinctPair, Organization

MEMBER = "organizations"
NEEDED = "full_organization"


def keep_apart(*, actor: Actor, first_id: int, second_id: int) -> DistinctPair:
    """Remember that the two are no duplicates. Said before: nothing changes, and nothing is recorded.

    Raises RefusedItem: `not_found` (one of them, or out of sight), `same_organization`, `permission_denied`; Busy when the account's
    lock is not free in time.
    """
    lower, higher = sorted((first_id, second_id))
    if lower == higher:
        raise refusal("same_organization")
    with account_transaction(actor.account_id):
        _refuse_unless_both_are_held(actor, [lower, higher])
        known: DistinctPair | None = DistinctPair.objects.visible_to(actor).filter(first_id=lower, second_id=higher).first()
        if known is not None:
            return known
        pair = DistinctPair(account_id=actor.account_id, first_id=lower, second_id=higher)
        pair.decided_at, pair.decided_by_id = timezone.now(), actor.user_id
        pair.save()
        tell(pair, "distinct_pair", "create", {MEMBER: [None, [lower, higher]]}, actor)
    return pair


def suggest_again(*, actor: Actor, pair_id: int) -> None:
    """Forget that two organizations are no duplicates.

    Raises RefusedItem: `not_found` (no such pair, or one of its ends is out of sight), `permission_denied`; Busy.
    """
    with account_transaction(actor.account_id):
        pair: DistinctPair | None = pairs_seen(actor).filter(pk=pair_id).first()
        if pair is None:
            raise refusal("not_found")
        _refuse_unless_both_are_held(actor, [pair.first_id, pair.second_id])
        tell(pair, "distinct_pair", "delete", {MEMBER: [[pair.first_id, pair.second_id], None]}, actor)
        pair.delete()


def pairs_seen(actor: Actor) -> Any:
    """The pairs of which the actor sees both. One that it does not see costs as much to look for as one that is nowhere."""
    seen = Organization.objects.visible_to(actor).values("pk")
    return DistinctPair.objects.visible_to(actor).filter(first__in=seen, second__in=seen)


def _refuse_unless_both_are_held(actor: Actor, ids: list[int]) -> None:
    """As a merge: the operation by the role, and both organizations in full."""
    masks = Organization.objects.visible_to(actor).filter(pk__in=ids).values_list("mask", flat=True)
    found = list(masks)
    if len(found) < len(ids):
        raise refusal("not_found")
    if not actor.may("ORGANIZATION", "UPDATE") or not all(allows(mask, NEEDED) for mask in found):
        raise refusal("permission_denied")
