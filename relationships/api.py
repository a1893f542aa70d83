"""The relationships of one organization, and with whom a relationship is shared."""

from __future__ import annotations

from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.grants import SharedRecord
from accounts.grants_api import GrantsView
from accounts.writing_view import path_id
from api.errors import Problem
from api.pagination import paginate
from api.parameters import QueryParameters, refuse_unsupported_headers
from organizations.survivors import locate, visible_meant
from relationships.directions import DIRECTIONS, seen_from, touching
from relationships.models import Relationship
from relationships.schema import EDGES_CALL
from relationships.words import load_vocabulary
from upserts.reading import read
from upserts.viewsets import ResourceView


class OrganizationRelationshipsView(ResourceView):
    """GET /organizations/{id}/relationships: edges as that organization sees them. Missing, foreign and invisible ones: the same 404."""

    schema = EDGES_CALL
    resource_name = "relationships"

    def get(self, request: Request, organization: str) -> Response:
        refuse_unsupported_headers(request)
        with QueryParameters(request) as query:
            page = query.page()
            direction = cast(str, query.choice("direction", DIRECTIONS, "outgoing"))
        organization_id = visible_meant(self.actor, path_id(organization))
        if organization_id is None:
            raise Problem("not_found")
        rows = touching(Relationship.objects.visible_to(self.actor), organization_id, direction)
        found = paginate(rows.values("id"), request, page=page, account_id=self.actor.account_id)
        records = read(self.resource, self.actor, [row["id"] for row in found.rows])
        words = load_vocabulary(self.actor).by_key
        response = Response(found.answer(seen_from(organization_id, records, words)))
        locate(response, request, organization, organization_id)
        return response


class RelationshipGrants(GrantsView):
    """With whom a relationship is shared, besides those who hold a grant on one of its ends."""

    kind = "relationship"

    def shared(self, record_id: int) -> SharedRecord | None:
        ends = Relationship.objects.visible_to(self.actor).filter(id=record_id).values_list("source_id", "target_id").first()
        return None if ends is None else SharedRecord(self.kind, record_id, tuple(ends))
