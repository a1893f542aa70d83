"""The fields of a record's form, member by member: the declaration of the item, the room's words and labels, and what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.actor import Actor
from api.fields import ItemSerializer
from api.form_fields import ItemField, Option
from api.strict import StrictField
from desk.form_building import Site, Words, build_field, column_of, help_of, label_of
from upserts.resource import Resource, Row


@dataclass(frozen=True)
class Members:
    """Makes the fields of one form. `record` is the stored record as it reads, None: a new one; the rest is what its room declares."""

    resource: Resource
    actor: Actor
    record: Row | None
    options: Mapping[str, Sequence[Option]]
    words: Mapping[str, Words]
    labels: Mapping[str, Any]
    help_texts: Mapping[str, Any]
    own_fields: Mapping[str, Callable[[], ItemField]]

    def fields_of(self, member: str) -> Iterator[tuple[str, ItemField]]:
        """The fields of one member by name: several for an object that no words stand for."""
        wire = self.resource.serializer.strict_fields[member]
        if isinstance(wire, ItemSerializer) and member not in {*self.words, *self.own_fields}:
            for part, inner in wire.strict_fields.items():
                stored = ((self.record or {}).get(member) or {}).get(part)
                yield f"{member}.{part}", self._field(f"{member}.{part}", inner, stored, None)
            return
        column = column_of(wire, self.resource)
        stored = self.record.get(member) if self.record is not None else getattr(column, "get_default", lambda: None)()
        yield member, self._field(member, wire, stored, column)

    def _field(self, name: str, wire: StrictField, stored: Any, column: Any) -> ItemField:
        site = Site(name, self.actor, column, stored, self.words.get(name), self.options.get(name, ()))
        field = self.own_fields[name]() if name in self.own_fields else build_field(wire, site)
        field.label = self.labels.get(name) or label_of(name)
        field.help_text = self.help_texts[name] if name in self.help_texts else help_of(wire, column)
        field.required = "." not in name and (wire.required or name in self.resource.serializer.required_on_create)
        field.disabled = self.record is not None and name in self._fixed
        field.initial = field.shown(stored)
        return field

    @cached_property
    def _fixed(self) -> set[str]:
        """Members that stay as they were created."""
        return {self.resource.wires[column] for column in self.resource.immutable}


def wanted(name: str, only: Sequence[str]) -> bool:
    """Is a form that is about these members alone (none: all) about this member, or about a part of it?"""
    return not only or name in only or any(one.startswith(f"{name}.") for one in only) or name.partition(".")[0] in only
