"""Who asks in the matrix, and how what can be named stands to the asker."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from tests.kit.cast import Person

# Who asks, by letter. Heavy is a Partner with so many grants that they are looked up row by row; Blind has a key that may only create.
ROLES = {
    "O": "Owner",
    "M": "Manager",
    "E": "Editor",
    "V": "Viewer",
    "P": "Partner",
    "I": "Integration",
    "F": "Founder",
    "H": "Heavy",
    "B": "Blind",
}
GRANTED = "PFH"
RECORD_KINDS = ("organization", "contact", "relationship")
PRODUCT_KINDS = ("product", "product key", "product parent", "product link")  # seen by whoever may read
OWN, HIDDEN, FOREIGN, MISSING = "own", "hidden", "foreign", "missing"
STANDINGS = (OWN, HIDDEN, FOREIGN, MISSING)
MARKS = ("", " target", " spare", " end")
NEAR = "near "  # a misspelling of something


@dataclass(frozen=True, slots=True)
class Scene:
    """Who may ask, and what every kind of identifier is called by standing. Keys of the API are each asker's own."""

    people: dict[str, Person]
    stranger: Person
    values: dict[tuple[str, str], Any] = field(default_factory=dict)

    def value(self, kind: str, standing: str, letter: str) -> Any:
        """The identifier. A misspelling differs by its last letter."""
        if standing.startswith(NEAR):
            return f"{self.value(kind, standing.removeprefix(NEAR), letter)[:-1]}7"
        return self.values.get((kind, f"{standing} {letter}")) or self.values[kind, standing]

    def sees(self, letter: str, kind: str, standing: str) -> bool:
        """Whether this identifier names something that the asker sees."""
        if kind.partition(" ")[0] in RECORD_KINDS:
            if letter == "B":
                return False
            return standing == OWN or (standing == HIDDEN and letter not in GRANTED)
        if kind in PRODUCT_KINDS:
            return standing == OWN and letter != "B"
        if kind == "key":
            return standing == OWN or (standing == HIDDEN and letter in "OV")
        return standing == OWN


def word(*facts: object) -> str:
    """Twenty letters that nobody would write, always the same for the same facts."""
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()
    return digest[:20].translate(str.maketrans("0123456789", "ghjkmnpqrs"))


def address(standing: str) -> str:
    """An e-mail address as far from any other one as words can be."""
    return f"{word('mailbox', standing)}@{word('domain', standing)}.example"
