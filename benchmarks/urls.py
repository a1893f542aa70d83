"""The addresses of Relata, and the bare view that a one-item call is compared with."""

from __future__ import annotations

from django.urls import include, path

from benchmarks.bare import BareRelationship

urlpatterns = [
    path("benchmarks/bare", BareRelationship.as_view()),
    path("", include("config.urls")),
]
handler400 = "api.views.bad_request"
handler403 = "api.views.permission_denied"
handler404 = "api.views.not_found"
handler500 = "api.views.server_error"
