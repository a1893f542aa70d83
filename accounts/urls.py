"""The pages of this room."""

from __future__ import annotations

from django.urls import path

from accounts.profile_views import profile
from accounts.views import SignInView, SignOutView, choose_account, home

app_name = "accounts"
urlpatterns = [
    path("", home, name="home"),
    path("sign-in", SignInView.as_view(), name="sign_in"),
    path("sign-out", SignOutView.as_view(), name="sign_out"),
    path("profile", profile, name="profile"),
    path("choose-account", choose_account, name="choose_account"),
]
