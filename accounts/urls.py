"""The pages of this room. `home`, the first page, is of this namespace and built above: config/urls.py."""

from __future__ import annotations

from django.urls import path

from accounts.profile_views import profile
from accounts.styleguide import StyleGuide
from accounts.views import ChooseAccount, SignInView, SignOutView, preferences

app_name = "accounts"
urlpatterns = [
    path("sign-in", SignInView.as_view(), name="sign_in"),
    path("sign-out", SignOutView.as_view(), name="sign_out"),
    path("profile", profile, name="profile"),
    path("choose-account", ChooseAccount.as_view(), name="choose_account"),
    path("preferences", preferences, name="preferences"),
    path("styleguide/", StyleGuide.as_view(), name="styleguide"),
]
