"""The declaration of a list page: what the pages of a record type show, narrow, sort by and change. The rest is the same for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from accounts.actor import Actor
from api.filters import DIGITS, MAX_ID, KeysFilter
from customfields.definitions import Definition, Definitions
from customfields.filters import ORDERED, PREFIX
from desk.cells import NUMERIC, MakeCell, Text, Words, custom
from upserts import registry
from upserts.filters import RecordFilters
from upserts.members import Row
from upserts.resource import Resource

Choices = Sequence[tuple[str, Text]]
ControlKind = Literal["choice", "text", "day", "number", "record"]
Action = Literal["edit", "archive", "restore", "remove"]
TRUTH: Choices = (("true", "Yes"), ("false", "No"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `name` stands in addresses. `sort` is the column it is sorted by, which an index leads to; None: it can't be.

    `is_default`: shown until somebody chooses columns. `css`: the class of its cells, "number" for what stands to the right.
    """

    name: str
    label: Text
    cell: MakeCell
    sort: str | None = None
    is_default: bool = True
    css: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """How people set one filter. `choices` are fixed, or the name of one of the list's vocabularies.

    `record`: no field of its own; links elsewhere set it, and its chip names the organization. `is_first`: beside the search, always
    in sight; the others wait behind “More filters”.
    """

    name: str
    label: Text
    kind: ControlKind = "choice"
    choices: Choices | str = ()
    is_first: bool = False

    def options(self, words: Words) -> Choices:
        """The choices of an account."""
        return words[self.choices] if isinstance(self.choices, str) else self.choices


@dataclass(frozen=True, slots=True)
class BulkField:
    """A field that can be set in many records at once.

    `read` makes what the engine takes of what the form sent, and raises ValueError with a sentence where it can't be understood.
    `is_list`: values can be added and taken away, too. `can_clear`: it can be emptied.
    """

    name: str
    label: Text
    kind: ControlKind = "choice"
    choices: Choices | str = ()
    read: Callable[[str, Actor], Any] = lambda text, actor: text
    is_list: bool = False
    can_clear: bool = True

    def options(self, words: Words) -> Choices:
        """The choices of an account."""
        return words[self.choices] if isinstance(self.choices, str) else self.choices


def _no_words(actor: Actor) -> Words:
    return {}


def _as_it_is(records: Sequence[Row], actor: Actor) -> None:
    """The default of `complete`: nothing is missing."""


@dataclass(frozen=True, kw_only=True, eq=False)  # one of each
class RecordList:
    """The list of one record type.

    `name` is the resource's and the one of its addresses (`organizations:list`). `words` loads the account's vocabularies, one
    statement each. `complete` adds to the read models of a page what cells need beside them, in a fixed number of statements.
    `key` is what a record's page is named by, `says` its name for people; `name_records` names the records that `record` filters mean.
    `sort` is the order until somebody chooses one.
    """

    name: str
    title: Text
    search_hint: Text
    filters: type[RecordFilters]
    columns: Sequence[Column]
    controls: Sequence[Control]
    says: Callable[[Row], str]
    key: Callable[[Row], object] = lambda record: record["id"]
    name_records: Callable[[Actor, Sequence[int]], Mapping[int, str]] = lambda actor, ids: {}
    bulk_fields: Sequence[BulkField] = ()
    actions: Sequence[Action] = ("edit",)
    sort: tuple[tuple[str, bool], ...] = (("updatedAt", True),)
    words: Callable[[Actor], Words] = _no_words
    complete: Callable[[Sequence[Row], Actor], None] = _as_it_is

    @cached_property
    def resource(self) -> Resource:
        return registry.get(self.name)

    @property
    def bulk_url_name(self) -> str:
        return f"{self.name}:bulk"

    @cached_property
    def sorts(self) -> dict[str, str]:
        """The columns that can be sorted by: path by name."""
        return {column.name: column.sort for column in self.columns if column.sort is not None} | {"id": "id"}

    @cached_property
    def filter_names(self) -> frozenset[str]:
        """Every filter but those of custom fields."""
        return frozenset(self.filters.base_filters)

    @cached_property
    def repeatable(self) -> frozenset[str]:
        """The filters that may be set to several values: any of them will do."""
        return frozenset(name for name, one in self.filters.base_filters.items() if isinstance(one, KeysFilter))

    def names(self, filters: Sequence[tuple[str, str]], actor: Actor) -> dict[str, str]:
        """What the records are called that these filters name by id. One statement; none where they name none."""
        named = {one.name for one in self.controls if one.kind == "record"}
        ids = {int(value) for name, value in filters if name in named and DIGITS.fullmatch(value)}
        found = self.name_records(actor, sorted(one for one in ids if one <= MAX_ID)) if ids else {}
        return {str(identity): name for identity, name in found.items()}

    def all_columns(self, definitions: Definitions) -> dict[str, Column]:
        """By name: the declared ones, and one for each of the account's own fields."""
        own = (
            Column(f"{PREFIX}{one.key}", one.label, custom(one), is_default=False, css="number" if one.data_type in NUMERIC else "")
            for one in definitions.fields
        )
        return {column.name: column for column in (*self.columns, *own)}

    def all_controls(self, definitions: Definitions) -> list[Control]:
        """The declared ones, and those of the account's own fields that have choices or an order."""
        return [*self.controls, *(control for one in definitions.fields for control in custom_controls(one))]

    def all_bulk_fields(self, definitions: Definitions) -> list[BulkField]:
        """The declared ones, and the account's own fields that can be written and are the same in many records."""
        own = (_bulk_field(one) for one in definitions.fields if one.is_active and not one.is_identifier)
        return [*self.bulk_fields, *own]


def custom_controls(definition: Definition) -> list[Control]:
    """None for texts: the search finds what is known by heart, and nobody remembers a note to the letter."""
    name, label = f"{PREFIX}{definition.key}", definition.label
    if definition.data_type in ("choice", "multiChoice"):
        return [Control(name, label, choices=definition.choices)]
    if definition.data_type == "boolean":
        return [Control(name, label, choices=TRUTH)]
    if definition.data_type in ORDERED:
        kind: ControlKind = "day" if definition.data_type == "date" else "number"
        return [Control(f"{name}__gte", f"{label} ≥", kind), Control(f"{name}__lte", f"{label} ≤", kind)]
    return []


def _bulk_field(definition: Definition) -> BulkField:
    name = f"{PREFIX}{definition.key}"
    if definition.data_type in ("choice", "multiChoice"):
        several = definition.data_type == "multiChoice"
        return BulkField(name, definition.label, choices=definition.choices, is_list=several, can_clear=not definition.required)
    if definition.data_type == "boolean":
        return BulkField(name, definition.label, choices=TRUTH, can_clear=not definition.required)
    kind: ControlKind = "day" if definition.data_type == "date" else "text"
    return BulkField(name, definition.label, kind, can_clear=not definition.required)
