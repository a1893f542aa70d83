"""The engine's place among Django's apps."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UpsertsConfig(AppConfig):
    """Loads the declarations of all rooms once the models are ready."""

    name = "upserts"

    def ready(self) -> None:
        """Let every room declare its record types."""
        autodiscover_modules("resources")
