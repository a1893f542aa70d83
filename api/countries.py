"""Countries and their codes (ISO 3166-1), from pycountry's copy of the standard."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pycountry

from api.suggestions import close_names

# Codes that people write although the standard has another one.
_EVERYDAY = {"uk": "GB", "el": "GR"}


class Country(NamedTuple):
    """One country: two letters, the number as three digits, the everyday English name."""

    alpha2: str
    numeric: str
    name: str


@cache
def all_countries() -> tuple[Country, ...]:
    """Every country of ISO 3166-1, by name."""
    known = (Country(one.alpha_2, one.numeric, getattr(one, "common_name", one.name)) for one in pycountry.countries)
    return tuple(sorted(known, key=lambda country: country.name))


@cache
def all_alpha2() -> tuple[str, ...]:
    """The two-letter codes, sorted."""
    return tuple(sorted(country.alpha2 for country in all_countries()))


def alpha2(code: str) -> str | None:
    """The two-letter code for a two-letter code in any case or a numeric one of up to three digits; None if there is no such country."""
    if code.isascii() and code.isdigit() and len(code) <= 3:
        code = code.zfill(3)
    return _by_code().get(code.upper()) if len(code) <= 3 else None


def suggestions(text: str) -> list[str]:
    """Two-letter codes that a name, an alpha-3 code or an everyday abbreviation may mean; often none."""
    names = _by_name()
    if text.casefold() in names:
        return [names[text.casefold()]]
    return list(dict.fromkeys(names[name] for name in close_names(text.casefold(), names)))


@cache
def _by_code() -> dict[str, str]:
    return {code: country.alpha2 for country in all_countries() for code in (country.alpha2, country.numeric)}


@cache
def _by_name() -> dict[str, str]:
    known = dict(_EVERYDAY)
    for one in pycountry.countries:
        for name in (one.name, getattr(one, "common_name", ""), getattr(one, "official_name", ""), one.alpha_3):
            if name:
                known.setdefault(name.casefold(), one.alpha_2)
    return known
