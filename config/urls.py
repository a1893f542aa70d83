"""Every address of Relata: the API, health, and the pages of each room."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from api.health import livez, readyz

urlpatterns = [
    path("livez", livez),
    path("readyz", readyz),
    path("api/v2/", include("config.api_urls")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("customfields.urls")),
    path("", include("organizations.urls")),
    path("", include("contacts.urls")),
    path("", include("relationships.urls")),
    path("", include("products.urls")),
]
handler400 = "api.views.bad_request"
handler403 = "api.views.permission_denied"
handler404 = "api.views.not_found"
handler500 = "api.views.server_error"
