"""The pages of this room."""

from __future__ import annotations

from django.urls import path

from accounts.settings_urls import settings_urls
from organizations.account_settings import AccountPage
from organizations.category_settings import CATEGORY_SECTION

app_name = "organizations"
urlpatterns = [
    path("settings/account", AccountPage.as_view(), name="account_edit"),
    *settings_urls(CATEGORY_SECTION),
]
