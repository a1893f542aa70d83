"""Sharing in the description of the API."""

from __future__ import annotations

from typing import Any

from accounts.people_items import GrantItem, GrantsItem, PrincipalItem
from accounts.people_read_models import GrantRow, Grants, PrincipalStub
from accounts.writing_schema import TAG, body_of, item_schema, written
from api.schema import Components, Described, Operation
from api.schema_answers import answer
from api.schema_parameters import every_call, record_id
from api.schema_problems import common_problems, not_found
from api.schema_shapes import shape_schema

Schema = dict[str, Any]
GIVEN: Schema = {"principal": {"kind": "team", "id": 2}, "permissions": ["edit", "share"]}
SHOWN: Schema = {
    "principal": {"kind": "team", "id": 2, "name": "Sourcing"},
    "permissions": ["edit", "read", "share"],
    "cause": "manual",
    "grantedBy": {"id": 4, "name": "Ann Weaver"},
    "grantedAt": "2026-01-31T12:00:00.123456Z",
}
READING = """\
Takes `{resource}.READ`. Who may share the {kind}, or read the members, learns of every grant; others learn of those that reach them."""
WRITING = """\
Replace everything that was shared by hand; other causes stay. Permissions bring along what they need: `full` reads back as `edit`, `full`,
`read`. `share` needs `read` or `relationship-read` next to it.

Nobody gives more than it holds, and only who holds `full` gives `full` and `share`. Takes `{resource}.SHARE`, and `share` or `full` on the
{kind}."""


def _read(view: Any, components: Components) -> Operation:
    """GET /<records>/{id}/grants."""
    return Operation(
        id=f"get{view.kind.capitalize()}Grants",
        summary=f"With whom is this {view.kind} shared?",
        tag=TAG,
        description=READING.format(resource=view.kind.upper(), kind=view.kind),
        parameters=[record_id(components), *every_call(components)],
        responses=common_problems(components) | not_found(components) | {200: _shown(components)},
    )


def _write(view: Any, components: Components) -> Operation:
    """PUT /<records>/{id}/grants."""
    # Before the list asks for them: with the members that may come along as they were read.
    components.schema("PrincipalItem", lambda: item_schema(PrincipalItem(), PrincipalStub, components), PrincipalItem)
    components.schema("GrantItem", lambda: item_schema(GrantItem(), GrantRow, components), GrantItem)
    return Operation(
        id=f"put{view.kind.capitalize()}Grants",
        summary=f"Share this {view.kind}",
        tag=TAG,
        description=WRITING.format(resource=view.kind.upper(), kind=view.kind),
        parameters=[record_id(components), *every_call(components)],
        body=body_of(GrantsItem(), Grants, {"grants": [GIVEN]}, components),
        responses=written(components, ["duplicate_in_batch", "last_full_holder"], forbidden=["share_not_permitted"])
        | not_found(components)
        | {200: _shown(components)},
    )


def _shown(components: Components) -> Schema:
    example: Schema = {"one": {"summary": "Shared with a team", "value": {"grants": [SHOWN]}}}
    return answer(components, "All grants, by principal.", shape_schema(Grants, components), examples=example)


GRANTS = Described(get=_read, put=_write)
