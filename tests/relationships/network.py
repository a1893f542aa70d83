"""A small network of organizations, made by the engine, and graphs of it over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.kit.calls import get
from tests.kit.cast import Cast, Person, make_cast
from tests.kit.chain import external, make_vocabulary, save

Ids = dict[str, int]
Drawn = dict[str, Any]

# H-0 supplies F-1, which supplies S-1 and S-2; both supply B-0, which supplies R-0 and buys back from R-0.
NAMES = ("B-0", "S-1", "S-2", "F-1", "H-0", "R-0", "X-0")
EDGES = [("S-1", "B-0"), ("S-2", "B-0"), ("F-1", "S-1"), ("F-1", "S-2"), ("H-0", "F-1"), ("B-0", "R-0"), ("R-0", "B-0")]


def edge(source: str, target: str, *types: str, status: str = "active", lead: str | None = None) -> dict[str, Any]:
    item: dict[str, Any] = {"source": external(source), "target": external(target), "types": list(types or ("direct supplier",))}
    return item | {"relationshipStatus": status, "leadSupplier": external(lead) if lead else None}


@dataclass(frozen=True, slots=True)
class Scene:
    """The network above in acme, and the same, by the same keys, in globex. `ids`: acme's organizations by external id."""

    cast: Cast
    ids: Ids


def make_scene() -> Scene:
    cast = make_cast()
    make_network(cast.stranger)
    return Scene(cast, make_network(cast.owner))


def make_network(person: Person) -> Ids:
    make_vocabulary(person)
    items = [{"externalId": name, "type": "S", "name": f"Works {name}"} for name in NAMES]
    found = save(person.actor, "organizations", *items)
    save(person.actor, "relationships", *(edge(source, target) for source, target in EDGES))
    return dict(zip(NAMES, found, strict=True))


def draw(client: Client, person: Person, center: int, **query: Any) -> Drawn:
    answer = get(client, person, f"organizations/{center}/graph", **query)
    assert answer.status_code == 200, answer.content
    found: Drawn = answer.json()
    assert_sound(found)
    return found


def assert_sound(found: Drawn) -> None:
    """Every organization and relationship once, nodes nearest first, both ends of every edge among them."""
    nodes, edges = found["nodes"], found["edges"]
    shown = [node["id"] for node in nodes]
    assert len(set(shown)) == len(shown)
    assert [(node["tier"], node["id"]) for node in nodes] == sorted((node["tier"], node["id"]) for node in nodes)
    assert [one["id"] for one in edges] == sorted({one["id"] for one in edges})
    assert {one[end] for one in edges for end in ("sourceId", "targetId")} <= set(shown)


def tiers(found: Drawn) -> dict[str, int]:
    return {node["externalId"]: node["tier"] for node in found["nodes"]}


def ends(found: Drawn) -> set[tuple[str, str]]:
    names = {node["id"]: node["externalId"] for node in found["nodes"]}
    return {(names[one["sourceId"]], names[one["targetId"]]) for one in found["edges"]}
