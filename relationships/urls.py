"""The pages of this room."""

from __future__ import annotations

from accounts.settings_urls import settings_urls
from relationships.type_settings import RELATIONSHIP_TYPE_SECTION

app_name = "relationships"
urlpatterns = settings_urls(RELATIONSHIP_TYPE_SECTION)
