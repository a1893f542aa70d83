"""Sharing one record: who may give what to whom. Every change is made under the account's lock and recorded with the record.

Nobody gives more than it holds (`capabilities.givable`), and nobody takes away what it could not give.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.actor import Actor
from accounts.capabilities import FULL, allows, close, givable, names
from accounts.errors import RefusedItem, refusal
from accounts.grant_writing import GrantedTo, grant_ownership, remove_grants, told
from accounts.holdings import SharedRecord, has_full_holder, object_mask
from accounts.models import Grant, Principal
from accounts.principals import principal_ids
from accounts.shares import PrincipalName, Share, all_judged, found, judged
from activity.services import RecordedChange
from activity.services import record as record_changes
from api.errors import ItemError, Path, item_error
from database.transactions import account_transaction

__all__ = [
    "PrincipalName",
    "Share",
    "SharedRecord",
    "change_grant",
    "grant",
    "grant_ownership",
    "grants_of",
    "object_mask",
    "remove_grants",
    "revoke",
    "set_grants",
]

MANUAL = "manual"


class Change(NamedTuple):
    """What becomes of the grant to one principal; 0: no grant. `path` is where the sender said so."""

    principal_id: int
    old: int
    new: int
    path: Path


def grant(*, actor: Actor, record: SharedRecord, principal: PrincipalName, permissions: Collection[str]) -> bool:
    """Let a principal hold these permissions on a record, besides those it was granted before. Whether anything changed.

    Raises RefusedItem: `share_not_permitted`, `reference_not_found` (no such principal in the account), `invalid_choice` (no such
    permission), `too_short` (none), `invalid_format` (`share` without a reading one). Busy when the lock is not free in time.
    """
    with account_transaction(actor.account_id):
        holds = _may_share(actor, record)
        (id_,) = found(actor, [principal], [("principal",)])
        old = _stored(actor, record, MANUAL).get(id_, 0)
        new = close(old | judged(permissions, ("permissions",)))
        return _apply([Change(id_, old, new, ("permissions",))], holds, actor, record, MANUAL)


def revoke(*, actor: Actor, record: SharedRecord, principal: PrincipalName, cause: str = MANUAL) -> bool:
    """Take what a principal was granted for this cause. Whether there was anything to take.

    Raises RefusedItem: `share_not_permitted`, `reference_not_found`, `last_full_holder`. Busy when the lock is not free in time.
    """
    with account_transaction(actor.account_id):
        holds = _may_share(actor, record)
        (id_,) = found(actor, [principal], [("principal",)])
        old = _stored(actor, record, cause).get(id_, 0)
        return _apply([Change(id_, old, 0, ("principal",))], holds, actor, record, cause)


def change_grant(
    *, actor: Actor, record: SharedRecord, principal: PrincipalName, permissions: Collection[str], seen: Collection[str]
) -> bool:
    """Let a principal that was granted `seen` by hand hold these permissions instead. Whether anything changed.

    Raises RefusedItem: `version_conflict` where it is not granted exactly what was seen (any more); else those of `grant`, and
    `last_full_holder`. Busy when the lock is not free in time.
    """
    with account_transaction(actor.account_id):
        holds = _may_share(actor, record)
        (id_,) = found(actor, [principal], [("principal",)])
        old = _stored(actor, record, MANUAL).get(id_, 0)
        if names(old) != sorted(seen):
            raise refusal("version_conflict", message="Somebody changed this meanwhile: look at what is shared now, then change it.")
        new = judged(permissions, ("permissions",))
        return _apply([Change(id_, old, new, ("permissions",))], holds, actor, record, MANUAL)


def set_grants(*, actor: Actor, record: SharedRecord, shares: Sequence[Share]) -> bool:
    """Replace everything that was granted by hand on a record by these. Other causes stay. Whether anything changed.

    What stays as it is takes no right to give it. Raises RefusedItem with every reason, below the shares' paths: those of `grant`
    and `revoke`, and `duplicate_in_batch` for a principal that is named twice. Busy when the lock is not free in time.
    """
    with account_transaction(actor.account_id):
        holds = _may_share(actor, record)
        masks = all_judged(shares)
        ids = found(actor, [share.principal for share in shares], [(*share.path, "principal") for share in shares])
        stored = _stored(actor, record, MANUAL)
        changes = [Change(id_, old, 0, ("grants",)) for id_, old in stored.items() if id_ not in ids]
        said = zip(ids, masks, shares, strict=True)
        changes += [Change(id_, stored.get(id_, 0), mask, (*share.path, "permissions")) for id_, mask, share in said]
        return _apply(changes, holds, actor, record, MANUAL)


def grants_of(*, actor: Actor, record: SharedRecord) -> list[dict[str, Any]]:
    """The grants on a record itself, as the wire shows them: at most three statements.

    All of them for who may share the record or read the members; for others those that reach them, for a partner is not to learn
    who the other partners are.
    """
    grants = Grant.objects.visible_to(actor).filter(object_kind=record.kind, object_id=record.id)
    if not (actor.may("MEMBER", "READ") or allows(object_mask(actor, record), "share")):
        mine = principal_ids(actor.account_id, actor.user_id) if actor.user_id else ()
        grants = grants.filter(principal_id__in=mine)
    rows = grants.select_related("principal__user", "principal__team", "granted_by").order_by("principal_id", "cause")
    return [_shown(row) for row in rows]


def _may_share(actor: Actor, record: SharedRecord) -> int:
    """The actor's mask on the record. Raises RefusedItem `share_not_permitted`."""
    holds = object_mask(actor, record)
    if actor.may(record.resource, "SHARE") and allows(holds, "share"):
        return holds
    raise refusal("share_not_permitted", message="You may not share this record.")


