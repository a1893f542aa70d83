"""The isolation matrix: every route, method and place for an identifier, asked by everybody about what is and what is not theirs.

Routes come from the URL map, places from the OpenAPI document; what is to be answered stands in matrix_table.py. Whatever has no line
there raises LookupError, so nothing new goes in unjudged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from api.schema_pages import document
from tests.kit.matrix_lines import Row, Slot
from tests.kit.matrix_standings import FOREIGN, HIDDEN, NEAR, OWN, ROLES, STANDINGS
from tests.kit.matrix_table import NO_IDENTIFIERS, TABLE

PREFIX = "api/v2/"
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Somebody names something somewhere. `form`: how an item is wrapped, or HEAD for GET."""

    route: str
    slot: Slot
    letter: str
    form: str
    standing: str

    def __str__(self) -> str:
        return f"{self.route} · {self.slot.place} · {self.form} · {ROLES[self.letter]} · {self.standing}"


@dataclass(frozen=True, slots=True)
class Group:
    """The cases that differ in nothing but what is named."""

    route: str
    row: Row
    slot: Slot
    letter: str
    form: str

    def cases(self) -> list[Case]:
        found = standings_of(self.slot)
        if self.row.whatever(self.letter) is not None:  # nobody reads what it has misspelled
            found = [standing for standing in found if not standing.startswith(NEAR)]
        if self.slot.kind == "account" and self.letter != "O":  # every other call is one about the own account
            found.remove(OWN)
        return [Case(self.route, self.slot, self.letter, self.form, standing) for standing in found]


def standings_of(slot: Slot) -> list[str]:
    """What can be named there: vocabulary and people of one's own account hide from nobody; only texts can be misspelled."""
    found = [standing for standing in STANDINGS if standing != HIDDEN or slot.can_hide]
    if slot.has_spellings:
        found += [NEAR + standing for standing in (HIDDEN, FOREIGN) if standing in found]
    return found


def routes() -> list[str]:
    """`METHOD path` of everything below /api/v2/, in the order of the URL map."""
    found = []
    for path, view in _views(get_resolver(), ""):
        view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
        names = view_class.http_method_names if view_class else ["get"]
        found += [
            f"{name.upper()} {path}" for name in names if name not in ("head", "options") and (not view_class or hasattr(view_class, name))
        ]
    return found


def _views(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _views(entry, address)
        elif isinstance(entry, URLPattern) and address.startswith(PREFIX):
            yield re.sub(r"<[^>]+>", "{id}", address.removeprefix(PREFIX)), entry.callback


@cache
def _document() -> Schema:
    found: Schema = json.loads(document())
    return found


def described() -> list[str]:
    """`METHOD path` of every operation of the document."""
    return [f"{method.upper()} {path.removeprefix('/')}" for path, methods in _document()["paths"].items() for method in methods]


def parameters(route: str) -> dict[str, Schema]:
    """The query parameters of a route, each with its schema."""
    method, _, path = route.partition(" ")
    operation = _document()["paths"].get(f"/{path}", {}).get(method.lower(), {})
    found = [_resolved(parameter) for parameter in operation.get("parameters", [])]
    return {parameter["name"]: _resolved(parameter["schema"]) for parameter in found if parameter["in"] == "query"}


@cache
def places(route: str) -> list[str]:
    """Everything that can be said in a call: `path id`, `query sourceId`, `header X-Platform-Id`, `body source.value`."""
    method, _, path = route.partition(" ")
    operation = _document()["paths"].get(f"/{path}", {}).get(method.lower(), {})
    parameters = [_resolved(parameter) for parameter in operation.get("parameters", [])]
    found = {f"{parameter['in']} {parameter['name']}" for parameter in parameters}
    for content in _resolved(operation.get("requestBody", {})).get("content", {}).values():
        wrapper = f"{path.partition('/')[0]}[]."
        found |= {f"body {leaf.removeprefix(wrapper)}" for leaf in _leaves(content["schema"], "")}
    return sorted(found)


def _resolved(part: Schema) -> Schema:
    while "$ref" in part:
        found: Any = _document()
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def _leaves(schema: Schema, path: str) -> Iterator[str]:
    """The dotted paths of everything that holds a value; `[]` stands for the entries of a list."""
    schema = _resolved(schema)
    inside = [(inner, path) for word in ("oneOf", "anyOf", "allOf") for inner in schema.get(word, ())]
    inside += [(inner, f"{path}.{name}" if path else name) for name, inner in schema.get("properties", {}).items()]
    inside += [(schema["items"], f"{path}[]")] if "items" in schema else []
    for inner, its_path in inside:
        yield from _leaves(inner, its_path)
    if path and schema.get("type") != "array" and not (inside and schema.get("type") == "object"):
        yield path


def row_of(route: str) -> Row:
    """What is expected of a route. Raises LookupError."""
    if route not in TABLE:
        raise LookupError(f"{route} has no line in tests/kit/matrix_table.py: what does it answer to whom?")
    return TABLE[route]


def unjudged(route: str, row: Row) -> list[str]:
    """The places of a route of which nobody has said whether they take an identifier, and those named in vain."""
    found = places(route)
    known = {slot.place for slot in row.slots}
    return [place for place in found if place not in known | NO_IDENTIFIERS | row.plain] + sorted(known.difference(found))


def slots_of(route: str) -> tuple[Slot, ...]:
    """The places of a route that take identifiers. Raises LookupError where one is not judged."""
    row = row_of(route)
    if missing := unjudged(route, row):
        raise LookupError(f"{route}: do {missing} take an identifier? Say so in tests/kit/matrix_table.py.")
    return row.slots


def groups(route: str, letter: str) -> list[Group]:
    """All groups of cases of one route and one asker."""
    row = row_of(route)
    method = route.partition(" ")[0]
    found = []
    for slot in slots_of(route):
        if not slot.is_for(letter):
            continue
        forms = row.forms if slot.place.startswith("body") else ("plain",)
        forms += ("HEAD",) if method == "GET" and slot.place == "path id" else ()
        forms = forms[:1] if row.whatever(letter) is not None else forms
        found += [Group(route, row, slot, letter, form) for form in forms]
    return found


def all_cases() -> list[Case]:
    """Every case of the matrix."""
    return [case for route in routes() for letter in ROLES for group in groups(route, letter) for case in group.cases()]
