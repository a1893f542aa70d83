"""The declaration of a read model: its members in the order of the wire, and the columns that each is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import msgspec
from django.db.models.expressions import RawSQL

from accounts.actor import Actor
from accounts.capabilities import names

Row = dict[str, Any]
Column = str | RawSQL


@dataclass(frozen=True, slots=True)
class Member:
    """One member. `columns`: names that Django finds through joins, or SQL over the row's own table. `make` makes it of their values.

    `make` None: the one column as the driver reads it.
    """

    columns: tuple[Column, ...]
    make: Callable[..., Any] | None = None


def plain(columns: Mapping[str, str]) -> dict[str, Member]:
    """Members that are shown as they are stored: wire name → column."""
    return {wire: Member((column,)) for wire, column in columns.items()}


def _user(identity: int, name: str | None) -> Row | None:
    """None: nobody, or a user that is no more."""
    return None if name is None else {"id": identity, "name": name}


@cache
def _permissions(mask: int) -> tuple[str, ...]:
    return tuple(names(mask))


# What all records show.
CUSTOM_FIELDS = Member(("custom_fields",), msgspec.json.decode)
PERMISSIONS = Member(("mask",), lambda mask: list(_permissions(mask)))
SIGNATURE = {
    "version": Member(("version",)),
    "createdAt": Member(("created_at",)),
    "createdBy": Member(("created_by_id", "created_by__name"), _user),
    "updatedAt": Member(("updated_at",)),
    "updatedBy": Member(("updated_by_id", "updated_by__name"), _user),
}


def _complete(records: Sequence[Row], actor: Actor) -> None:
    """The default of `complete`: nothing is missing."""


@dataclass(frozen=True)
class ReadModel:
    """How records of one type read; `id` comes first. `complete` adds what takes statements of its own, for all records at once."""

    members: Mapping[str, Member]
    complete: Callable[[Sequence[Row], Actor], None] = _complete

    @property
    def columns(self) -> list[Column]:
        """The columns of all members, in their order."""
        return [column for member in self.members.values() for column in member.columns]

    def describe(self, row: Sequence[Any]) -> Row:
        """The record of a row of `columns`."""
        record = {}
        for wire, make, start, end in self._places:
            record[wire] = row[start] if make is None else make(*row[start:end])
        return record

    @cached_property
    def _places(self) -> list[tuple[str, Callable[..., Any] | None, int, int]]:
        """(wire name, what makes it, from which column, up to which) of each member."""
        places, start = [], 0
        for wire, member in self.members.items():
            end = start + len(member.columns)
            places.append((wire, member.make, start, end))
            start = end
        return places
