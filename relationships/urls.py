"""The pages that this room adds to those of organizations."""

from __future__ import annotations

from django.urls import path

from organizations.pages import ORGANIZATION_PAGES
from relationships.graph_views import GraphPicture, OrganizationGraph

of_organizations = [
    path("organizations/<str:key>/graph", OrganizationGraph.as_view(subject=ORGANIZATION_PAGES), name="graph"),
    path("organizations/<str:key>/graph/picture", GraphPicture.as_view(subject=ORGANIZATION_PAGES), name="graph-picture"),
]
