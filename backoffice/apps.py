"""The admin's place among Django's apps."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps
from django.core.checks import register


class AdminConfig(apps.AdminConfig):
    """Django's admin, with our site as the one that everything is registered on."""

    default_site = "backoffice.site.BackOffice"
    default = False


class BackOfficeConfig(AppConfig):
    """The room itself."""

    name = "backoffice"
    default = True
    verbose_name = "back office"

    def ready(self) -> None:
        """Look at everything that is registered, once all rooms have done so."""
        from backoffice.checks import check_admins

        register(check_admins)
