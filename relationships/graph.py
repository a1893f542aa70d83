"""The network around one organization, tier by tier: each tier is one statement that starts from what the tier before has newly met.

Not a recursive CTE: it knows no set of what it has met, so it goes every way to every organization (engine.md: 355 ms instead of 90).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.actor import Actor
from organizations.insp_id import insp_id
from relationships.graph_sql import Network, Row, Wanted
from relationships.words import Vocabulary

MAX_DEPTH, DEFAULT_DEPTH = 10, 2
MAX_NODES, DEFAULT_NODES = 5_000, 500
MAX_EDGES = 50_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the network: everything at most `depth` relationships away from `center`, at most `limit` organizations."""

    center: int
    wanted: Wanted = field(default_factory=Wanted)
    depth: int = DEFAULT_DEPTH
    limit: int = DEFAULT_NODES


def graph_of(actor: Actor, question: Question, words: Vocabulary) -> dict[str, Any]:
    """The graph as the wire shows it: `nodes` by tier and id, `edges` by id, `truncated`. The actor sees the center.

    Two statements and one for each tier, until one meets nothing new. They read what is committed when they run: a
    relationship that comes or goes meanwhile may be missing among its ends.
    """
    network = Network(actor, question.wanted)
    tiers, is_cut = walk(network, question)
    edges = network.edges(tiers, MAX_EDGES + 1)
    return {
        "nodes": _nodes(network.nodes(tiers), tiers),
        "edges": edges_of(edges[:MAX_EDGES], words),
        "truncated": is_cut or len(edges) > MAX_EDGES,
    }


def walk(network: Network, question: Question) -> tuple[dict[int, int], bool]:
    """Organization → tier, nearest first, the center at 0; and whether the limit has kept some out: of the last tier the highest ids."""
    tiers, frontier = {question.center: 0}, [question.center]
    for tier in range(1, question.depth + 1):
        # Of limit + 1 different organizations, those not met before are one more than there is room for: enough to know.
        new = [id_ for id_ in network.beyond(frontier, question.limit + 1) if id_ not in tiers]
        frontier = new[: question.limit - len(tiers)]
        tiers |= dict.fromkeys(frontier, tier)
        if len(new) > len(frontier):
            return tiers, True
        if not frontier:
            break
    return tiers, False


def _nodes(rows: Sequence[Row], tiers: Mapping[int, int]) -> list[dict[str, Any]]:
    found = {row[0]: row for row in rows}
    return [_node(found[id_], tier) for id_, tier in tiers.items() if id_ in found]


def _node(row: Row, tier: int) -> dict[str, Any]:
    id_, external_id, type_, name, status, _country = row
    stub = {"id": id_, "externalId": external_id, "type": type_, "name": name, "inspId": insp_id(id_)}
    return stub | {"status": status, "tier": tier}


def edges_of(rows: Sequence[Row], words: Vocabulary) -> list[dict[str, Any]]:
    """Rows of `Network.edges` as the wire shows them."""
    keys = {types: _keys(types, words) for types in {row[-1] for row in rows}}
    return [
        {
            "id": id_,
            "sourceId": source,
            "targetId": target,
            "leadSupplierId": lead_supplier,
            "types": keys[types],
            "relationshipStatus": status,
        }
        for id_, source, target, lead_supplier, status, types in rows
    ]


def _keys(types: str, words: Vocabulary) -> list[str]:
    """The keys of a set of type ids as in "{1,2}", sorted. A type that came between two statements has none yet."""
    ids = map(int, types.strip("{}").split(",")) if types != "{}" else ()
    return sorted(words.by_id[id_].key for id_ in ids if id_ in words.by_id)
