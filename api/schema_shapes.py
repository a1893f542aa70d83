"""Answers → JSON Schema (2020-12). What an answer holds is declared as TypedDicts next to its reader; tests hold the two together.

Every member of a TypedDict is always present, unless it is marked NotRequired. Its docstring and the `doc`s of its members are what
people read.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Annotated, Any, TypeAlias, TypedDict, get_type_hints

import msgspec

from api.schema import Components

Schema = dict[str, Any]
Shape: TypeAlias = type[Any]  # a TypedDict class
_TEMPLATE = "#/components/schemas/{name}"


def doc(text: str, **examples: Any) -> msgspec.Meta:
    """What a member means: `Annotated[int, doc("Starts at 1.")]`."""
    return msgspec.Meta(description=text, **examples)


Id = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class UserStub(TypedDict):
    """A member of the account."""

    id: Id
    name: str


class Named(TypedDict):
    """Something of the account's, by its id and name."""

    id: Id
    name: str


def shape_schema(shape: Shape, components: Components) -> Schema:
    """The reference to a TypedDict's component; what it holds is registered along with it."""
    _, found = msgspec.json.schema_components([shape], ref_template=_TEMPLATE)
    for name, schema in found.items():
        components.schema(name, lambda schema=schema: _tidied(schema))  # type: ignore[misc]  # binds the loop's value
    return {"$ref": _TEMPLATE.format(name=shape.__name__)}


def joined(name: str, parts: Iterable[Shape], order: Iterable[str] = ()) -> Shape:
    """One TypedDict of the members of several, described by the first; `order` names the members that come first."""
    parts = list(parts)
    members: dict[str, Any] = {}
    for part in parts:
        members |= get_type_hints(part, include_extras=True)
    first = {member: members[member] for member in order if member in members}
    shape: Any = TypedDict(name, first | members)  # type: ignore[misc]  # made of declarations, not written down
    shape.__doc__ = inspect.getdoc(parts[0])
    return shape  # type: ignore[no-any-return]


def some_of(schema: Schema, name: str) -> Schema:
    """An object's schema where `fields` has chosen among its members."""
    return {
        "title": name,
        "type": "object",
        "description": "The members that `fields` asked for.",
        "properties": schema["properties"],
        "minProperties": 1,
    }


def _tidied(schema: Any) -> Any:
    """msgspec's schema in the form that people and drawing tools read best: `type: [string, null]` for a plain value that may be null."""
    if isinstance(schema, list):
        return [_tidied(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    tidied = {name: _tidied(inner) for name, inner in schema.items()}
    kinds = tidied.get("anyOf")
    if not kinds or {"type": "null"} not in kinds:
        return tidied
    others = [kind for kind in kinds if kind != {"type": "null"}]
    rest = {name: inner for name, inner in tidied.items() if name != "anyOf"}
    if len(others) == 1 and "enum" in others[0]:
        return others[0] | {"enum": [*others[0]["enum"], None]} | rest
    if len(others) == 1 and isinstance(others[0].get("type"), str):
        return others[0] | {"type": [others[0]["type"], "null"]} | rest
    return tidied
