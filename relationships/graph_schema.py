"""The graph in the description of the API: what it holds, how it is asked for, and one to look at."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from api.filters import MAX_KEY, MAX_REPEATED
from api.schema import Components, Described, Operation
from api.schema_answers import answer
from api.schema_parameters import FLAG, every_call, in_query, one_of, record_id
from api.schema_problems import common_problems, not_found
from api.schema_shapes import Id, among, doc, shape_schema
from organizations.models import Organization
from organizations.read_models import OrganizationStub
from relationships.directions import DIRECTIONS
from relationships.graph import DEFAULT_DEPTH, DEFAULT_NODES, MAX_DEPTH, MAX_EDGES, MAX_NODES
from relationships.models import Relationship
from upserts.schema_one import LOCATED

Schema = dict[str, Any]
TEXT = f"""\
Everything at most `depth` relationships away from one organization: its partners, their partners, and so on; with a `direction`, the chain
that way alone. Every organization stands in it once, in the tier where it was first met, so circles do no harm. `edges` are all
relationships among the organizations shown, whichever way they go.

Takes `RELATIONSHIP.READ`, and to see the organization. There is nothing in it but what you may see; an organization that you know only
from a relationship is there with what the relationship says of it, its `status` null.

At most `limit` organizations, the nearest ones, and of the last tier those with the lowest ids; at most {MAX_EDGES:,} relationships.
`truncated` says that there are more."""
DIRECTION = """\
outgoing: from source to target, away from the organization; incoming: from target to source; both: either way at every step."""
TYPES = "Go along relationships of the type of this key only. Repeat it for several: any of them."
INACTIVE = "Go along inactive relationships, too."
ARCHIVED = "Show archived organizations, too, and go on from them. The organization asked for is always shown."


class GraphNode(OrganizationStub):
    """An organization of the graph."""

    status: Annotated[str, among(Organization.Status.values, "Null: you may not see more than this of it.")] | None
    tier: Annotated[int, doc("How many relationships away from the organization asked for, which is 0.", ge=0, le=MAX_DEPTH)]


class GraphEdge(TypedDict):
    """A relationship between two organizations of the graph."""

    id: Id
    sourceId: Id
    targetId: Id
    leadSupplierId: Annotated[Id | None, doc("Need not be in the graph. Null: none.")]
    types: Annotated[list[str], doc("Keys of relationship types, sorted.")]
    relationshipStatus: Annotated[str, among(Relationship.Status.values, "Whether it is in force.")]


class Graph(TypedDict):
    """The network around one organization."""

    nodes: Annotated[list[GraphNode], doc("By tier, then id: the organization asked for comes first.")]
    edges: Annotated[list[GraphEdge], doc("By id.")]
    truncated: Annotated[bool, doc("There is more than `limit` let through.")]


EXAMPLE = {
    "nodes": [
        {"id": 123, "externalId": "LC-111", "type": "B", "name": "Cedar Outdoor", "inspId": "86Rf07", "status": "active", "tier": 0},
        {"id": 121, "externalId": "ID-123", "type": "F", "name": "Alder Mill", "inspId": "gXLaNQ", "status": "active", "tier": 1},
    ],
    "edges": [
        {
            "id": 451,
            "sourceId": 121,
            "targetId": 123,
            "leadSupplierId": None,
            "types": ["direct supplier"],
            "relationshipStatus": "active",
        }
    ],
    "truncated": False,
}


def _graph(view: Any, components: Components) -> Operation:
    """GET /organizations/{id}/graph."""
    graph = shape_schema(Graph, components)
    examples = {"oneSupplier": {"summary": "One supplier", "value": EXAMPLE}}
    return Operation(
        id="getOrganizationGraph",
        summary="The network around one organization",
        tag="Organizations",
        description=TEXT,
        parameters=[record_id(components), *_parameters(), *every_call(components)],
        responses=common_problems(components)
        | not_found(components)
        | {200: answer(components, "The graph.", graph, headers=LOCATED, examples=examples)},
    )


def _parameters() -> list[Schema]:
    depth: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_DEPTH, "default": DEFAULT_DEPTH}
    limit: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_NODES, "default": DEFAULT_NODES}
    keys: Schema = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": MAX_KEY}, "maxItems": MAX_REPEATED}
    return [
        in_query("depth", depth, "How many relationships away."),
        one_of("direction", DIRECTIONS, DIRECTION, default="both"),
        in_query("types", keys, TYPES, style="form", explode=True),
        in_query("includeInactive", FLAG, INACTIVE),
        in_query("includeArchived", FLAG, ARCHIVED),
        in_query("limit", limit, "How many organizations at most."),
    ]


GRAPH_CALL = Described(get=_graph)
