"""What base.html needs on every page, error pages included. No statement: everything was read by the page or comes with the request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.navigation import navigation, search_url
from accounts.preferences import Preferences
from accounts.roles import RESOURCES, VERBS


def shell(request: HttpRequest) -> dict[str, Any]:
    """`preferences`, `version`, and of a page that knows who asks: `actor`, `may`, `memberships`, `navigation`, `search_url`.

    `may` answers in templates what the role allows: `{% if may.organization.create %}`. What the mask of one record allows, the view says.
    """
    found: dict[str, Any] = {"preferences": getattr(request, "preferences", Preferences()), "version": settings.VERSION}
    actor = getattr(request, "actor", None)
    if actor is None:
        return found
    may = {resource.lower(): {verb.lower(): actor.may(resource, verb) for verb in VERBS} for resource in RESOURCES}
    return found | {
        "actor": actor,
        "may": may,
        "memberships": request.memberships,  # type: ignore[attr-defined]  # comes with the actor (platforms.py)
        "navigation": navigation(actor, request.path),
        "search_url": search_url(),
    }
