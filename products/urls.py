"""The pages of this room."""

from __future__ import annotations

from accounts.settings_urls import settings_urls
from products.category_settings import PRODUCT_CATEGORY_SECTION

app_name = "products"
urlpatterns = settings_urls(PRODUCT_CATEGORY_SECTION)
