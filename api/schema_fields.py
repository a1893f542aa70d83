"""Strict fields → JSON Schema (2020-12): what consumers send, from the one declaration that judges it.

A room with a field type of its own registers it: `@schema_of.register`. What no schema can say (control characters, normal forms,
calendars) is left to the answer.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from api.fields import (
    CountryField,
    ItemSerializer,
    StrictBool,
    StrictChar,
    StrictChoice,
    StrictDate,
    StrictDecimal,
    StrictEmail,
    StrictField,
    StrictInstant,
    StrictInteger,
    StrictList,
    StrictObject,
    StrictUrl,
)
from api.schema import Components

Schema = dict[str, Any]


def described_field(field: StrictField, components: Components) -> Schema:
    """The schema of the values that a field takes, null included where it clears."""
    schema = schema_of(field, components)
    if not field.allow_null or not schema:
        return schema
    if "enum" in schema:
        return schema | {"type": [schema["type"], "null"], "enum": [*schema["enum"], "", None]}
    if isinstance(schema.get("type"), str) and not ("format" in schema and _clears_by_empty_text(field)):
        return schema | {"type": [schema["type"], "null"]}  # a plain text says by its lack of a shortest length that "" clears it
    nothing: Schema = {"enum": ["", None]} if _clears_by_empty_text(field) else {"type": "null"}
    return {"anyOf": [*schema.get("anyOf", [schema]), nothing]}


def _clears_by_empty_text(field: StrictField) -> bool:
    return isinstance(field, (StrictChar, StrictChoice, StrictDate, StrictInstant, CountryField)) or getattr(field, "strings", False)


def object_schema(serializer: ItemSerializer, components: Components) -> Schema:
    """An item: its members, and nothing else. Members that are only compared are left to the caller."""
    fields = {name: field for name, field in serializer.strict_fields.items() if not field.read_only}
    schema: Schema = {
        "type": "object",
        "description": _first_paragraph(serializer),
        "properties": {name: described_field(field, components) for name, field in fields.items()},
        "additionalProperties": False,
    }
    required = [name for name, field in fields.items() if field.required]
    return schema | ({"required": required} if required else {})


@singledispatch
def schema_of(field: StrictField, components: Components) -> Schema:
    """The schema of everything but null that a field takes. Raises TypeError for a kind of field that nobody described."""
    raise TypeError(f"{type(field).__name__} has no JSON Schema: register one with schema_of")


@schema_of.register
def _(field: StrictChar, components: Components) -> Schema:
    schema: Schema = {"type": "string", "maxLength": field.longest}
    return schema if field.allow_null else schema | {"minLength": 1}


@schema_of.register
def _(field: StrictEmail, components: Components) -> Schema:
    return {"type": "string", "format": "email", "maxLength": field.longest}


@schema_of.register
def _(field: StrictUrl, components: Components) -> Schema:
    return {"type": "string", "format": "uri", "pattern": "^https?://", "maxLength": field.longest}


@schema_of.register
def _(field: StrictChoice, components: Components) -> Schema:
    return {"type": "string", "enum": field.keys}


@schema_of.register
def _(field: CountryField, components: Components) -> Schema:
    return {
        "type": ["string", "integer"],
        "pattern": "^([A-Za-z]{2}|[0-9]{1,3})$",
        "minimum": 1,
        "maximum": 999,
        "description": "ISO 3166-1: two letters in any case, or the number (`DE`, `276`). Stored and answered as two capital letters.",
        "examples": ["DE"],
    }


@schema_of.register
def _(field: StrictBool, components: Components) -> Schema:
    boolean: Schema = {"type": "boolean"}
    return {"anyOf": [boolean, {"enum": ["true", "false"]}]} if field.strings else boolean


@schema_of.register
def _(field: StrictInteger, components: Components) -> Schema:
    number: Schema = {"type": "integer", "minimum": field.lowest, "maximum": field.highest}
    return _or_text(number, "^-?[0-9]{1,25}$") if field.strings else number


@schema_of.register
def _(field: StrictDecimal, components: Components) -> Schema:
    number: Schema = {"type": "number", "description": f"At most {field.decimal_places} decimal places."}
    bounds = {"minimum": field.lowest, "maximum": field.highest}
    number |= {name: int(bound) if bound == int(bound) else float(bound) for name, bound in bounds.items() if bound is not None}
    places = f"^-?[0-9]{{1,{field.whole_digits}}}(\\.[0-9]{{1,{field.decimal_places}}})?$"
    return _or_text(number, places) if field.strings else number


@schema_of.register
def _(field: StrictDate, components: Components) -> Schema:
    return {"type": "string", "format": "date"}


@schema_of.register
def _(field: StrictInstant, components: Components) -> Schema:
    return {"type": "string", "format": "date-time"}


@schema_of.register
def _(field: StrictList, components: Components) -> Schema:
    schema: Schema = {"type": "array", "items": described_field(field.child, components), "maxItems": field.most}
    return schema | ({"minItems": field.fewest} if field.fewest else {})


@schema_of.register
def _(field: StrictObject, components: Components) -> Schema:
    return {"type": "object"}


@schema_of.register
def _(field: ItemSerializer, components: Components) -> Schema:
    return components.schema(type(field).__name__, lambda: object_schema(field, components), type(field))


def _or_text(number: Schema, pattern: str) -> Schema:
    return {"anyOf": [number, {"type": "string", "pattern": pattern}]}


def _first_paragraph(described: object) -> str:
    """The docstring's first paragraph, on one line."""
    return " ".join((type(described).__doc__ or "").partition("\n\n")[0].split())
