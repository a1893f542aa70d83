"""The declaration of a record type: all that the engine needs to know of it, and the only thing a feature room tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.db import connection, models

from accounts.actor import Actor
from accounts.masks import Sharing
from api.errors import Path
from api.fields import ItemSerializer
from customfields.definitions import Definition
from customfields.identifiers import change_name
from customfields.validation import Merged
from upserts.members import ReadModel

if TYPE_CHECKING:
    from upserts.absorbing import Absorbed, Merge
    from upserts.draft import Draft
    from upserts.records import Record
    from upserts.world import World

Row = dict[str, Any]
KeyValue = tuple[Any, ...]
Show = Callable[[Any, "World"], Any]


@dataclass(frozen=True)
class Key:
    """Columns that together name at most one record of an account.

    `name` is what the answer calls it in `matchedBy`; `wire` is the member a refusal points at.
    `adopts`: whether an item whose own external id is new may take over the record that has this key:
    "always" (a contact's e-mail), "unkeyed" (an organization's name: only while the record has no external id yet).
    `flag`: the key counts only where this boolean column is true, and claiming it clears the flag of the former holder;
    such a key never tells which record an item means.
    `policy`: the key counts only while this word of the account (`Resource.words`) is true.
    """

    name: str
    columns: tuple[str, ...]
    wire: str
    adopts: Literal["always", "unkeyed"] = "always"
    flag: str | None = None
    policy: str | None = None

    @property
    def path(self) -> Path:
        """Where in the item the key is said."""
        return (self.wire,)

    @property
    def is_external_id(self) -> bool:
        """Whether this is the consumer's own key, whatever the record type calls it."""
        return self.columns == ("external_id",)

    @property
    def numbers(self) -> str | None:
        """What warnings call a key by which consumers number records: a record that another key finds may have to take it over.

        None: no such key.
        """
        return "external_id" if self.is_external_id else None

    def of(self, values: Mapping[str, Any]) -> KeyValue | None:
        """The key's value in a row or in an item's values. None: not (wholly) there."""
        if self.flag is not None and not values.get(self.flag):
            return None
        value = tuple(map(values.get, self.columns))
        return None if None in value else value

    def mentioned_in(self, values: Mapping[str, Any]) -> bool:
        """Does the item say anything about this key?"""
        return self.flag in values if self.flag is not None else any(column in values for column in self.columns)


@dataclass(frozen=True)
class IdentifierKey(Key):
    """An identifier field as a key. Its value stands among an item's values and in a stored row under `columns`, as it is compared.

    Like a name it lets a record be found, but a record that has another external id than the item's is not taken over.
    """

    definition: Definition = field(kw_only=True)

    @classmethod
    def of_field(cls, definition: Definition) -> IdentifierKey:
        name = change_name(definition.key)
        return cls(name, (name,), name, adopts="unkeyed", definition=definition)

    @property
    def path(self) -> Path:
        return ("customFields", self.definition.key)

    @property
    def numbers(self) -> str:
        return "identifier"

    def of(self, values: Mapping[str, Any]) -> KeyValue | None:
        value = values.get(self.name)
        return None if value is None else (value,)

    def mentioned_in(self, values: Mapping[str, Any]) -> bool:
        return self.name in values


# Where a draft's values say that an identifier was sent which can't be one.
UNREAD = "unread identifiers"
BY_ID = Key("id", ("id",), "id")
BY_EXTERNAL_ID = Key("externalId", ("external_id",), "externalId")


@dataclass(frozen=True)
class Link:
    """A list of other rows that a record has: rows of a tenant table (account, owner, item).

    `wire` is the member of the item; `owner` and `item` are the columns of the link table.
    """

    wire: str
    model: type[models.Model]
    owner: str
    item: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table


class Nested(Protocol):
    """Child records that an item may carry in its member `wire`, attached to the parent's declaration by the room of the child."""

    resource: Resource
    wire: str

    def wanted_by(self, parent: Draft) -> bool:
        """Does this item say anything of its children? Pure."""
        ...

    def load(self, parents: Sequence[Draft], world: World) -> None:
        """Load what `children` and `summary` must know of the stored children, one statement."""
        ...

    def children(self, parent: Draft, world: World) -> list[Draft]:
        """The child items that this parent carries. Pure."""
        ...

    def summary(self, parent: Draft, children: Sequence[Draft], world: World) -> None:
        """Write into the parent's changes what its children changed of the parent's own read model. Pure."""
        ...


@dataclass(frozen=True)
class Capabilities:
    """What an actor must be able to do on the record's row. Names of accounts.capabilities."""

    view: str
    edit: str
    rekey: str
    archive: str | None = None


def _nothing(draft: Draft, world: World) -> None:
    """The default of a hook: nothing to add."""


def _said_of_custom_fields(draft: Draft, world: World) -> Merged:
    """The default of `custom_input`: the member `customFields` alone."""
    return Merged(draft.values.get("custom_fields") or {}, {}, [])


