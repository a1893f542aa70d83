"""GET /organizations/{id}/graph: the network around one organization."""

from __future__ import annotations

from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.writing_view import path_id
from api.errors import Problem
from api.filters import MAX_KEY
from api.parameters import QueryParameters, refuse_unsupported_headers
from api.suggestions import close_names
from api.text import printable
from organizations.survivors import locate, visible_meant
from relationships.directions import DIRECTIONS
from relationships.graph import DEFAULT_DEPTH, DEFAULT_NODES, MAX_DEPTH, MAX_NODES, Question, graph_of
from relationships.graph_schema import GRAPH_CALL
from relationships.graph_sql import Wanted
from relationships.words import Vocabulary, load_vocabulary
from upserts.viewsets import ResourceView


class OrganizationGraphView(ResourceView):
    """Organizations and the relationships among them. A center that is missing, foreign or invisible: the same 404."""

    schema = GRAPH_CALL
    resource_name = "relationships"

    def get(self, request: Request, organization: str) -> Response:
        refuse_unsupported_headers(request)
        words = load_vocabulary(self.actor)
        with QueryParameters(request) as query:
            depth = query.integer("depth", DEFAULT_DEPTH, lowest=1, highest=MAX_DEPTH)
            limit = query.integer("limit", DEFAULT_NODES, lowest=1, highest=MAX_NODES)
            wanted = Wanted(
                direction=cast(str, query.choice("direction", DIRECTIONS, "both")),
                types=_types(query, words),
                with_inactive=query.flag("includeInactive"),
                with_archived=query.flag("includeArchived"),
            )
        center = visible_meant(self.actor, path_id(organization))
        if center is None:
            raise Problem("not_found")
        response = Response(graph_of(self.actor, Question(center, wanted, depth, limit), words))
        locate(response, request, organization, center)
        return response


def _types(query: QueryParameters, words: Vocabulary) -> frozenset[int] | None:
    """The ids of the types that were named, inactive ones too. None: none was."""
    keys = query.texts("types", longest=MAX_KEY)
    for key in keys:
        if key not in words.by_key:
            message = f"There is no relationship type `{printable(key)}`; for several types, repeat the parameter."
            query.refuse("types", message, value=key, suggestions=close_names(key, words.by_key))
    return frozenset(words.by_key[key].id for key in keys if key in words.by_key) if keys else None
