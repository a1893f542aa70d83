"""All that planning may look at besides the item: loaded once a batch, the same for every item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models

from accounts.actor import Actor
from accounts.capabilities import allows
from customfields.definitions import Definitions
from upserts.batch import Options
from upserts.resource import BY_ID, IdentifierKey, Key, KeyValue, Resource, Row


@dataclass
class World:
    """The state before the batch, as far as the batch touches it.

    `held` are the stored records by key name and key value, the invisible ones included (their `mask` says so);
    `found` are the rows that references mean, by model and (kind, value); `suggestions` what a reference that was not found
    may have meant; `words` the account's vocabularies; `merged` are the records that others, by id, were merged into.
    `is_nested`: these are the children of other items, which are found by the keys of their type alone.
    """

    resource: Resource
    actor: Actor
    options: Options
    now: datetime
    definitions: Definitions
    words: dict[str, Any] = field(default_factory=dict)
    found: dict[type[models.Model], Mapping[tuple[Any, Any], Row]] = field(default_factory=dict)
    suggestions: dict[tuple[type[models.Model], str, Any], list[str]] = field(default_factory=dict)
    held: dict[str, dict[KeyValue, Row]] = field(default_factory=dict)
    looked_up: dict[str, set[KeyValue]] = field(default_factory=dict)
    merged: dict[int, Row] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    is_nested: bool = False

    def sees(self, row: Row, capability: str | None = None) -> bool:
        """May the actor do this (by default: see it) with the row?"""
        return allows(row["mask"], capability or self.resource.capabilities.view)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """All keys that a record has, our own id first; the account's identifier fields come behind the external id."""
        named = [key for key in self.resource.keys if key is BY_ID or key.is_external_id]
        others = [key for key in self.resource.keys if key not in named]
        return (*(named or [BY_ID]), *self.identifiers, *others)

    @cached_property
    def identifiers(self) -> tuple[IdentifierKey, ...]:
        """The identifier fields in use, as keys; user-scoped ones only where a user asks."""
        return tuple(IdentifierKey.of_field(one) for one in self.definitions.usable_identifiers)

    @cached_property
    def ranks(self) -> tuple[tuple[Key, ...], ...]:
        """The keys that tell which record an item means, one rank after the other until one hits; those of one rank must agree."""
        if self.options.find_by:
            by_name = {key.name: key for key in self.keys}
            return (tuple(by_name[name] for name in self.options.find_by),)
        own = self.identifiers if self.resource.is_named and not self.is_nested else ()
        ranks = [(key,) for key in self.keys if key.flag is None and not isinstance(key, IdentifierKey)]
        if own:
            place = sum(1 for (key,) in ranks if key is BY_ID or key.is_external_id)
            return (*ranks[:place], own, *ranks[place:])
        return tuple(ranks)

    @cached_property
    def named_by(self) -> tuple[Key, ...]:
        """The keys of all ranks."""
        return tuple(key for rank in self.ranks for key in rank)

    @cached_property
    def numbering(self) -> tuple[Key, ...]:
        """Those of them by which consumers number records, so that a record that another key finds may have to take them over."""
        return tuple(key for key in self.named_by if key.numbers)

    def lacks(self, operation: str) -> list[str]:
        """The operation on this record type, if the role and the key do not both allow it: `["CONTACT.UPDATE"]`, else nothing."""
        name = self.resource.permission
        return [] if self.actor.may(name, operation) else [f"{name}.{operation}"]
