"""The desk's place among Django's apps."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DeskConfig(AppConfig):
    """Loads what all rooms add to the pages once their record types are declared."""

    name = "desk"

    def ready(self) -> None:
        """Let every room say how its forms look (forms.py), and what it adds to search and first page (desk.py)."""
        autodiscover_modules("forms", "desk")
