"""The graph as its page shows it, drawn and as tables: with names, countries, addresses and a path, where the API has ids and keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from accounts.actor import Actor
from api.countries import all_countries
from desk.record_pages import page_address
from organizations.models import OrganizationType
from organizations.pages import ORGANIZATION_PAGES
from organizations.survivors import visible_meant
from relationships.directions import labels
from relationships.graph import Question, edges_of, walk
from relationships.graph_sql import Network, Row
from relationships.paths import Path, path_between
from relationships.words import Vocabulary

MAX_EDGES = 5_000
MAX_COUNTED = 100
Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """What there is to show. `steps` is the path that was asked for, empty where there is none; `path` is None where none was asked for."""

    nodes: list[Shown]
    edges: list[Shown]
    truncated: bool
    path: Path | None = None
    steps: Sequence[Shown] = ()


def picture_of(actor: Actor, question: Question, words: Vocabulary, goal: int | None = None) -> Picture:
    """The graph around an organization that the actor sees, and a shortest path from it to `goal`.

    Statements: three and one for each tier; for a path two more and one for each of its relationships. The organizations on the path
    come on top of those within the limit, each as many tiers away as its place on it.
    """
    network = Network(actor, question.wanted)
    tiers, is_cut = walk(network, question)
    path = None if goal is None else path_between(network, question.center, visible_meant(actor, goal) or goal)
    on_path = path.organizations if path else ()
    tiers |= {id_: place for place, id_ in enumerate(on_path) if id_ not in tiers}
    rows = network.edges(tiers, MAX_EDGES + 1)
    along = network.edges(on_path, len(on_path) ** 2) if on_path else []  # those of the path must not be lost to the cap
    edges = list({row[0]: row for row in [*rows[:MAX_EDGES], *along]}.values())
    found = {row[0]: row for row in network.nodes({*tiers, *(row[3] for row in edges if row[3])})}
    degrees = network.degrees(tiers, MAX_COUNTED)
    nodes = [_node(found[id_], tier, degrees) for id_, tier in tiers.items() if id_ in found]
    shown = [_edge(one, found, words) for one in edges_of(edges, words)]
    steps = _steps(on_path, shown, {node["id"]: node for node in nodes}, question.wanted.direction)
    return Picture(nodes, shown, is_cut or len(rows) > MAX_EDGES, path, steps)


def _node(row: Row, tier: int, degrees: Mapping[int, int]) -> Shown:
    """`url` and `graph` are the organization's pages, None where the actor knows it from relationships only."""
    id_, external_id, type_, name, status, country = row
    count = degrees.get(id_, 0)
    node = {
        "id": id_,
        "name": name,
        "externalId": external_id,
        "type": type_,
        "typeName": str(OrganizationType(type_).label),
        "country": _COUNTRIES.get(country or "", ""),
        "status": status,
        "tier": tier,
        "count": count,
        "counted": f"{MAX_COUNTED}+" if count >= MAX_COUNTED else str(count),
        "url": None,
        "graph": None,
        "picture": None,
    }
    if status is None:
        return node
    return node | {name: ORGANIZATION_PAGES.url(page, node) for name, page in _PAGES.items()}


def _edge(edge: Shown, found: Mapping[int, Row], words: Vocabulary) -> Shown:
    lead = found.get(edge["leadSupplierId"])
    return {
        "id": edge["id"],
        "source": edge["sourceId"],
        "target": edge["targetId"],
        "label": ", ".join(labels(edge["types"], words.by_key, forward=True)),
        "reverse": ", ".join(labels(edge["types"], words.by_key, forward=False)),
        "isActive": edge["relationshipStatus"] == "active",
        "leadId": edge["leadSupplierId"],
        "lead": lead[3] if lead else None,
    }


def _steps(path: Iterable[int], edges: Iterable[Shown], nodes: Mapping[int, Shown], direction: str) -> list[Shown]:
    """The path as sentences: from one organization, what it is to the next, and that one."""
    between = {(edge["source"], edge["target"]): edge for edge in edges}
    steps = []
    for near, far in pairwise(path):
        ways = (("incoming", (near, far), "label"), ("outgoing", (far, near), "reverse"))
        gone = [(between[ends], says) for unwanted, ends, says in ways if ends in between and direction != unwanted]
        if gone and near in nodes and far in nodes:  # a relationship may have gone between two statements
            said = ", ".join(dict.fromkeys(edge[says] for edge, says in gone))
            steps.append({"near": nodes[near], "far": nodes[far], "label": said, "edges": [edge["id"] for edge, _says in gone]})
    return steps


def relationship_address() -> str | None:
    """The address of a relationship's page, with {id} for its id; None where there is no such page."""
    address = page_address("relationships:detail", 0)
    return address and address[:-1] + "{id}" if address and address.endswith("0") else None


_COUNTRIES = {one.alpha2: one.name for one in all_countries()}
_PAGES = {"url": "detail", "graph": "graph", "picture": "graph-picture"}
