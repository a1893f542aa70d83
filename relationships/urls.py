"""The pages of this room, and those it adds to organizations and contacts."""

from __future__ import annotations

from django.urls import path

from accounts.settings_urls import settings_urls
from contacts.pages import CONTACT_PAGES
from desk.list_urls import list_urls
from desk.record_urls import record_urls
from organizations.pages import ORGANIZATION_PAGES
from relationships.graph_views import GraphPicture, OrganizationGraph
from relationships.pages import RELATIONSHIP_PAGES
from relationships.tables import RELATIONSHIP_LIST
from relationships.type_settings import RELATIONSHIP_TYPE_SECTION
from relationships.views import ContactRelationships, OrganizationRelationships, RelationshipApi, RelationshipRemoval, RelationshipSharing

app_name = "relationships"
urlpatterns = [
    *list_urls(RELATIONSHIP_LIST),
    *record_urls(RELATIONSHIP_PAGES, api=RelationshipApi, remove=RelationshipRemoval, sharing=RelationshipSharing),
    *settings_urls(RELATIONSHIP_TYPE_SECTION),
]
of_organizations = [
    path("organizations/<str:key>/relationships", OrganizationRelationships.as_view(subject=ORGANIZATION_PAGES), name="relationships"),
    path("organizations/<str:key>/graph", OrganizationGraph.as_view(subject=ORGANIZATION_PAGES), name="graph"),
    path("organizations/<str:key>/graph/picture", GraphPicture.as_view(subject=ORGANIZATION_PAGES), name="graph-picture"),
]
of_contacts = [
    path("contacts/<str:key>/relationships", ContactRelationships.as_view(subject=CONTACT_PAGES), name="relationships"),
]