@dataclass(frozen=True, kw_only=True, eq=False)  # one of each: compared and hashed by identity
class Resource:
    """One record type, declared.

    `name` is the plural of the wire (path and wrapper key), `record_type` the singular of history and permissions.
    `keys` are tried in order to find the record an item means; `external_id_wire` is what the wire calls the consumer's own key.
    Hooks, all pure but `lookups`: `derive` fills computed columns, `understand` turns the account's words into columns and links
    (stage: references), `may_create` names what a creator lacks (stage: permission), `rules` add the errors of the stage rules
    and `seal` those that depend on what would change.
    `words` loads the account's vocabularies, one statement each; `lookups` run once a batch after the rows are loaded. They may refuse
    drafts, and add to the keys that drafts claim (then with their holders in `world.held`).
    `immutable` are columns that stay as they were created; `kept` wire members that stay as they are where PUT leaves them out.
    `columns_of` names the column behind a wire member that is not one itself (a reference: its id);
    `shows` says how history names a stored value (an id) in the words of the wire;
    `custom_input` says what an item wants of its custom fields.
    `absorb` plans, where two records of a type become one, what becomes of this resource's records that name the one which goes.
    `read_model` says how records read, `orders` the columns that a list can be sorted by, each with its own index.
    """

    name: str
    record_type: str
    model: type[Record]
    item: type[ItemSerializer]
    keys: tuple[Key, ...]
    capabilities: Capabilities
    read_model: ReadModel
    external_id_wire: str = BY_EXTERNAL_ID.wire
    immutable: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    reference_columns: tuple[str, ...] = ()
    words: Mapping[str, Callable[[Actor], Any]] = field(default_factory=dict)
    lookups: tuple[Callable[[Sequence[Draft], World], None], ...] = ()
    derive: Callable[[Draft, World], None] = _nothing
    understand: Callable[[Draft, World], None] = _nothing
    may_create: Callable[[Draft, World], Iterable[str]] = lambda draft, world: ()
    rules: tuple[Callable[[Draft, World], None], ...] = ()
    seal: Callable[[Draft, World], None] = _nothing
    custom_input: Callable[[Draft, World], Merged] = _said_of_custom_fields
    absorb: Callable[[Merge, World], Absorbed] | None = None
    columns_of: Mapping[str, str] = field(default_factory=dict)
    shows: Mapping[str, Show] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    nested: list[Nested] = field(default_factory=list)

    def __post_init__(self) -> None:
        named = replace(BY_EXTERNAL_ID, name=self.external_id_wire, wire=self.external_id_wire)
        object.__setattr__(self, "keys", tuple(named if key.is_external_id else key for key in self.keys))

    @property
    def permission(self) -> str:
        """The resource's name in operations, as ORGANIZATION."""
        return self.record_type.upper()

    @property
    def members(self) -> tuple[str, ...]:
        """The wire names of the read model."""
        return tuple(self.read_model.members)

    @property
    def sharing(self) -> Sharing:
        return self.model.sharing

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def is_named(self) -> bool:
        """Whether items may say by which key their record is to be found. A relationship's is found by its ends, and nothing else."""
        return BY_ID in self.keys

    @cached_property
    def merges(self) -> bool:
        """Whether one record can be merged into another: it stays then, archived, and whoever names it means the survivor."""
        return "merged_into_id" in self.columns

    @cached_property
    def serializer(self) -> ItemSerializer:
        """The item's declaration, ready to diagnose. Keeps nothing of an item, so threads may share it."""
        return self.item()

    @cached_property
    def columns(self) -> dict[str, str]:
        """Every column of the table but the account's, with its SQL type."""
        fields = (field for field in self.model._meta.concrete_fields if field.attname != "account_id")
        return {f.attname: str(f.rel_db_type(connection) if f.primary_key else f.db_type(connection)) for f in fields}

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """What a column holds when nothing was said about it."""
        return {f.attname: f.get_default() for f in self.model._meta.concrete_fields if f.attname in self.columns and not f.primary_key}

    @cached_property
    def wires(self) -> dict[str, str]:
        """The wire name of each column that an item can set."""
        settable = self.columns.keys() - {"custom_fields"}  # told key by key
        plain = {str(f.source): name for name, f in self.serializer.fields.items() if str(f.source) in settable}
        return plain | {column: wire for wire, column in self.columns_of.items()}

    @cached_property
    def compared(self) -> list[tuple[str, str, Show | None]]:
        """(column, wire name, how history names it) of every column whose change is told under one name."""
        return [(column, wire, self.shows.get(wire)) for column, wire in self.wires.items() if column in self.columns]

    def attach(self, nested: Nested, **fields: Any) -> None:
        """Let items of this resource carry child records; called once, while rooms load their declarations."""
        self.item._declared_fields.update(fields)
        self.nested.append(nested)
