"""The look of the pages for this request: as the signed-in user has it, else as cookies say, so that it holds before anybody signs in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.display import UTC, Density, Theme, time_zones, zone_of
from accounts.models import User
from api.paths import is_api

CHOICES: dict[str, list[str]] = {"theme": Theme.values, "density": Density.values}
ZONE = "zone"  # the cookie in which static/js/preferences.js tells the browser's time zone
YEAR_S = 365 * 24 * 60 * 60
PROBES = ("/livez", "/readyz")  # ask for no session
GetResponse = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Preferences:
    """`theme` "auto": as the system has it. `zone` is a name of the IANA database, in which times are shown."""

    theme: str = "auto"
    density: str = "comfortable"
    zone: str = "UTC"


def preferences_of(request: HttpRequest) -> Preferences:
    """What the user has chosen, else what the cookies say; the default for what they don't say, or say wrongly."""
    zone = request.COOKIES.get(ZONE, "")
    zone = zone if zone in time_zones() else UTC
    if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
        return Preferences(request.user.theme, request.user.density, request.user.time_zone or zone)
    told = {name: value for name, choices in CHOICES.items() if (value := request.COOKIES.get(name, "")) in choices}
    return Preferences(**told, zone=zone)


def keep_in_cookies(request: HttpRequest, response: HttpResponseBase, chosen: Mapping[str, str]) -> None:
    """Let the sign-in page look as the pages do: theme and density of `chosen`, where they are in it."""
    for name in CHOICES:
        if name in chosen:
            response.set_cookie(name, chosen[name], max_age=YEAR_S, secure=request.is_secure(), httponly=True, samesite="Lax")


class PreferencesMiddleware:
    """Sets `request.preferences` and shows times in that zone. The API is left alone: it speaks UTC to everybody.

    The zone holds until the view has answered. What is streamed afterwards is in UTC, as files for machines should be.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request) or request.path in PROBES:
            return self.get_response(request)
        preferences = preferences_of(request)
        request.preferences = preferences  # type: ignore[attr-defined]
        with timezone.override(zone_of(preferences.zone)):
            return self.get_response(request)
