"""Where the demo's companies stand and how they are called there."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent
PREFIXED_FORMS = ("PT",)  # legal forms that stand in front of the name
_PLAIN = str.maketrans({"ı": "i", "đ": "d", "Đ": "D", "ø": "o", "ß": "ss", "ł": "l"})


@dataclass(frozen=True)
class Place:
    """A town, with its postal code and its coordinates in WGS 84 degrees."""

    city: str
    province: str
    postal_code: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Country:
    """A country of the demo. `weight` says how many companies it gets, `stems` are halves of company names, `words` what follows."""

    code: str
    dial: str
    weight: int
    form: str
    stems: tuple[Sequence[str], Sequence[str]]
    places: Sequence[Place]
    streets: Sequence[str]
    first_names: Sequence[str]
    last_names: Sequence[str]
    words: Mapping[str, Sequence[str]]


@cache
def countries() -> dict[str, Country]:
    """All countries of the demo by ISO 3166-1 alpha-2 code."""
    told = json.loads((FOLDER / "countries.json").read_text(encoding="utf-8"))
    return {one["code"]: _country(one, told["words"]) for one in told["countries"]}


def _country(one: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> Country:
    first, second = (half.split() for half in one["stems"])
    return Country(
        code=str(one["code"]),
        dial=str(one["dial"]),
        weight=int(one["weight"]),
        form=str(one["form"]),
        stems=(first, second),
        places=[Place(*place) for place in one["places"]],
        streets=one["streets"],
        first_names=str(one["first"]).split(),
        last_names=str(one["last"]).split(),
        words={**words, **one.get("words", {})},
    )


class Namer:
    """Invents company names, none of them twice: names are unique in the demo account."""

    def __init__(self) -> None:
        self._units: dict[str, int] = {}

    def name(self, country: Country, trade: str, random: Random) -> str:
        """A name as companies of this trade have it there; the second half of a stem is a word of its own where it has a capital."""
        first, second = (random.choice(half) for half in country.stems)
        stem = f"{first} {second}" if second[0].isupper() else first + second
        name = f"{stem} {random.choice(country.words[trade])}"
        return self.once(f"{country.form} {name}" if country.form in PREFIXED_FORMS else f"{name} {country.form}")

    def once(self, name: str) -> str:
        """The name, or that of its next unit if it is taken."""
        self._units[name] = unit = self._units.get(name, 0) + 1
        return name if unit == 1 else f"{name} – Unit {unit}"


def ascii_word(text: str) -> str:
    """The letters and digits of a text in lower-case ASCII, with hyphens between words: for domains and mailboxes."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
