"""How a person wants the pages: kept in cookies, so that it holds before anybody signs in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from api.paths import is_api

CHOICES: dict[str, tuple[str, ...]] = {"theme": ("auto", "light", "dark"), "density": ("comfortable", "compact")}
ZONE = "zone"  # the cookie in which static/js/zone.js tells the browser's time zone
YEAR_S = 365 * 24 * 60 * 60
GetResponse = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Preferences:
    """`theme` "auto": as the system has it. `zone` is a name of the IANA database, in which times are shown."""

    theme: str = "auto"
    density: str = "comfortable"
    zone: str = "UTC"


def preferences_of(request: HttpRequest) -> Preferences:
    """What the cookies say; the default for what they don't, or say wrongly."""
    found = {name: value for name, choices in CHOICES.items() if (value := request.COOKIES.get(name)) in choices}
    zone = request.COOKIES.get(ZONE, "")
    return Preferences(**found, **({"zone": zone} if zone in _zones() else {}))


class PreferencesMiddleware:
    """Sets `request.preferences` and shows times in that zone. The API is left alone: it speaks UTC to everybody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request):
            return self.get_response(request)
        preferences = preferences_of(request)
        request.preferences = preferences  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(preferences.zone)):
            return self.get_response(request)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
