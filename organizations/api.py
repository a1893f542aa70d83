"""GET /categories and /countries: the words that an organization's item may use."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.listing import ReferenceList, ReferenceView
from api.countries import all_countries
from api.parameters import MAX_LIMIT, QueryParameters, refuse_unsupported_headers
from api.schema_answers import listing
from organizations.models import Category
from organizations.read_models import CategoryRow, CountryRow


class CategoryList(ReferenceList):
    """The headings that the account sorts its organizations under, by name."""

    schema = listing("listCategories", CategoryRow, "List the categories of organizations")
    model = Category
    members = {"id": "id", "name": "name", "isActive": "is_active"}
    ordering = "name"


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
