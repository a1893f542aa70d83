"""What an upsert answers, as JSON Schema: the result of an item, the answer to a batch, and every way to be refused."""

from __future__ import annotations

from typing import Any

from api.codes import ITEM_CODES
from api.schema import Components
from api.schema_answers import answer
from api.schema_problems import REPLAYED, body_problems, common_problems, item_error, item_warning, problem
from api.schema_shapes import shape_object, shape_schema
from upserts.read_models import Failed, Succeeded, Summary
from upserts.resource import Resource
from upserts.schema_receipts import REUSED
from upserts.schema_records import outcome_illustration, record_schema

Schema = dict[str, Any]
IDENTIFIER = "^customFields[.][A-Za-z][A-Za-z0-9_]{0,63}$"
OF_REQUEST = {
    400: [
        *("malformed_json", "invalid_body", "empty_batch", "too_many_items"),
        *("unknown_parameter", "invalid_parameter", "platform_required", "bad_request"),
    ],
    403: ["permission_denied", "csrf_failed"],
    409: ["idempotency_in_progress"],
    503: ["retry_later"],
}
FAILED = "atomic_batch_failed"
HEADERS_OF_REFUSALS = {"Retry-After": (409, 503), "Idempotent-Replayed": (404, 409, 412)}
OF_BARE_ITEM = (400, 403, 404, 409, 412, 503)
APPLIED: Schema = {"Preference-Applied": {"description": "The `return` preference that was followed.", "schema": {"type": "string"}}}
LOCATION: Schema = {"Location": {"description": "The new record; not in a dry run.", "schema": {"type": "string", "format": "uri"}}}
NO_ID: Schema = {
    "type": "object",
    "description": "What a dry run would have created.",
    "properties": {"id": {"type": "null"}},
    "required": ["id"],
    "additionalProperties": True,
}


def upsert_responses(resource: Resource, components: Components) -> dict[int, Schema]:
    """Every answer to an upsert, by status."""
    accepted, batch = succeeded_schema(resource, components), answer_schema(resource, components)
    either: Schema = {"oneOf": [batch, accepted]}
    example: Schema = {}
    if (shown := outcome_illustration(resource)) is not None:
        example["examples"] = {"batch": {"summary": "One created, one unchanged, one refused", "value": shown}}
    return {
        **common_problems(components),
        **body_problems(components),
        **{status: refused(status, components) for status in OF_BARE_ITEM},
        200: answer(components, "Every item succeeded; or the result of one bare item.", either, headers=APPLIED | REPLAYED),
        201: answer(components, "The result of one bare item that was created.", accepted, headers=APPLIED | LOCATION | REPLAYED)
        | _link(resource),
        207: answer(components, "Some or all items failed; `data` says which.", batch, headers=APPLIED | REPLAYED, **example),
        422: _nothing_done(components, components.resolved(batch)),
    }


def _nothing_done(components: Components, batch: Schema) -> Schema:
    """An atomic batch that failed, with the verdict on each item; or a key that stands for another request."""
    response = problem(components, 422, [FAILED, REUSED], members=batch["properties"], headers=REPLAYED)
    (content,) = response["content"].values()
    content["schema"] |= {"if": {"properties": {"code": {"const": FAILED}}}, "then": {"required": batch["required"]}}
    return response


def _link(resource: Resource) -> Schema:
    """Where the new record is read."""
    read = {"operationId": f"get{resource.record_type.capitalize()}", "parameters": {"id": "$response.body#/id"}}
    return {"links": {"record": read}}


def answer_schema(resource: Resource, components: Components) -> Schema:
    """The answer to a batch."""
    result = {"anyOf": [succeeded_schema(resource, components), failed_schema(components)]}
    properties: Schema = {
        "data": {"type": "array", "items": result, "description": "`data[i]` answers item i."},
        "summary": shape_schema(Summary, components),
        "dryRun": {"type": "boolean"},
        "atomic": {"type": "boolean"},
        "batchId": {"type": "string", "description": "How history names this call."},
    }
    return components.schema(f"{resource.record_type.capitalize()}BatchAnswer", lambda: _object(properties, "What became of a batch."))


def succeeded_schema(resource: Resource, components: Components) -> Schema:
    """The result of an accepted item; `matchedBy` names the keys that this resource is found by."""
    common = shape_object(Succeeded, components)
    properties: Schema = common["properties"] | {
        "matchedBy": _matched_by(resource),
        "record": {
            "description": "The record as GET shows it; with `Prefer: return=representation`, and for one bare item.",
            "anyOf": [record_schema(resource, components), NO_ID],
        },
        "warnings": _warnings(components),
    }
    schema = common | {"properties": properties, "required": [*common["required"], "matchedBy"]}
    return components.schema(f"{resource.record_type.capitalize()}Result", lambda: schema)


def _matched_by(resource: Resource) -> Schema:
    keys = [key.name for key in resource.keys if key.flag is None]
    schema: Schema = {"type": ["string", "null"], "enum": [*keys, None]}
    if resource.is_named:
        schema = {"anyOf": [schema, {"type": "string", "pattern": IDENTIFIER}]}
    return schema | {"description": "The key that found the record, `customFields.<key>` for an identifier field; null: none did."}


def failed_schema(components: Components) -> Schema:
    """The result of a refused item, whatever it was."""
    common = shape_object(Failed, components)
    errors = {"type": "array", "items": item_error(components), "minItems": 1, "maxItems": 100, "description": "All that is wrong with it."}
    properties = common["properties"] | {"errors": errors, "warnings": _warnings(components)}
    return components.schema("Refusal", lambda: common | {"properties": properties, "required": [*common["required"], "errors"]})


def refused(status: int, components: Components) -> Schema:
    """A problem of the request as a whole, or of the one bare item: then with the members of its result."""
    of_item = [code for code, (its_status, _) in ITEM_CODES.items() if its_status == status]
    codes = list(dict.fromkeys([*OF_REQUEST.get(status, ()), *of_item]))
    members: Schema = {
        "index": {"const": 0, "description": "Where one bare item failed."},
        "clientRef": {"type": "string", "description": "The bare item's own `clientRef`."},
        "warnings": _warnings(components),
    }
    headers = [name for name, statuses in HEADERS_OF_REFUSALS.items() if status in statuses]
    return problem(components, status, codes, members=members, headers=headers, name=f"Refused{status}")


def _warnings(components: Components) -> Schema:
    return {"type": "array", "items": item_warning(components), "minItems": 1}


def _object(properties: Schema, text: str) -> Schema:
    return {"type": "object", "description": text, "properties": properties, "required": list(properties)}
