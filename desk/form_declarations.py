"""What a room says of its form, and what an account adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField

from api.form_fields import Option
from customfields.definitions import Definitions

VERSION, CUSTOM = "ifVersion", "customFields"
# Members of items that are for programs: no form has them.
FOR_PROGRAMS = {
    "id": "the address says which record is meant",
    "clientRef": "echoes a sender's row number",
    "fieldActions": "a form shows whole lists and sends whole lists",
}


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one title, in order, by the names of their members."""

    title: Any
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A section as a page shows it."""

    title: Any
    fields: Sequence[BoundField]


@dataclass(frozen=True)
class Ground:
    """What an account says of a form: its words, by member, and its custom fields (None: the form has none)."""

    options: Mapping[str, Sequence[Option]]
    definitions: Definitions | None
