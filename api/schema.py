"""The API describes itself: OpenAPI 3.1, made by drf-spectacular from what the views say of themselves.

A view says it with its class attribute `schema = Described(get=...)`. The functions take the view and the Components of the
document, so that one declaration serves every record type. A view without one fails the generation: nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent, error

Schema = dict[str, Any]
API_PREFIX = "/api/v2"
JSON = "application/json"
Endpoint = tuple[str, str, str, Any]


class Components:
    """The shared parts of the document. Asking for one by name registers it and answers the `$ref` to it."""

    def __init__(self, registry: ComponentRegistry) -> None:
        self._registry = registry

    def schema(self, name: str, make: Callable[[], Schema], of: object = None) -> Schema:
        """`of` is what the schema describes: two things of one name are a mistake, which drf-spectacular reports."""
        return self._ref(ResolvedComponent.SCHEMA, name, make, of or name)

    def response(self, name: str, make: Callable[[], Schema]) -> Schema:
        return self._ref("responses", name, make, name)

    def header(self, name: str, make: Callable[[], Schema]) -> Schema:
        return self._ref("headers", name, make, name)

    def parameter(self, name: str, make: Callable[[], Schema]) -> Schema:
        return self._ref("parameters", name, make, name)

    def resolved(self, reference: Schema) -> Schema:
        """The component that a reference of ours means."""
        _, _, kind, name = reference["$ref"].split("/")
        found: Schema = self._registry[name, kind].schema
        return found

    def _ref(self, kind: str, name: str, make: Callable[[], Schema], of: object) -> Schema:
        component = ResolvedComponent(name=name, type=kind, object=of)  # type: ignore[no-untyped-call]  # the package's own
        if component not in self._registry:
            component.schema = make()
            self._registry.register(component)
        return {"$ref": f"#/components/{kind}/{name}"}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one address. `responses` are OpenAPI response objects (or references to some) by HTTP status."""

    id: str
    summary: str
    tag: str
    responses: Mapping[int, Schema]
    description: str = ""
    parameters: Sequence[Schema] = ()
    body: Schema | None = None

    def as_dict(self, security: Sequence[Schema]) -> Schema:
        """The operation object of OpenAPI."""
        written: Schema = {"operationId": self.id, "tags": [self.tag], "summary": self.summary, "description": self.description}
        written |= {"parameters": list(self.parameters), "requestBody": self.body, "security": list(security)}
        written = {name: value for name, value in written.items() if value or name == "security"}
        return written | {"responses": {str(status): response for status, response in sorted(self.responses.items())}}


Describe = Callable[[Any, Components], Operation]


class Described(AutoSchema):
    """What a view says of its methods: `schema = Described(get=list_of_categories)`."""

    def __init__(self, **methods: Describe) -> None:
        super().__init__()
        self.methods = methods

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> Schema | None:  # what drf-spectacular calls
        self.registry = registry
        describe = self.methods.get(method.lower())
        if describe is None:
            error(f"{type(self.view).__name__} does not describe its method {method}.")
            return None
        return describe(self.view, Components(registry)).as_dict(self.get_auth())


def only_api(endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    """Preprocessing hook: the addresses of the API; a path has one variable at most, and it is always called {id}."""
    return [
        (re.sub(r"{\w+}", "{id}", path), path_regex, method, view)
        for path, path_regex, method, view in endpoints
        if path.startswith(f"{API_PREFIX}/")
    ]
