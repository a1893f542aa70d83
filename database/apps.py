"""The database room: it knows tenants and PostgreSQL, and no subject of ours."""

from __future__ import annotations

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Registers the system checks that keep tenant tables shaped alike."""

    name = "database"

    def ready(self) -> None:
        """Importing the module registers its checks."""
        from database import checks  # noqa: F401  (models must be loaded first)
