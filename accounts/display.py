"""How a person wants to see the pages: in which zone, language, colours and density. Stored with the user."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

UTC = "UTC"
DEVICE = ""  # in place of a zone: the one that the browser tells
_REGIONS = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


class Language(models.TextChoices):
    """Languages that the pages are written in, as BCP 47 tags."""

    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    """Colours of the pages. `auto`: those the device asks for."""

    AUTO = "auto", _("Same as the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    """How much room tables and forms take."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


@cache
def time_zones() -> frozenset[str]:
    """Every IANA zone name that this machine knows."""
    return frozenset(zoneinfo.available_timezones()) | {UTC}


def check_time_zone(name: str) -> None:
    """Raise ValidationError `invalid_choice` for what is neither DEVICE nor a zone of this machine."""
    if name not in time_zones() | {DEVICE}:
        raise ValidationError(_("“%(name)s” is not a time zone, such as Europe/Berlin."), code="invalid_choice", params={"name": name})


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The zone of this name. UTC for one that this machine does not know (any more): pages must show, whatever was stored."""
    return zoneinfo.ZoneInfo(name if name in time_zones() else UTC)


def zone_choices(current: str) -> list[tuple[str, object]]:
    """What a person chooses from: the device's, UTC, the places of each region, and the zone they have now, whatever its name."""
    places = sorted(name for name in time_zones() if name.startswith(_REGIONS))
    alone = [UTC] if current in (DEVICE, UTC, *places) else [UTC, current]
    return [(DEVICE, _("Same as the device")), *((name, name) for name in alone), *_by_region(places)]


def _by_region(places: list[str]) -> Iterator[tuple[str, object]]:
    for region, names in groupby(places, key=lambda name: name.partition("/")[0]):
        yield region, [(name, name.partition("/")[2].replace("_", " ").replace("/", ", ")) for name in names]