def _stored(actor: Actor, record: SharedRecord, cause: str) -> dict[int, int]:
    """Principal → mask, of the grants on the record itself for this cause."""
    grants = Grant.objects.visible_to(actor).filter(object_kind=record.kind, object_id=record.id, cause=cause)
    return dict(grants.order_by("principal_id").values_list("principal_id", "mask"))


def _apply(changes: Iterable[Change], holds: int, actor: Actor, record: SharedRecord, cause: str) -> bool:
    """Judge what really changes, write it and tell it. Raises RefusedItem."""
    real = [change for change in changes if change.old != change.new]
    if not real:
        return False
    if errors := [error for change in real if (error := _beyond(change, holds))]:
        raise RefusedItem(errors)
    gone = [change.principal_id for change in real if not change.new]
    Grant.objects.visible_to(actor).filter(object_kind=record.kind, object_id=record.id, cause=cause, principal_id__in=gone).delete()
    _store([change for change in real if change.new], actor, record, cause)
    if any(change.old & ~change.new & FULL for change in real) and not has_full_holder(actor, record):
        raise refusal("last_full_holder", ("grants",))
    record_changes([_told(real, actor, record, cause)], actor.origin())
    return True


def _beyond(change: Change, holds: int) -> ItemError | None:
    """The error of a change that gives or takes what the actor may not give. None: it may."""
    beyond = names((change.old ^ change.new) & ~givable(holds))
    if not beyond:
        return None
    verb = "give" if change.new & ~change.old & ~givable(holds) else "take away"
    message = f"You may not {verb} {', '.join(beyond)}: nobody shares more than it holds, and only `full` shares `full` and `share`."
    return item_error("share_not_permitted", change.path, message, permissions=beyond)


def _store(changes: Sequence[Change], actor: Actor, record: SharedRecord, cause: str) -> None:
    """Insert or update the grants to these principals. One statement; none for none."""
    columns = {"account_id": actor.account_id, "object_kind": record.kind, "object_id": record.id, "cause": cause}
    signed = {"granted_by_id": actor.user_id, "created_at": timezone.now()}
    Grant.objects.visible_to(actor).bulk_create(
        [Grant(**columns, **signed, principal_id=change.principal_id, mask=change.new) for change in changes],
        update_conflicts=True,
        unique_fields=["account", "principal", "object_kind", "object_id", "cause"],
        update_fields=["mask", "granted_by", "created_at"],
    )


def _told(changes: Sequence[Change], actor: Actor, record: SharedRecord, cause: str) -> RecordedChange:
    """The row of history: the principals by their words, one statement."""
    rows = Principal.objects.visible_to(actor).filter(id__in=[change.principal_id for change in changes])
    words: Mapping[int, tuple[str, int | None]] = {row.pk: (row.kind, row.user_id or row.team_id) for row in rows}
    old = [GrantedTo(*words[change.principal_id], change.old, cause) for change in changes if change.old]
    new = [GrantedTo(*words[change.principal_id], change.new, cause) for change in changes if change.new]
    return told(record.kind, record.id, old, new)


def _shown(row: Grant) -> dict[str, Any]:
    """One grant as the wire shows it."""
    principal, giver = row.principal, row.granted_by
    who = principal.user or principal.team
    return {
        "principal": {"kind": principal.kind, "id": who and who.pk, "name": who and who.name},
        "permissions": names(row.mask),
        "cause": row.cause,
        "grantedBy": giver and {"id": giver.pk, "name": giver.name},
        "grantedAt": row.created_at,
    }
