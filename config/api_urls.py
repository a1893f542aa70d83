"""The addresses below /api/v2."""

from __future__ import annotations

from django.urls import path

from accounts.api import MeView

urlpatterns = [
    path("me", MeView.as_view(), name="me"),
]
