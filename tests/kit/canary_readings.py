"""Everything that somebody can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.test import Client

from tests.kit.canary import Planted
from tests.kit.canary_scene import Aviary
from tests.kit.cast import Person
from tests.kit.matrix import parameters, routes
from tests.kit.matrix_standings import FOREIGN, HIDDEN, OWN
from tests.kit.matrix_table import TABLE

API = "/api/v2/"
SEARCHED = [("organizations.Organization", "name"), ("organizations.Organization", "external_id")]
SEARCHED += [("products.Product", name) for name in ("name", "external_id")]
SEARCHED += [("contacts.Contact", name) for name in ("external_id", "first_name", "last_name", "email")]


class Heard(NamedTuple):
    """An answer, with all that was said in the call."""

    call: str
    said: str
    text: str


def readings(client: Client, aviary: Aviary, person: Person) -> Iterator[Heard]:
    """The answers to every GET: every list with each of its parameters, every record of each standing, page after page."""
    for route in routes():
        if route.startswith("GET "):
            for address in _addresses(aviary, route):
                for query in _queries(aviary, route):
                    yield from _pages(client, person, address, query)


def _addresses(aviary: Aviary, route: str) -> Iterator[str]:
    path = route.removeprefix("GET ")
    if "{id}" not in path:
        yield path
        return
    kind = next(slot.kind for slot in TABLE[route].slots if slot.place == "path id")
    ids = [value for (its_kind, _), value in aviary.scene.values.items() if its_kind == kind]
    ids += {"organization": [*aviary.stubs, aviary.merged], "relationship": [aviary.edge]}.get(kind, [])
    for id_ in ids:
        yield path.replace("{id}", str(id_))


def _queries(aviary: Aviary, route: str) -> Iterator[dict[str, Any]]:
    """None; each value of each parameter; with the largest page."""
    known = parameters(route)
    usual = {"limit": 500} if "limit" in known else {}
    yield usual
    for name, schema in known.items():
        for value in _values(aviary, name, schema):
            yield usual | value


def _values(aviary: Aviary, name: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """What is tried for a parameter. Raises LookupError for one that nobody has thought of."""
    scene, planted = aviary.scene, aviary.planted
    fixed = {
        "limit": [1],
        "cursor": [],  # pages are followed
        "fields": [],  # less of the same
        "q": [*_words(planted, *SEARCHED), "kx", "Kx"],
        "updatedSince": ["2000-01-01"],
        "country": ["PT"],
        "depth": [10],
        "after": [0],
        "externalId": _words(planted, *[where for where in SEARCHED if where[1] == "external_id"]),
        "reference": _words(planted, ("products.Product", "external_id")),
        "relationshipType": _words(planted, ("relationships.RelationshipType", "key")),
        "types": _words(planted, ("relationships.RelationshipType", "key")),
    }
    if name == "customFields":
        fields = [value for (kind, _), value in scene.values.items() if kind.endswith("-field") and isinstance(value, str)]
        return [
            {f"customFields.{key}": word} for key in fields for word in _words(planted, ("organizations.Organization", "custom_fields"))
        ]
    if name in fixed:
        return [{name: value} for value in fixed[name]]
    if name.endswith("Id"):
        return [{name: scene.values["organization", standing]} for standing in (OWN, HIDDEN, FOREIGN)]
    words = schema.get("enum") or schema.get("items", {}).get("enum") or (["true"] if schema.get("type") == "boolean" else None)
    if words is None:
        raise LookupError(f"Which values of `{name}` could show somebody else's rows? Say so in tests/kit/canary_readings.py.")
    return [{name: word} for word in words]


def _words(planted: Planted, *columns: tuple[str, str]) -> list[str]:
    """Of each side and column one word, as it stands there."""
    found = {(side, where): word for word, (side, where) in planted.words.items() if where in columns}
    return [f"{word}@kx.example" if where[1] == "email" else word for (_, where), word in found.items()]


def _pages(client: Client, person: Person, address: str, query: dict[str, Any]) -> Iterator[Heard]:
    said = f"{address} {query}"
    answer = client.get(API + address, query, headers=person.headers)
    while True:
        text = answer.content.decode()
        yield Heard(f"GET {address} {query}", said, text)
        following = json.loads(text).get("links", {}).get("next") if answer["Content-Type"] == "application/json" else None
        if not following:
            return
        answer = client.get(following, headers=person.headers)
