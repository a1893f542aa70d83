"""The pages of this room."""

from __future__ import annotations

from organizations.tables import ORGANIZATION_LIST
from upserts.list_urls import list_urls

app_name = "organizations"
urlpatterns = [*list_urls(ORGANIZATION_LIST)]
