"""The account's own fields."""

from __future__ import annotations

from django.apps import AppConfig


class CustomFieldsConfig(AppConfig):
    """Names the room in the admin."""

    name = "customfields"
    verbose_name = "custom fields"
