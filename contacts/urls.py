"""The pages of this room."""

from __future__ import annotations

from accounts.settings_urls import settings_urls
from contacts.role_settings import CONTACT_ROLE_SECTION

app_name = "contacts"
urlpatterns = settings_urls(CONTACT_ROLE_SECTION)
