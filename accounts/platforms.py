"""Which account a request is about: the one in X-Platform-Id, the one chosen in the browser, or the only one there is."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.actor import Actor
from accounts.actors import actor_of_member
from accounts.models import Membership, User
from api.errors import Problem

HEADER = "X-Platform-Id"
CHOSEN = "account_slug"  # in the session


def named_account(request: HttpRequest) -> str | None:
    """The slug in the header. None: the header is not there."""
    return request.headers.get(HEADER)


def refuse_account() -> Problem:
    """An account that the credential does not hold. The same answer whether it exists or not."""
    return Problem("permission_denied", f"Your credentials do not open the account named in {HEADER}.")


def memberships_of(user: User) -> list[Membership]:
    """The accounts of a user, by slug, each with the role. One statement."""
    return list(Membership.rows.filter(user=user).select_related("account", "role", "user").order_by("account__slug"))


def session_actor(request: HttpRequest, *, channel: str) -> Actor:
    """The signed-in user in the account the request is about. One statement besides session and user.

    Leaves all memberships of the user in `request.memberships`: the pages offer a change of account.
    Raises Problem `permission_denied` (not a member of the named account, or of any), `platform_required` (several, none chosen).
    """
    memberships = memberships_of(request.user)  # type: ignore[arg-type]  # called with a signed-in user only
    request.memberships = memberships  # type: ignore[attr-defined]
    membership = _named(memberships, named_account(request)) or _chosen(memberships, request.session.get(CHOSEN))
    return actor_of_member(membership, channel=channel, request_id=getattr(request, "request_id", ""))


def _named(memberships: list[Membership], slug: str | None) -> Membership | None:
    if slug is None:
        return None
    found = _with_slug(memberships, slug)
    if found is None:
        raise refuse_account()
    return found


def _chosen(memberships: list[Membership], slug: str | None) -> Membership:
    if not memberships:
        raise Problem("permission_denied", "You are not a member of any account.")
    found = _with_slug(memberships, slug)
    if found is not None:
        return found
    if len(memberships) > 1:
        raise Problem("platform_required")
    return memberships[0]


def _with_slug(memberships: list[Membership], slug: str | None) -> Membership | None:
    return next((membership for membership in memberships if membership.account.slug == slug), None)
