"""Around the pages of a signed-in person: times in their zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.display import zone_of
from accounts.models import User
from api.paths import is_api

_PROBES = ("/livez", "/readyz")


class TimeZone:
    """Shows times in the zone of the person's profile; in UTC to strangers. The API stays in UTC, and asks for no session here.

    The zone holds until the view has answered. What is streamed afterwards is in UTC, as files for machines should be.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(_zone(request)):
            return self.get_response(request)


def _zone(request: HttpRequest) -> tzinfo | None:
    """None: the zone of the settings, UTC."""
    if is_api(request) or request.path in _PROBES or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return zone_of(request.user.time_zone) if isinstance(request.user, User) else None
