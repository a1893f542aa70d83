"""Whether the actor may use a view at all. What it may do with an object is the mask's question (querysets.py)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.actor import Actor, changes_what_all_share
from accounts.authentication import not_authenticated
from accounts.roles import ALL
from api.errors import Problem


class HasOperation(BasePermission):
    """Every view says `required_operations`: the operations of which any one opens it, as ("CONTACT.CREATE", "CONTACT.UPDATE").

    `()`: any member. A mapping from HTTP method to such a tuple where the methods differ; methods it lacks are left to the
    view's 405. A view that says nothing is a fault of ours and fails. Raises Problem `not_authenticated`, `permission_denied`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = getattr(request, "actor", None)
        if actor is None:
            raise not_authenticated()
        needed = needed_of(view.required_operations, request.method or "")
        if needed and not actor.operations.intersection(needed):
            raise Problem("permission_denied", _lacking(actor, needed))
        return True


def _lacking(actor: Actor, needed: Collection[str]) -> str:
    """What it takes; of who reaches only what is shared with it, its role may even list that."""
    sentence = f"You may not do this; it needs {' or '.join(needed)}"
    if actor.reach != ALL and all(map(changes_what_all_share, needed)):
        return f"{sentence}, in a role that reaches every record."
    return f"{sentence}."


def needed_of(required: Mapping[str, tuple[str, ...]] | tuple[str, ...], method: str) -> tuple[str, ...]:
    """The operations of which any one lets a method through; (): any member."""
    if isinstance(required, Mapping):
        return required.get("GET" if method == "HEAD" else method, ())
    return required
