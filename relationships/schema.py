"""Relationships in the description of the API: the call that only they have, and an example to try."""

from __future__ import annotations

from typing import Any

from api.schema import Components, Described, Operation
from api.schema_answers import answer
from api.schema_parameters import every_call, every_page, one_of, record_id
from api.schema_problems import common_problems, not_found
from api.schema_shapes import joined, page_of, shape_schema
from relationships.directions import DIRECTIONS
from relationships.read_models import RelationshipRecord, SeenFromOneEnd
from upserts.schema_one import LOCATED
from upserts.schema_records import illustrate

DIRECTION = "outgoing: the organization is the source; incoming: it is the target."
TEXT = """\
Edges as one organization sees them. Takes `RELATIONSHIP.READ`, and to see the organization. `label` reads: this organization *label* the
counterpart."""
ITEM: dict[str, Any] = {
    "source": {"kind": "external", "value": "ID-123"},
    "target": {"kind": "external", "value": "LC-111"},
    "leadSupplier": None,
    "types": ["direct supplier"],
    "relationshipStatus": "active",
    "customFields": {"custom1": "2025-01-01", "priority": "high", "notes": "Primary supplier relationship"},
    "contacts": [{"email": "joe@example.com"}],
}
WHO = {"id": 4, "name": "Ann Weaver"}
ANSWER: dict[str, Any] = {
    "data": [
        {
            "index": 0,
            "id": 123,
            "status": 201,
            "operationType": "create",
            "matchedBy": None,
            "version": 1,
            "clientRef": "row-17",
            "details": {
                "createdAt": "2026-01-31T12:00:00.123456Z",
                "createdBy": WHO,
                "updatedAt": "2026-01-31T12:00:00.123456Z",
                "updatedBy": WHO,
            },
        },
        {"index": 1, "id": 98, "status": 200, "operationType": "unchanged", "matchedBy": "source,target", "version": 7},
        {
            "index": 2,
            "status": 400,
            "errors": [
                {
                    "code": "organization_not_found",
                    "field": "target",
                    "pointer": "/relationships/2/target",
                    "message": "Organization not found.",
                    "params": {"kind": "external", "value": "LC-111", "suggestions": ["LC-11"]},
                }
            ],
        },
    ],
    "summary": {"total": 3, "created": 1, "updated": 0, "unchanged": 1, "restored": 0, "failed": 1},
    "dryRun": False,
    "atomic": False,
    "batchId": "0b5a7c1c6e2f4b1d9f3f6a2a2f1c9e77",
}
EDGE = joined("OrganizationRelationship", [RelationshipRecord, SeenFromOneEnd])


def _edges(view: Any, components: Components) -> Operation:
    """GET /organizations/{id}/relationships."""
    page = page_of(shape_schema(EDGE, components), components)
    direction = one_of("direction", DIRECTIONS, DIRECTION, default="outgoing")
    return Operation(
        id="listOrganizationRelationships",
        summary="List the relationships of one organization",
        tag="Organizations",
        description=TEXT,
        parameters=[record_id(components), direction, *every_page(components), *every_call(components)],
        responses=common_problems(components)
        | not_found(components)
        | {200: answer(components, "A page of the list.", page, headers=LOCATED)},
    )


EDGES_CALL = Described(get=_edges)
illustrate("relationships", ITEM, ANSWER)
