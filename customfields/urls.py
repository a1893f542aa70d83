"""The pages of this room."""

from __future__ import annotations

from django.urls import path

from accounts.settings_urls import settings_urls
from customfields.field_settings import FIELD_SECTION
from customfields.template_settings import TEMPLATE_SECTION, OrderPage

app_name = "customfields"
urlpatterns = [
    *settings_urls(FIELD_SECTION),
    *settings_urls(TEMPLATE_SECTION),
    path("settings/custom-field-templates/<str:key>/order", OrderPage.as_view(section=TEMPLATE_SECTION), name="template_order"),
]
