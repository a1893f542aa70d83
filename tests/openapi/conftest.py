"""The description of the API, and what it says of an answer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from api.schema_pages import document
from tests.kit.cast import Cast, make_cast
from tests.kit.chain import Chain, contact, delivery, make_chain
from tests.kit.scenes import kept_for_module

Schema = dict[str, Any]
SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


@dataclass(frozen=True)
class Description:
    """The document, and validators made from it."""

    root: Schema

    def operations(self) -> Iterator[tuple[str, str, Schema]]:
        """(path, method, operation) of every operation."""
        for path, methods in self.root["paths"].items():
            for method, operation in methods.items():
                yield path, method, operation

    def resolved(self, part: Schema) -> Schema:
        """The part, or what it refers to."""
        while "$ref" in part:
            found: Any = self.root
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            part = found
        return part

    def complaints(self, schema: Schema, value: object, *, strict: bool = False) -> list[str]:
        """What is wrong with a value. `strict`: members that the schema does not name are wrong, too."""
        components = self.closed if strict else self.root["components"]
        whole = (_closed(schema) if strict else schema) | {"components": components}
        checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]

    @cached_property
    def closed(self) -> Schema:
        """The components, with objects that hold what they name and nothing else."""
        closed: Schema = _closed(self.root["components"])
        return closed

    def assert_described(self, path: str, method: str, answer: Any) -> None:
        """The answer has a status that the operation knows, the headers and the content of it, and no member besides."""
        operation = self.root["paths"][path][method]
        response = self.resolved(operation["responses"][str(answer.status_code)])
        content = response["content"][answer["Content-Type"]]
        assert self.complaints(content["schema"], answer.json(), strict=True) == [], answer.content[:2_000]
        required = [name for name, header in response["headers"].items() if self.resolved(header).get("required")]
        assert all(name in answer for name in required)


def _closed(part: Any) -> Any:
    """A copy in which every object with members is closed. What is a piece of a composition is closed around the composition."""
    if isinstance(part, list):
        return [_closed(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    closed = {name: copy.deepcopy(inner) if name == "Problem" else _closed(inner) for name, inner in part.items()}
    if "allOf" in closed:
        return closed | {"unevaluatedProperties": False}
    is_object = isinstance(closed.get("properties"), dict) and closed.get("type") == "object"
    return {"additionalProperties": False} | closed if is_object else closed


@pytest.fixture(scope="session")
def description() -> Description:
    return Description(json.loads(document()))


@dataclass(frozen=True)
class Linked:
    """Two accounts; in acme a chain of two suppliers, so that every operation has something to show."""

    cast: Cast
    chain: Chain

    def call(self, client: Client, path: str, method: str, **query: Any) -> Any:
        """The answer to an operation of the document, called as it should be."""
        name = path.split("/")[1]
        ids = self.chain.of(name) if "{id}" in path else [0]
        address = f"/api/v2{path}".replace("{id}", str(ids[-1]))
        if method == "get":
            return client.get(address, query, headers=self.cast.owner.headers)
        item = {"organizations": {"externalId": "S-1"}, "contacts": contact("S-1"), "relationships": delivery("S-1")}[name]
        body = json.dumps({name: [item]})
        return client.post(address, body, content_type="application/json", headers=self.cast.owner.headers, query_params=query)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Linked]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        yield Linked(cast, make_chain(cast.owner, 2))


@pytest.fixture
def linked(made: Linked, db: None) -> Linked:
    """The chain, inside a savepoint of the test's own."""
    return made
