"""The two usual ways to answer a GET, described: a page of a list, and one object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.schema import JSON, Components, Described, Operation
from api.schema_parameters import every_call, every_page
from api.schema_problems import common_problems, usual_headers
from api.schema_shapes import Shape, page_of, shape_schema

Schema = dict[str, Any]
REFERENCE_DATA = "Reference data"


def answer(components: Components, text: str, schema: Schema, *, headers: Schema | None = None, **content: Any) -> Schema:
    """A successful response."""
    return {
        "description": text,
        "headers": {**usual_headers(components), **(headers or {})},
        "content": {JSON: {"schema": schema, **content}},
    }


def listing(id_: str, row: Shape, summary: str, *, text: str = "", parameters: Sequence[Schema] = (), has_pages: bool = True) -> Described:
    """A view of reference data: `schema = listing("listCategories", CategoryRow, "List the categories")`."""

    def describe(view: Any, components: Components) -> Operation:
        body = page_of(shape_schema(row, components), components)
        return Operation(
            id=id_,
            summary=summary,
            tag=REFERENCE_DATA,
            description=text,
            parameters=[*parameters, *(every_page(components) if has_pages else ()), *every_call(components)],
            responses=common_problems(components) | {200: answer(components, "A page of the list.", body)},
        )

    return Described(get=describe)


def single(id_: str, shape: Shape, summary: str, *, tag: str, text: str = "") -> Described:
    """A view of one object that has no address of its own: `schema = single("getMe", Me, "Who am I?", tag="Account")`."""

    def describe(view: Any, components: Components) -> Operation:
        return Operation(
            id=id_,
            summary=summary,
            tag=tag,
            description=text,
            parameters=every_call(components),
            responses=common_problems(components) | {200: answer(components, "The answer.", shape_schema(shape, components))},
        )

    return Described(get=describe)
