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
from upserts.resource import BY_ID, Key, KeyValue, Resource, Row


@dataclass
class World:
    """The state before the batch, as far as the batch touches it.

    `held` are the stored records by key name and key value, the invisible ones included (their `mask` says so);
    `found` are the rows that references mean, by model and (kind, value); `suggestions` what a reference that was not found
    may have meant; `words` the account's vocabularies; `merged` are the records that others, by id, were merged into.
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

    def sees(self, row: Row, capability: str | None = None) -> bool:
        """May the actor do this (by default: see it) with the row?"""
        return allows(row["mask"], capability or self.resource.capabilities.view)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The keys by which an item may name a record: the declared ones, after our own id."""
        return self.resource.keys if BY_ID in self.resource.keys else (BY_ID, *self.resource.keys)

    def lacks(self, operation: str) -> list[str]:
        """The operation on this record type, if the role and the key do not both allow it: `["CONTACT.UPDATE"]`, else nothing."""
        name = self.resource.permission
        return [] if self.actor.may(name, operation) else [f"{name}.{operation}"]
