"""The pages of this room, and those it adds to organizations."""

from __future__ import annotations

from django.urls import path

from organizations.pages import ORGANIZATION_PAGES
from relationships.graph_views import GraphPicture, OrganizationGraph
from relationships.tables import RELATIONSHIP_LIST
from upserts.list_urls import list_urls

app_name = "relationships"
urlpatterns = [*list_urls(RELATIONSHIP_LIST)]
of_organizations = [
    path("organizations/<str:key>/graph", OrganizationGraph.as_view(subject=ORGANIZATION_PAGES), name="graph"),
    path("organizations/<str:key>/graph/picture", GraphPicture.as_view(subject=ORGANIZATION_PAGES), name="graph-picture"),
]
