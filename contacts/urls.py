"""The pages of this room, and the one it adds to those of organizations."""

from __future__ import annotations

from django.urls import path

from accounts.settings_urls import settings_urls
from contacts.pages import CONTACT_PAGES
from contacts.role_settings import CONTACT_ROLE_SECTION
from contacts.tables import CONTACT_LIST
from contacts.views import OrganizationContacts
from desk.list_urls import list_urls
from desk.record_urls import record_urls
from organizations.pages import ORGANIZATION_PAGES

app_name = "contacts"
urlpatterns = [*list_urls(CONTACT_LIST), *record_urls(CONTACT_PAGES), *settings_urls(CONTACT_ROLE_SECTION)]
of_organizations = [
    path("organizations/<str:key>/contacts", OrganizationContacts.as_view(subject=ORGANIZATION_PAGES), name="contacts"),
]
