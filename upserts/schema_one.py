"""The calls on one record as the description of the API shows them: create, read, change, replace, remove, restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.schema import JSON, Components, Described, Operation
from api.schema_answers import answer
from api.schema_parameters import every_call, record_id
from api.schema_problems import REPLAYED, body_problems, common_problems, not_found, problem, usual_headers
from upserts.addressed import required_in_full
from upserts.resource import Resource
from upserts.schema import LIST_CALL
from upserts.schema_items import item_schema
from upserts.schema_receipts import idempotency_key, reused
from upserts.schema_records import illustration, record_schema
from upserts.schema_results import APPLIED, refused

Schema = dict[str, Any]
ETAG: Schema = {
    "ETag": {"description": "The version, and a hash of the body.", "schema": {"type": "string"}, "example": '"7-0123456789abcdef"'}
}
LOCATION: Schema = {"Location": {"description": "The new record.", "schema": {"type": "string", "format": "uri"}}}
LOCATED: Schema = {
    "Content-Location": {
        "description": "The address of what is shown, where the record asked for was merged into another.",
        "schema": {"type": "string", "format": "uri"},
    }
}
CONDITION = "Only if the record still has the version of this tag (or of one of several); else 412."
CREATE = (
    "Create one {record}. What exists already is refused (`duplicate_data`); an upsert would update it.\n\nTakes `{permission}.CREATE`."
)
CHANGE = "Change what the body names, as an upsert of one item does; the rest stays.\n\nTakes `{permission}.UPDATE`."
REPLACE = """\
Replace the record by what the body says: what is absent becomes null or its default. {required} must be there. Kept where absent: the
external id, {kept}, and inactive custom fields. What `GET` answered can be sent back whole and changes nothing.

Takes `{permission}.UPDATE`."""
REMOVE = {
    True: "Archive the {record}: it stays to be read and restored. Twice is as good as once.\n\nTakes `{permission}.DELETE`.",
    False: "Remove the {record} for good; lists that named it lose it.\n\nTakes `{permission}.DELETE`.",
}
RESTORE = "Make an archived {record} active again. On an active one nothing changes.\n\nTakes `{permission}.UPDATE`."


def _create(view: Any, components: Components) -> Operation:
    """POST /<resource>."""
    made = answer(components, "The new record.", record_schema(view.resource, components), headers=ETAG | LOCATION | APPLIED | REPLAYED)
    return _operation(view, components, "create", CREATE, body=_body(view.resource, components), responses={201: made})


def _get(view: Any, components: Components) -> Operation:
    """GET /<resource>/{id}."""
    resource: Resource = view.resource
    text = "Takes `{permission}.READ`. What you may not see gets the answer of what does not exist."
    known = {"description": "Your copy is still good.", "headers": {**usual_headers(components), **ETAG}}
    return Operation(
        id=f"get{resource.record_type.capitalize()}",
        summary=f"Get one {resource.record_type}",
        tag=resource.name.capitalize(),
        description=_told(text, resource),
        parameters=[
            record_id(components),
            _header("If-None-Match", "304 if the answer would be the one with this tag."),
            *every_call(components),
        ],
        responses=common_problems(components) | not_found(components) | {200: _record(resource, components), 304: known},
    )


def _patch(view: Any, components: Components) -> Operation:
    """PATCH /<resource>/{id}."""
    resource: Resource = view.resource
    body = _body(resource, components, "Change", ())
    return _operation(view, components, "change", CHANGE, body=body, responses=_changed(resource, components))


def _put(view: Any, components: Components) -> Operation:
    """PUT /<resource>/{id}."""
    resource: Resource = view.resource
    body = _body(resource, components, "Whole", required_in_full(resource))
    return _operation(view, components, "replace", REPLACE, body=body, responses=_changed(resource, components))


def _delete(view: Any, components: Components) -> Operation:
    """DELETE /<resource>/{id}."""
    done = {204: {"description": "Done.", "headers": {**usual_headers(components), **REPLAYED}}}
    return _operation(view, components, "delete", REMOVE[bool(view.resource.capabilities.archive)], responses=done)


def _restore(view: Any, components: Components) -> Operation:
    """POST /<resource>/{id}/restore."""
    return _operation(view, components, "restore", RESTORE, responses=_changed(view.resource, components))


def _operation(
    view: Any, components: Components, verb: str, text: str, *, responses: dict[int, Schema], body: Schema | None = None
) -> Operation:
    """A call that writes one record."""
    resource: Resource = view.resource
    is_new = verb == "create"
    condition = [] if is_new else [record_id(components), _header("If-Match", CONDITION)]
    problems = common_problems(components) | {status: refused(status, components) for status in (400, 403, 409, 412)} | reused(components)
    problems |= not_found(components)  # to create one: of the id that the body names
    if not is_new:
        problems[412] = problem(components, 412, ["precondition_failed", "version_conflict"], headers=REPLAYED, name="PreconditionFailed")
    return Operation(
        id=f"{verb}{resource.record_type.capitalize()}",
        summary=f"{verb.capitalize()} one {resource.record_type}",
        tag=resource.name.capitalize(),
        description=_told(text, resource),
        parameters=[*condition, idempotency_key(components), *every_call(components)],
        body=body,
        responses=problems | (body_problems(components) if body else {}) | responses,
    )


def _told(text: str, resource: Resource) -> str:
    kept = [*(resource.wires[column] for column in resource.immutable), *resource.kept]
    return text.format(
        record=resource.record_type,
        permission=resource.permission,
        required=_listed(required_in_full(resource)),
        kept=_listed(kept),
    )


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _body(resource: Resource, components: Components, suffix: str = "", required: Any = None) -> Schema:
    """One item. `required` None: as in an upsert."""
    schema = item_schema(resource, components)
    if required is not None:
        partial: Callable[[], Schema] = lambda: _with_required(components.resolved(schema), required)  # noqa: E731
        schema = components.schema(f"{resource.record_type.capitalize()}{suffix}", partial, (resource.item, suffix))
    content: Schema = {"schema": schema}
    if (item := illustration(resource)) is not None:
        content["examples"] = {"one": {"summary": f"One {resource.record_type}", "value": item}}
    return {"required": True, "content": {JSON: content}}


def _with_required(schema: Schema, required: list[str]) -> Schema:
    rest = {name: value for name, value in schema.items() if name != "required"}
    return rest | ({"required": list(required)} if required else {})


def _record(resource: Resource, components: Components, more: Schema | None = None) -> Schema:
    headers = ETAG | APPLIED | (LOCATED if resource.merges else {}) | (more or {})
    return answer(components, f"The {resource.record_type}.", record_schema(resource, components), headers=headers)


def _changed(resource: Resource, components: Components) -> dict[int, Schema]:
    """The record as it is now; nothing where `Prefer: return=minimal` asks for that."""
    headers = {**usual_headers(components), **ETAG, **APPLIED, **REPLAYED}
    return {
        200: _record(resource, components, REPLAYED),
        204: {"description": "Done, as `Prefer: return=minimal` has it.", "headers": headers},
    }


def _header(name: str, text: str) -> Schema:
    return {"name": name, "in": "header", "description": text, "schema": {"type": "string"}, "example": '"7-0123456789abcdef"'}


COLLECTION_CALL = Described(**LIST_CALL.methods, post=_create)
ONE_CALL = Described(get=_get, patch=_patch, put=_put, delete=_delete)
RESTORE_CALL = Described(post=_restore)
