"""The pages of this room."""

from __future__ import annotations

from relationships.tables import RELATIONSHIP_LIST
from upserts.list_urls import list_urls

app_name = "relationships"
urlpatterns = [*list_urls(RELATIONSHIP_LIST)]
