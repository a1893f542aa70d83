"""GET /countries, which an organization may name; with whom an organization is shared; merging two."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.grants import SharedRecord
from accounts.grants_api import GrantsView
from accounts.listing import ReferenceView
from api.countries import all_countries
from api.parameters import MAX_LIMIT, QueryParameters, refuse_unsupported_headers
from api.schema_answers import listing
from organizations.models import Organization
from organizations.read_models import CountryRow
from organizations.schema import MERGE_CALL
from upserts.merge_view import MergeView


class CountryList(ReferenceView):
    """The countries of ISO 3166-1 by name, the same for everybody and always whole: they fit the largest page."""

    schema = listing("listCountries", CountryRow, "List the countries", text="All at once, by name.", has_pages=False)
    required_operations = ()

    def get(self, request: Request) -> Response:
        refuse_unsupported_headers(request)
        with QueryParameters(request):
            pass  # it has none: whatever was sent is refused
        countries = [country._asdict() for country in all_countries()]
        return Response({"data": countries, "page": {"limit": MAX_LIMIT, "next": None}, "links": {"next": None}})


class OrganizationGrants(GrantsView):
    """With whom an organization, and with it its relationships, is shared."""

    kind = "organization"

    def shared(self, record_id: int) -> SharedRecord | None:
        is_visible = Organization.objects.visible_to(self.actor).filter(id=record_id).exists()
        return SharedRecord(self.kind, record_id) if is_visible else None


class OrganizationMerge(MergeView):
    """Two organizations become one."""

    schema = MERGE_CALL
    resource_name = "organizations"
