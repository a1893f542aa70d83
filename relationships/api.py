"""GET /relationship-types, and the relationships of one organization."""

from __future__ import annotations

from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.listing import ReferenceList
from api.errors import Problem
from api.pagination import paginate
from api.parameters import QueryParameters, refuse_unsupported_headers
from api.schema_answers import listing
from organizations.models import Organization
from relationships.directions import DIRECTIONS, seen_from, touching
from relationships.models import Relationship, RelationshipType
from relationships.read_models import RelationshipTypeRow
from relationships.schema import EDGES_CALL
from upserts.reading import read_models
from upserts.viewsets import ResourceView, record_id


class RelationshipTypeList(ReferenceList):
    """The account's words for how organizations stand to each other, by key."""

    schema = listing("listRelationshipTypes", RelationshipTypeRow, "List the relationship types")
    model = RelationshipType
    members = {
        "id": "id",
        "key": "key",
        "forwardLabel": "forward_label",
        "reverseLabel": "reverse_label",
        "sourceTypes": "source_types",
        "targetTypes": "target_types",
        "isSymmetric": "is_symmetric",
        "isActive": "is_active",
    }
    ordering = "key"


class OrganizationRelationshipsView(ResourceView):
    """GET /organizations/{id}/relationships: edges as that organization sees them. Missing, foreign and invisible ones: the same 404."""

    schema = EDGES_CALL
    resource_name = "relationships"

    def get(self, request: Request, organization: str) -> Response:
        refuse_unsupported_headers(request)
        with QueryParameters(request) as query:
            page = query.page()
            direction = cast(str, query.choice("direction", DIRECTIONS, "outgoing"))
        organization_id = record_id(organization)
        if not Organization.objects.visible_to(self.actor).filter(id=organization_id).exists():
            raise Problem("not_found")
        rows = touching(Relationship.objects.visible_to(self.actor), organization_id, direction)
        found = paginate(rows.values("id", "mask"), request, page=page, account_id=self.actor.account_id)
        records = read_models(self.resource, self.actor, [(row["id"], row["mask"]) for row in found.rows])
        return Response(found.answer(seen_from(organization_id, records, self.actor)))
