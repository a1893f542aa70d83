"""Which read models there are: rooms say what their readers answer (`reads_as`), and the description of the API shows it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from api.schema import Components
from api.schema_shapes import Shape, joined, shape_schema
from upserts.resource import Resource

Schema = dict[str, Any]

_parts: dict[str, list[Shape]] = defaultdict(list)
_items: dict[str, Schema] = {}
_answers: dict[str, Schema] = {}


def reads_as(name: str, part: Shape) -> None:
    """What the read model of a resource holds, or what a higher room adds to it."""
    _parts[name].append(part)


def illustrate(name: str, item: Schema, answer: Schema | None = None) -> None:
    """An item as consumers send it, and the answer to a batch that went half well."""
    _items[name] = item
    if answer is not None:
        _answers[name] = answer


def illustration(resource: Resource) -> Schema | None:
    """An item for people to try. None: the room gave none."""
    return _items.get(resource.name)


def outcome_illustration(resource: Resource) -> Schema | None:
    """An answer to a batch. None: the room gave none."""
    return _answers.get(resource.name)


@cache
def record_shape(resource: Resource) -> Shape:
    """The whole read model, in the order of its members."""
    return joined(record_name(resource), _parts[resource.name], order=resource.members)


def record_name(resource: Resource) -> str:
    return f"{resource.record_type.capitalize()}Record"


def record_schema(resource: Resource, components: Components) -> Schema:
    """The reference to the read model."""
    return shape_schema(record_shape(resource), components)


def row_schema(resource: Resource, components: Components) -> Schema:
    """A row of a list: the read model, or those of its members that `fields` asked for."""
    whole = record_schema(resource, components)
    members = components.resolved(whole)["properties"]
    chosen: Schema = {"type": "object", "description": "The members that `fields` asked for.", "properties": members, "minProperties": 1}
    return {"anyOf": [whole, components.schema(f"{resource.record_type.capitalize()}Members", lambda: chosen)]}
