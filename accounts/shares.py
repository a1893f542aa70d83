"""What a sharer says, judged: which principals are meant, and which permissions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Q

from accounts.actor import Actor
from accounts.capabilities import NAMES, is_complete, mask_of
from accounts.errors import RefusedItem, refusal
from accounts.models import Principal
from api.errors import ItemError, Path, item_error


class PrincipalName(NamedTuple):
    """Somebody by the wire's words: a user (`id` of the user), a team (`id` of the team), or account (`id` None): everyone."""

    kind: str
    id: int | None = None


class Share(NamedTuple):
    """What one principal is to hold, by the names of permissions. `path` is where the sender said so."""

    principal: PrincipalName
    permissions: Collection[str]
    path: Path = ()


def judged(permissions: Collection[str], path: Path) -> int:
    """The closed mask of these permissions. Raises RefusedItem."""
    unknown = sorted(set(permissions) - set(NAMES))
    if unknown:
        raise refusal("invalid_choice", path, choices=sorted(NAMES))
    mask = mask_of(permissions)
    if not mask:
        raise refusal("too_short", path, min=1)
    if not is_complete(mask):
        raise refusal("invalid_format", path, "`share` needs `read` or `relationship-read` next to it.")
    return mask


def all_judged(shares: Sequence[Share]) -> list[int]:
    """The masks, one for each share. Raises RefusedItem with all that is wrong."""
    masks, errors = [], []
    for share in shares:
        try:
            masks.append(judged(share.permissions, (*share.path, "permissions")))
        except RefusedItem as refused:
            errors += refused.errors
    if errors:
        raise RefusedItem(errors)
    return masks


def found(actor: Actor, principals: Sequence[PrincipalName], paths: Sequence[Path]) -> list[int]:
    """The ids of principals of the actor's account, in the same order. One statement.

    Raises RefusedItem with all that is wrong; `paths` is where each principal was said.
    """
    wanted = Q(kind="account")
    for kind in ("user", "team"):
        wanted |= Q((f"{kind}_id__in", [principal.id for principal in principals if principal.kind == kind]))
    rows = Principal.objects.visible_to(actor).filter(wanted)
    known = {PrincipalName(row.kind, row.user_id or row.team_id): row.pk for row in rows}
    errors = [_unknown(principal, path) for principal, path in zip(principals, paths, strict=True) if principal not in known]
    errors += _repeated(principals, paths)
    if errors:
        raise RefusedItem(errors)
    return [known[principal] for principal in principals]


def _unknown(principal: PrincipalName, path: Path) -> ItemError:
    """The same answer for a principal of another account as for one that does not exist."""
    message = f"The account has no such {principal.kind}."
    return item_error("reference_not_found", path, message, kind=principal.kind, value=principal.id)


def _repeated(principals: Sequence[PrincipalName], paths: Sequence[Path]) -> Iterable[ItemError]:
    places: dict[PrincipalName, list[int]] = {}
    for index, principal in enumerate(principals):
        places.setdefault(principal, []).append(index)
    for indexes in places.values():
        for index in indexes if len(indexes) > 1 else ():
            yield item_error("duplicate_in_batch", paths[index], "This principal is named more than once.", indexes=indexes)
