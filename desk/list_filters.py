"""Narrowing a list as its address says: by the filter set of the API, with the fields and chips that people see of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.capabilities import NAMES
from customfields.definitions import Definitions
from desk.cells import Text, Words
from desk.list_state import ListState
from desk.record_list import Control, RecordList

SEARCH = "q"


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is set. `query`: the list without it. `error` "": it can be used."""

    label: Text
    value: Text
    query: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter as a field. `values` are what it is set to; `error` says what is wrong with that."""

    control: Control
    options: Sequence[tuple[str, Text]]
    values: Sequence[str]
    error: str

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def is_beyond(self) -> bool:
        """Whether it is set to something that is none of its choices."""
        return bool(self.values) and all(self.value != value for value, _label in self.options)


def narrow(records: RecordList, state: ListState, actor: Actor, definitions: Definitions) -> tuple[QuerySet[Any, Any], Mapping[str, str]]:
    """The rows that the actor sees and the filters leave, and what is wrong with filters, by name.

    A filter that can't be used leaves no row: leaving it out would find what nobody asked for, and “all that match” may be changed.
    """
    rows = records.resource.model.objects.visible_to(actor)
    filters = records.filters(state.data(), rows, definitions)
    if filters.is_valid():
        return filters.qs, {}
    return rows.none(), {name: " ".join(map(str, messages)) for name, messages in filters.errors.items()}


def count_up_to(rows: QuerySet[Any, Any], most: int) -> int:
    """How many rows there are; `most` + 1: more than that. One statement, which stops there."""
    return rows.order_by().values("id")[: most + 1].count()


def fields_of(
    controls: Sequence[Control], state: ListState, words: Words, errors: Mapping[str, str]
) -> tuple[list[FilterField], list[FilterField]]:
    """The fields that are always in sight, and those that wait."""
    fields = [
        FilterField(one, one.options(words), state.values(one.name), errors.get(one.name, "")) for one in controls if one.kind != "record"
    ]
    return [one for one in fields if one.control.is_first], [one for one in fields if not one.control.is_first]


def chips_of(
    controls: Sequence[Control], state: ListState, words: Words, errors: Mapping[str, str], names: Mapping[str, Text]
) -> list[Chip]:
    """A chip for each filter that is set; `names` are what the records are called that filters name by id."""
    known = {one.name: one for one in controls}
    chips = []
    for name, value in state.filters:
        control = known.get(name)
        label: Text = control.label if control is not None else _("Search") if name == SEARCH else name
        chips.append(Chip(label, _shown(control, value, words, names), state.without(name, value).query, errors.get(name, "")))
    return chips


def _shown(control: Control | None, value: str, words: Words, names: Mapping[str, Text]) -> Text:
    if control is None:
        return value
    if control.kind == "record":
        return names.get(value, f"#{value}")
    return dict(control.options(words)).get(value, value)


PERMISSIONS: tuple[tuple[str, str], ...] = tuple((name, name) for name in NAMES)
