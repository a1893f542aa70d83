"""Answers → JSON Schema (2020-12). What an answer holds is declared as TypedDicts next to its reader; tests hold the two together.

Every member of a TypedDict is always present, unless it is marked NotRequired. People read its docstring and the `doc`s of its members.
"""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NotRequired, TypeAlias, TypedDict, get_args, get_type_hints, is_typeddict

import msgspec

from api.schema import Components

Schema = dict[str, Any]
Shape: TypeAlias = type[Any]  # a TypedDict class
_TEMPLATE = "#/components/schemas/{name}"


def doc(text: str, **keywords: Any) -> msgspec.Meta:
    """What a member means, and further keywords of JSON Schema: `Annotated[int, doc("Starts at 1.", ge=1)]`."""
    return msgspec.Meta(description=text, **keywords)


def among(values: Iterable[str], text: str | None = None) -> msgspec.Meta:
    """A text out of a few: `Annotated[str, among(["active", "archived"])]`."""
    return msgspec.Meta(description=text, extra_json_schema={"enum": list(values)})


Id = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
Instant = Annotated[datetime.datetime, msgspec.Meta(tz=True)]


def shape_schema(shape: Shape, components: Components) -> Schema:
    """The reference to a TypedDict's component; the shapes inside it are registered along with it."""
    return components.schema(shape.__name__, lambda: shape_object(shape, components), shape)


def shape_object(shape: Shape, components: Components) -> Schema:
    """What a TypedDict holds, without a component of its own."""
    _, found = msgspec.json.schema_components([shape], ref_template=_TEMPLATE)
    for inner in _shapes_within(shape):
        shape_schema(inner, components)
    return _in_order(found[shape.__name__], shape)


def joined(name: str, parts: Iterable[Shape], order: Iterable[str] = ()) -> Shape:
    """One TypedDict of the members of several, described by the first; `order` names the members that come first."""
    parts = list(parts)
    members: dict[str, Any] = {}
    for part in parts:
        members |= get_type_hints(part, include_extras=True)
    first = {member: members[member] for member in order if member in members}
    shape: Any = TypedDict(name, first | members)  # type: ignore[misc]  # made of declarations, not written down
    shape.__doc__ = parts[0].__doc__
    return shape


def _shapes_within(shape: Shape) -> Iterator[Shape]:
    """Every TypedDict that the members of one speak of."""
    for hint in get_type_hints(shape, include_extras=True).values():
        yield from _shapes_in(hint)


def _shapes_in(hint: Any) -> Iterator[Shape]:
    if is_typeddict(hint):
        yield hint
    for inner in get_args(hint):
        yield from _shapes_in(inner)


def _in_order(schema: Schema, shape: Shape) -> Schema:
    """The schema of one TypedDict with its members as they were declared; msgspec sorts them."""
    names = list(get_type_hints(shape))
    ordered: Schema = {"type": "object", "description": inspect.cleandoc(schema.get("description", ""))}
    ordered["properties"] = {name: _tidied(schema["properties"][name]) for name in names}
    if required := [name for name in names if name in schema.get("required", ())]:
        ordered["required"] = required
    return ordered


def _tidied(schema: Schema) -> Schema:
    """The form that people and drawing tools read best: `type: [string, null]` for a plain value that may be null."""
    if "items" in schema:
        schema = schema | {"items": _tidied(schema["items"])}
    if "enum" in schema:
        return schema | {"type": "string" if isinstance(schema["enum"][0], str) else "integer"}
    if {"type": "null"} not in schema.get("anyOf", ()):
        return schema
    rest = {name: inner for name, inner in schema.items() if name != "anyOf"}
    others = [_tidied(kind) for kind in schema["anyOf"] if kind != {"type": "null"}]
    if len(others) > 1 or "$ref" in others[0]:
        return rest | {"anyOf": [*others, {"type": "null"}]}
    return _or_null(others[0]) | rest


def _or_null(schema: Schema) -> Schema:
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | ({"enum": [*schema["enum"], None]} if "enum" in schema else {})


class UserStub(TypedDict):
    """A user, by id and name."""

    id: Id
    name: str


class Named(TypedDict):
    """Something that the account has defined, by id and name."""

    id: Id
    name: str


class Page(TypedDict):
    """Where this page stands in its list."""

    limit: int
    next: Annotated[str | None, doc("The cursor of the next page; null: this is the last one.")]
    total: NotRequired[Annotated[int, doc("How many rows all pages have; only with `total=true`.", ge=0)]]


class Links(TypedDict):
    """Addresses to go on from."""

    next: Annotated[str | None, doc("The whole address of the next page; null: this is the last one.")]


def page_of(row: Schema, components: Components) -> Schema:
    """The body of a list answer."""
    page, links = shape_schema(Page, components), shape_schema(Links, components)
    properties = {"data": {"type": "array", "items": row}, "page": page, "links": links}
    return {"type": "object", "properties": properties, "required": list(properties)}
