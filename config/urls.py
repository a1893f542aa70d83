"""Every address of Relata: the API, health, and the pages of each room."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

import accounts.urls
import contacts.urls
import organizations.urls
import products.urls
import relationships.urls
from api.health import livez, readyz
from desk.home_page import HomePage

# Below /organizations/<key> and /contacts/<id>, every room above has its part; one namespace has room for all of them.
of_organizations = [
    *organizations.urls.urlpatterns,
    *contacts.urls.of_organizations,
    *relationships.urls.of_organizations,
    *products.urls.of_organizations,
]
of_contacts = [*contacts.urls.urlpatterns, *relationships.urls.of_contacts]
# The first page is about records, which accounts knows nothing of.
of_accounts = [path("", HomePage.as_view(), name="home"), *accounts.urls.urlpatterns]
urlpatterns = [
    path("livez", livez),
    path("readyz", readyz),
    path("api/v2/", include("config.api_urls")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("", include("accounts.sign_in_urls")),
    path("", include((of_accounts, "accounts"))),
    path("", include("customfields.urls")),
    path("", include("desk.urls")),
    path("", include("imports.urls")),
    path("", include((of_organizations, "organizations"))),
    path("", include((of_contacts, "contacts"))),
    path("", include("relationships.urls")),
    path("", include("products.urls")),
]
handler400 = "api.views.bad_request"
handler403 = "api.views.permission_denied"
handler404 = "api.views.not_found"
handler500 = "api.views.server_error"
