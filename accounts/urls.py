"""The pages of this room. `home`, the first page, is of this namespace and built above: config/urls.py."""

from __future__ import annotations

from django.urls import path

from accounts.company_settings import COMPANY_SECTION
from accounts.key_settings import KEY_SECTION, NewKeyPage
from accounts.member_settings import MEMBER_SECTION
from accounts.profile_views import profile
from accounts.role_settings import ROLE_SECTION
from accounts.settings_pages import SettingsIndex
from accounts.settings_urls import settings_urls
from accounts.styleguide import StyleGuide
from accounts.team_settings import TEAM_SECTION
from accounts.views import ChooseAccount, SignInView, SignOutView, preferences

app_name = "accounts"
urlpatterns = [
    path("sign-in", SignInView.as_view(), name="sign_in"),
    path("sign-out", SignOutView.as_view(), name="sign_out"),
    path("profile", profile, name="profile"),
    path("choose-account", ChooseAccount.as_view(), name="choose_account"),
    path("preferences", preferences, name="preferences"),
    path("styleguide/", StyleGuide.as_view(), name="styleguide"),
    path("settings", SettingsIndex.as_view(), name="settings"),
    *settings_urls(COMPANY_SECTION),
    *settings_urls(MEMBER_SECTION),
    *settings_urls(ROLE_SECTION),
    *settings_urls(TEAM_SECTION),
    *settings_urls(KEY_SECTION, create=NewKeyPage),
]
