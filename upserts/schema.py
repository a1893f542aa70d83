"""The three calls of a record type as the description of the API shows them: upsert, one record, a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.schema import JSON, Components, Described, Operation
from api.schema_answers import answer
from api.schema_parameters import comma_list, every_call, every_page, filter_parameters, in_query, one_of
from api.schema_problems import common_problems
from api.schema_shapes import page_of
from customfields.filters import PREFIX
from upserts.asking import CUSTOM_FIELD_REFERENCE, IDENTIFIER_FIELD, names_of
from upserts.items import ACTIONS
from upserts.references import FIELD
from upserts.resource import BY_ID, Resource
from upserts.schema_items import batch_schema, item_schema
from upserts.schema_receipts import idempotency_key
from upserts.schema_records import illustration, row_schema
from upserts.schema_results import upsert_responses

Schema = dict[str, Any]
FLAGS = {
    "dryRun": "Run every check and roll everything back: the same answer, without ids for what would be created.",
    "atomic": "All items or none: one failure answers 422, and nothing is written.",
    "revive": "Restore an archived record that an item means.",
}
MODES = "`createOnly` refuses what exists (`duplicate_data`); `updateOnly` what does not, and asks only for what identifies a record."
LISTS = "What lists do with what is stored, for all items: `types:append,contacts:remove`. An item's own `fieldActions` wins."
PREFER = "`return=representation` adds `record` to every result (the default for one bare item); `return=minimal` leaves `details` out."
UPSERT = """\
Create what is new, update what differs, leave alone what does not, and say for each item what was done. One to 1,000 items below
`{name}`, or one bare item: then the answer is that one result, with its own status.

A record is found by {keys}{needs}. A member that is absent is left as it is, `null` clears it. Items don't see each other's effects.
Sending the same again changes nothing.

Takes `{permission}.CREATE` or `{permission}.UPDATE`; every item then needs its own."""
FOUND_BY = """\
The only keys by which records are to be found, for all items; every item needs one of them, and those that it has must name one record.
`customField`: the identifier field that `customFieldReference` names. Without it: `id`, else the external id, else the account's identifier
fields, else the remaining key, by which a record is found even where the others are new (a warning then says what it takes over)."""
OWN_FIELDS = """\
One parameter for each of the account's own fields: `customFields.<key>=<value>`. With `__in` behind the key several values, separated by
commas; numbers, money and dates also take `__gte` and `__lte`."""


def _upsert(view: Any, components: Components) -> Operation:
    """POST /<resource>/upsert."""
    resource: Resource = view.resource
    return Operation(
        id=f"upsert{resource.name.capitalize()}",
        summary=f"Create or update {resource.name}",
        tag=resource.name.capitalize(),
        description=UPSERT.format(name=resource.name, keys=_keys(resource), needs=_needs(resource), permission=resource.permission),
        parameters=[*_upsert_parameters(resource), idempotency_key(components), *every_call(components)],
        body=_body(resource, components),
        responses=upsert_responses(resource, components),
    )


def _list(view: Any, components: Components) -> Operation:
    """GET /<resource>."""
    resource: Resource = view.resource
    orders = [sign + name for name in resource.orders for sign in ("", "-")]
    return Operation(
        id=f"list{resource.name.capitalize()}",
        summary=f"List {resource.name}",
        tag=resource.name.capitalize(),
        description=f"Takes `{resource.permission}.READ`. Follow `links.next` until it is null; no row is met twice.",
        parameters=[
            *filter_parameters(view.filters),
            in_query(PREFIX.rstrip("."), _own_fields(), OWN_FIELDS, style="form", explode=True),
            one_of("ordering", orders, "The order of the rows; `-` in front: the other way round. The id breaks ties.", default="id"),
            comma_list("fields", {"type": "string", "enum": list(resource.members)}, "Only these members of each row."),
            *every_page(components),
            *every_call(components),
        ],
        responses=common_problems(components)
        | {200: answer(components, "A page of the list.", page_of(row_schema(resource, components), components))},
    )


UPSERT_CALL = Described(post=_upsert)
LIST_CALL = Described(get=_list)


def _upsert_parameters(resource: Resource) -> list[Schema]:
    pattern = f"^({'|'.join(_list_actions(resource))})$"
    return [
        *(in_query(name, {"type": "boolean", "default": False}, text) for name, text in FLAGS.items()),
        one_of("mode", ("upsert", "createOnly", "updateOnly"), MODES, default="upsert"),
        comma_list("fieldActions", {"type": "string", "pattern": pattern}, LISTS),
        *(_identifier_parameters(resource) if resource.is_named else ()),
        {"name": "Prefer", "in": "header", "description": PREFER, "schema": {"type": "string"}, "example": "return=minimal"},
    ]


def _identifier_parameters(resource: Resource) -> list[Schema]:
    key: Schema = {"type": "string", "pattern": FIELD}
    return [
        comma_list(IDENTIFIER_FIELD, {"type": "string", "enum": names_of(resource)}, FOUND_BY),
        in_query(CUSTOM_FIELD_REFERENCE, key, "The key of the identifier field that `customField` stands for."),
    ]


def _list_actions(resource: Resource) -> Iterator[str]:
    """What each list may do, as a regular expression."""
    field: Any = resource.serializer.fields["fieldActions"]
    for name, actions in field.lists.items():
        yield f"{name}:({'|'.join(actions)})"
    yield f"{PREFIX.replace('.', '[.]')}[^,:]+:({'|'.join(ACTIONS)})"


def _own_fields() -> Schema:
    key = "^customFields[.][A-Za-z][A-Za-z0-9_]{0,63}$"
    value = {"type": "string", "minLength": 1, "maxLength": 1_000}
    return {"type": "object", "patternProperties": {key: value}, "additionalProperties": False}


def _body(resource: Resource, components: Components) -> Schema:
    """The wrapper with items, or one bare item."""
    either = {"oneOf": [batch_schema(resource, components), item_schema(resource, components)]}
    content: Schema = {"schema": either}
    if (item := illustration(resource)) is not None:
        content["examples"] = {
            "batch": {"summary": "A batch", "value": {resource.name: [item]}},
            "bareItem": {"summary": "One bare item", "value": item},
        }
    return {"required": True, "content": {JSON: content}}


def _keys(resource: Resource) -> str:
    named = [f"`{key.name}`" for key in resource.keys if key.flag is None]
    if resource.is_named:
        named.insert(sum(1 for key in resource.keys if key is BY_ID or key.is_external_id), "the account's identifier fields")
    return ", else by ".join(named)


def _needs(resource: Resource) -> str:
    names = [f"`{name}`" for name in resource.item.required_on_create]
    return f"; to create one, {' and '.join(names)} are needed besides" if names else ""
