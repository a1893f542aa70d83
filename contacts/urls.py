"""The pages of this room."""

from __future__ import annotations

from contacts.tables import CONTACT_LIST
from upserts.list_urls import list_urls

app_name = "contacts"
urlpatterns = [*list_urls(CONTACT_LIST)]
