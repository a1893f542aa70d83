"""What one item costs at least behind DRF: a bare view that does one `update_or_create`.

In its favour: no authentication, no permissions, no validation, no types, no contacts, no history.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from organizations.models import Organization
from relationships.models import Relationship


class BareRelationship(APIView):
    """POST …?account=1&user=1: the one relationship of the body."""

    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        account, user = int(request.query_params["account"]), int(request.query_params["user"])
        body: Any = request.data
        (item,) = body["relationships"]
        names = [item["source"]["value"], item["target"]["value"]]
        rows = Organization.rows.filter(account_id=account, external_id__in=names)
        ends: dict[Any, int] = dict(rows.values_list("external_id", "id"))
        now = timezone.now()
        values = {
            "relationship_status": item["relationshipStatus"],
            "custom_fields": item["customFields"],
            "updated_at": now,
            "updated_by_id": user,
        }
        stored, is_new = Relationship.rows.update_or_create(
            account_id=account,
            source_id=ends[names[0]],
            target_id=ends[names[1]],
            defaults=values,
            create_defaults=values | {"created_at": now, "created_by_id": user},
        )
        return Response({"data": [{"id": stored.pk, "operationType": "create" if is_new else "update", "version": stored.version}]})
