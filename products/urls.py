"""The pages of this room."""

from __future__ import annotations

from accounts.settings_urls import settings_urls
from products.category_settings import PRODUCT_CATEGORY_SECTION
from products.pages import PRODUCT_PAGES
from products.tables import PRODUCT_LIST
from upserts.list_urls import list_urls
from upserts.record_urls import record_urls

app_name = "products"
urlpatterns = [*settings_urls(PRODUCT_CATEGORY_SECTION), *list_urls(PRODUCT_LIST), *record_urls(PRODUCT_PAGES)]
