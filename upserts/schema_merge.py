"""The merge of two records as the description of the API shows it."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired, TypedDict

from api.schema import JSON, Components, Described, Operation
from api.schema_answers import answer
from api.schema_fields import object_schema
from api.schema_parameters import FLAG, every_call, in_query, record_id
from api.schema_problems import REPLAYED, body_problems, common_problems, not_found, problem
from api.schema_shapes import Id, doc, shape_schema
from upserts import registry
from upserts.merge_view import MergeItem
from upserts.merging import MAX_TOLD
from upserts.resource import Resource
from upserts.schema_one import CONDITION, ETAG
from upserts.schema_receipts import idempotency_key, reused
from upserts.schema_records import record_schema
from upserts.schema_results import refused

Schema = dict[str, Any]
TEXT = f"""\
Make one {{record}} of two: `from` is merged into the one of the address, which must be of the same type and not archived. Takes
`{{permission}}.UPDATE` and the permission `full` on both.

What named the other one names this one from now on: {{absorbing}}. What would then say the same twice is combined: the values of this
{{record}} win, what it lacks is filled from the other one. The same goes for the {{record}} itself: members that are null and custom fields
without a value are filled, but for its external id and template.

The other one stays, archived, and keeps its id, external id and name: whoever uses them means this one. What was shared with others of
the other one is not shared of this one. A merge can't be undone.

The answer lists at most {MAX_TOLD:,} records of a kind, and only those that you may see; history has all. Merging the same again changes
nothing."""
IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "description": CONDITION,
    "schema": {"type": "string"},
    "example": ETAG["ETag"]["example"],
}
DRY_RUN = "Run every check and roll everything back: the same answer."


class Combined(TypedDict):
    """Two records that became one."""

    id: Annotated[Id, doc("The one that is gone.")]
    into: Annotated[Id, doc("The one that has its values now, where its own left room for them.")]


class AbsorbedRecords(TypedDict):
    """What became of records that named the other one."""

    moved: Annotated[list[Id], doc("They name this one now.")]
    combined: Annotated[list[Combined], doc("They said what another record says, too.")]
    dropped: NotRequired[Annotated[list[Id], doc("They are gone: they would lead from this one to itself.")]]


def merge_call(example: Schema) -> Described:
    """What a view of merges says of itself, with an answer to look at."""

    def describe(view: Any, components: Components) -> Operation:
        resource: Resource = view.resource
        shown = {"examples": {"merged": {"summary": "Two became one", "value": example}}}
        done = answer(components, "They are one now.", _answer(resource, components), headers=ETAG | REPLAYED, **shown)
        return Operation(
            id=f"merge{resource.record_type.capitalize()}",
            summary=f"Merge another {resource.record_type} into one",
            tag=resource.name.capitalize(),
            description=TEXT.format(record=resource.record_type, permission=resource.permission, absorbing=_listed(_absorbing())),
            parameters=[
                record_id(components),
                in_query("dryRun", FLAG, DRY_RUN),
                IF_MATCH,
                idempotency_key(components),
                *every_call(components),
            ],
            body=_body(components),
            responses=_problems(components) | {200: done},
        )

    return Described(post=describe)


def _problems(components: Components) -> dict[int, Schema]:
    codes = ["precondition_failed", "version_conflict"]
    return {
        **common_problems(components),
        **{status: refused(status, components) for status in (400, 403, 409)},
        **reused(components),
        **not_found(components),
        **body_problems(components),
        412: problem(components, 412, codes, headers=REPLAYED, name="PreconditionFailed"),
    }


def _body(components: Components) -> Schema:
    schema = components.schema("MergeItem", lambda: object_schema(MergeItem(), components), MergeItem)
    return {"required": True, "content": {JSON: {"schema": schema, "examples": {"one": {"summary": "An example", "value": {"from": 124}}}}}}


def _answer(resource: Resource, components: Components) -> Schema:
    absorbed = shape_schema(AbsorbedRecords, components)
    lists: Schema = {"type": "array", "items": {"type": "string"}}
    properties: Schema = {
        "record": record_schema(resource, components),
        "mergedFrom": {"type": "integer", "format": "int64", "minimum": 1, "description": "The id of the other one."},
        "filled": lists | {"description": "The members that were filled, by name, custom fields as `customFields.<key>`."},
        **dict.fromkeys(_absorbing(), absorbed),
        "truncated": {"type": "boolean", "description": f"A list was longer than {MAX_TOLD:,}."},
        "dryRun": {"type": "boolean"},
    }
    schema = {"type": "object", "description": "What a merge did.", "properties": properties, "required": list(properties)}
    return components.schema(f"{resource.record_type.capitalize()}Merged", lambda: schema)


def _absorbing() -> list[str]:
    return [resource.name for resource in registry.every() if resource.absorb is not None]


def _listed(names: list[str]) -> str:
    return " and ".join(names)
