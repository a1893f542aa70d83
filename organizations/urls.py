"""The pages of this room. Rooms above add to them: config/urls.py puts all that is below /organizations under one namespace."""

from __future__ import annotations

from django.urls import path

from accounts.settings_urls import settings_urls
from desk.list_urls import list_urls
from desk.record_urls import record_urls
from organizations.account_settings import AccountPage
from organizations.category_settings import CATEGORY_SECTION
from organizations.duplicate_pages import ApartPage, DuplicatesPage
from organizations.pages import ORGANIZATION_PAGES
from organizations.tables import ORGANIZATION_LIST

app_name = "organizations"
urlpatterns = [
    path("duplicates", DuplicatesPage.as_view(), name="duplicates"),
    path("duplicates/apart", ApartPage.as_view(), name="apart"),
    *list_urls(ORGANIZATION_LIST),
    *record_urls(ORGANIZATION_PAGES),
    path("settings/account", AccountPage.as_view(), name="account_edit"),
    *settings_urls(CATEGORY_SECTION),
]
