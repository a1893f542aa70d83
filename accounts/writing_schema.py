"""Calls that read and change one kind of thing, in the description of the API: a list, a new one, one, a change, a removal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.fields import ItemSerializer
from api.schema import JSON, Components, Describe, Operation
from api.schema_answers import answer
from api.schema_fields import object_schema
from api.schema_parameters import every_call, every_page, record_id
from api.schema_problems import body_problems, common_problems, not_found, problem, usual_headers
from api.schema_shapes import Shape, page_of, shape_schema

Schema = dict[str, Any]
TAG = "People, keys and sharing"
OF_READING = ("unknown_parameter", "invalid_parameter", "platform_required", "bad_request")
OF_BODIES = (
    *("malformed_json", "required", "blank", "invalid_type", "unknown_field", "read_only_field", "too_long", "too_short", "too_many"),
    *("invalid_choice", "invalid_format", "invalid_characters", "invalid_email", "reference_not_found", "immutable_field"),
)
LOCATION: Schema = {"Location": {"description": "The new one.", "schema": {"type": "string", "format": "uri"}}}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing. `name` is its singular as one word, `words` as people say it; `operation` what it takes, as MEMBER.

    `address` is what stands in the address of one.
    """

    name: str
    words: str
    operation: str
    shape: Shape
    example: Mapping[str, Any]
    conflicts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tag: str = TAG
    address: Callable[[Components], Schema] = record_id

    def lists(self, text: str = "") -> Describe:
        """GET of all."""

        def describe(view: Any, components: Components) -> Operation:
            return Operation(
                id=f"list{self.name}s",
                summary=f"List the {self.words}s",
                tag=self.tag,
                description=text or f"Takes `{self.operation}.READ`.",
                parameters=[*every_page(components), *every_call(components)],
                responses=common_problems(components)
                | {200: answer(components, "A page of the list.", page_of(shape_schema(self.shape, components), components))},
            )

        return describe

    def reads(self, text: str = "") -> Describe:
        """GET of one."""

        def describe(view: Any, components: Components) -> Operation:
            return Operation(
                id=f"get{self.name}",
                summary=f"Get one {self.words}",
                tag=self.tag,
                description=text or f"Takes `{self.operation}.READ`.",
                parameters=[self.address(components), *every_call(components)],
                responses=common_problems(components) | not_found(components) | {200: self._shown(components)},
            )

        return describe

    def creates(self, item: ItemSerializer, example: Mapping[str, Any], text: str, shape: Shape | None = None, **more: Any) -> Describe:
        """POST. `shape` and `more` are what the answer holds besides."""

        def describe(view: Any, components: Components) -> Operation:
            made = answer(
                components,
                f"The new {self.words}.",
                shape_schema(shape or self.shape, components),
                headers=LOCATION,
                **_example({**self.example, **more}),
            )
            return Operation(
                id=f"create{self.name}",
                summary=f"Make a new {self.words}",
                tag=self.tag,
                description=f"{text}\n\nTakes `{self.operation}.CREATE`.",
                parameters=every_call(components),
                body=body_of(item, self.shape, example, components),
                responses=written(components, self.conflicts.get("POST", ())) | {201: made},
            )

        return describe

    def changes(self, item: ItemSerializer, example: Mapping[str, Any], text: str) -> Describe:
        """PATCH."""

        def describe(view: Any, components: Components) -> Operation:
            return Operation(
                id=f"change{self.name}",
                summary=f"Change a {self.words}",
                tag=self.tag,
                description=f"{text} What is absent stays as it is.\n\nTakes `{self.operation}.UPDATE`.",
                parameters=[self.address(components), *every_call(components)],
                body=body_of(item, self.shape, example, components, partial=True),
                responses=written(components, self.conflicts.get("PATCH", ())) | not_found(components) | {200: self._shown(components)},
            )

        return describe

    def removes(self, text: str) -> Describe:
        """DELETE."""

        def describe(view: Any, components: Components) -> Operation:
            refused = written(components, self.conflicts.get("DELETE", ()))
            return Operation(
                id=f"delete{self.name}",
                summary=f"Remove a {self.words}",
                tag=self.tag,
                description=f"{text}\n\nTakes `{self.operation}.DELETE`.",
                parameters=[self.address(components), *every_call(components)],
                responses=common_problems(components)
                | not_found(components)
                | {status: refused[status] for status in (403, 409) if status in refused}
                | {204: {"description": "Done.", "headers": usual_headers(components)}},
            )

        return describe

    def _shown(self, components: Components) -> Schema:
        return answer(components, f"The {self.words}.", shape_schema(self.shape, components), **_example(self.example))


def body_of(item: ItemSerializer, shape: Shape, example: Mapping[str, Any], components: Components, *, partial: bool = False) -> Schema:
    """A request body that is one object."""
    name = f"{type(item).__name__}Change" if partial and not type(item).__name__.endswith("Change") else type(item).__name__
    schema = components.schema(name, lambda: item_schema(item, shape, components, partial=partial), (type(item), partial))
    return {"required": True, "content": {JSON: {"schema": schema, **_example(example)}}}


def item_schema(item: ItemSerializer, shape: Shape, components: Components, *, partial: bool = False) -> Schema:
    """An item with the members that may come along as they were read. `partial`: none is required."""
    schema = object_schema(item, components)
    shown = components.resolved(shape_schema(shape, components))["properties"]
    kept = {name: shown[name] | {"readOnly": True} for name in shown if name in item.read_only_members}
    whole = schema | {"properties": schema["properties"] | kept}
    return {name: value for name, value in whole.items() if not (partial and name == "required")}


def written(components: Components, conflicts: Sequence[str], *, forbidden: Sequence[str] = ()) -> dict[int, Schema]:
    """What a call that writes may refuse with, by status."""
    found = common_problems(components) | body_problems(components)
    found[400] = problem(components, 400, [*OF_READING, *OF_BODIES], name="InvalidInput")
    found[403] = problem(components, 403, ["permission_denied", "csrf_failed", *forbidden], name="" if forbidden else "WriteNotPermitted")
    return found | ({409: problem(components, 409, conflicts)} if conflicts else {})


def _example(value: Mapping[str, Any]) -> Schema:
    return {"examples": {"one": {"summary": "An example", "value": dict(value)}}}
