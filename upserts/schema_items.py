"""What consumers send in an upsert, as JSON Schema: items from their serializers, and the batch around them."""

from __future__ import annotations

from typing import Any

from api.schema import Components
from api.schema_fields import object_schema, schema_of
from upserts.batch import MAX_ITEMS
from upserts.items import ACTIONS, MAX_ID, FieldActions, RecordId
from upserts.references import FIELD, MAX_VALUE, STUB, Reference
from upserts.resource import Resource
from upserts.schema_records import record_schema
from upserts.values import AnyValue

Schema = dict[str, Any]
ID: Schema = {"type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_ID}
INTERNAL: Schema = {"type": "string", "pattern": "^[0-9]{1,19}$", "examples": ["123"]}
EXTERNAL: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_VALUE, "examples": ["ID-123"]}


def batch_schema(resource: Resource, components: Components) -> Schema:
    """Several items below the resource's name."""
    items = {"type": "array", "items": item_schema(resource, components), "minItems": 1, "maxItems": MAX_ITEMS}
    batch = {
        "type": "object",
        "description": f"One to {MAX_ITEMS:,} {resource.name}.",
        "properties": {resource.name: items},
        "required": [resource.name],
        "additionalProperties": False,
    }
    return components.schema(f"{resource.record_type.capitalize()}Batch", lambda: batch)


def item_schema(resource: Resource, components: Components) -> Schema:
    """One item. What Relata keeps itself may come along as it was read."""
    return components.schema(resource.item.__name__, lambda: _item(resource, components), resource.item)


def _item(resource: Resource, components: Components) -> Schema:
    schema = object_schema(resource.serializer, components)
    shown = components.resolved(record_schema(resource, components))["properties"]
    kept = {name: shown[name] | {"readOnly": True} for name in resource.members if name in resource.item.read_only_members}
    return schema | {"properties": schema["properties"] | kept}


@schema_of.register
def _(field: RecordId, components: Components) -> Schema:
    return ID


@schema_of.register
def _(field: AnyValue, components: Components) -> Schema:
    return {}


@schema_of.register
def _(field: FieldActions, components: Components) -> Schema:
    return {
        "type": "object",
        "description": "What a list does with what is stored. The key of a multiChoice field stands behind `customFields.`.",
        "properties": {name: {"enum": list(actions)} for name, actions in field.lists.items()},
        "patternProperties": {"^customFields[.]": {"enum": list(ACTIONS)}},
        "additionalProperties": False,
    }


@schema_of.register
def _(field: Reference, components: Components) -> Schema:
    """`kind` may be left out where the field has a default for it."""
    ours = (
        components.schema("InternalReference", lambda: _reference("internal", INTERNAL, "Our own id.", ["kind", "value"]))
        if field.default_kind is None
        else components.schema("AssumedReference", lambda: _reference("internal", INTERNAL, "Our own id.", ["value"]))
    )
    theirs = components.schema("ExternalReference", _external)
    return {"anyOf": [ours, theirs, components.schema("StubReference", _stub)]}


def _reference(kind: str, value: Schema, text: str, required: list[str]) -> Schema:
    return {
        "type": "object",
        "description": text,
        "properties": {"kind": {"const": kind}, "value": value},
        "required": required,
        "additionalProperties": False,
    }


def _external() -> Schema:
    text = "Your own key, or with `field` the value of that identifier field."
    schema = _reference("external", EXTERNAL, text, ["kind", "value"])
    field: Schema = {"type": ["string", "null"], "pattern": FIELD, "description": "The key of an identifier field of the other record."}
    return schema | {"properties": schema["properties"] | {"field": field}}


def _stub() -> Schema:
    """The stub of a read model, whole."""
    text = "As it was read: found by `id`; the other members must be as they are stored."
    members: Schema = {name: ID if name == "id" else {} for name in STUB}
    return {"type": "object", "description": text, "properties": members, "required": list(STUB), "additionalProperties": False}
