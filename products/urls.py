"""The pages of this room, and the one it adds to those of organizations."""

from __future__ import annotations

from django.urls import path

from accounts.settings_urls import settings_urls
from desk.list_urls import list_urls
from desk.record_urls import record_urls
from organizations.pages import ORGANIZATION_PAGES
from products.category_settings import PRODUCT_CATEGORY_SECTION
from products.pages import PRODUCT_PAGES
from products.tables import PRODUCT_LIST
from products.views import OrganizationProducts

app_name = "products"
urlpatterns = [*settings_urls(PRODUCT_CATEGORY_SECTION), *list_urls(PRODUCT_LIST), *record_urls(PRODUCT_PAGES)]
of_organizations = [
    path("organizations/<str:key>/products", OrganizationProducts.as_view(subject=ORGANIZATION_PAGES), name="products"),
]
