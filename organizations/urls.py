"""The pages of this room. Rooms above add to them: config/urls.py puts all that is below /organizations under one namespace."""

from __future__ import annotations

from organizations.pages import ORGANIZATION_PAGES
from organizations.tables import ORGANIZATION_LIST
from upserts.list_urls import list_urls
from upserts.record_urls import record_urls

app_name = "organizations"
urlpatterns = [*list_urls(ORGANIZATION_LIST), *record_urls(ORGANIZATION_PAGES)]
