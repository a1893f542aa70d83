"""Models of a small world, made anew for each test: towns and their streets, each of one account."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Self

from django.db import models
from django.db.migrations.state import AppConfigStub
from django.db.models.functions import Now
from django.test.utils import isolate_apps

from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import ScopedManager, TenantModel, TenantQuerySet


class TownQuerySet(TenantQuerySet):
    """A room's own steps."""

    def named(self, name: str) -> Self:
        return self.filter(name=name)


def other_registry() -> isolate_apps:
    """A context in which models are born that Django knows nothing of afterwards."""
    return isolate_apps(AppConfigStub("accounts"), AppConfigStub("probe"))


def small_world() -> SimpleNamespace:
    """Account, Town and Street in a registry of their own."""
    with other_registry():

        class Account(models.Model):  # noqa: DJ008
            class Meta:
                app_label = "accounts"
                db_table = "probe_account"

        class Town(TenantModel):
            name = models.CharField(max_length=50)
            founded_at = models.DateTimeField(db_default=Now())
            size = models.IntegerField(db_default=7)  # a default with a parameter: Django then defers all constraints

            objects = ScopedManager.from_queryset(TownQuerySet)()

            class Meta(TenantModel.Meta):
                app_label = "probe"

        class Street(TenantModel):
            town = TenantForeignKey(Town, on_delete=models.CASCADE, null=True, related_name="streets")
            crosses = TenantForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

            class Meta(TenantModel.Meta):
                app_label = "probe"
                constraints = [
                    *TenantModel.Meta.constraints,
                    TenantFK(field="town", to="probe.Town", name="street_town_in_account"),
                    TenantFK(field="crosses", to="probe.Street", name="street_crosses_in_account", violation_error_code="bad_crossing"),
                ]
                indexes = [
                    models.Index(fields=["account", "town"], name="street_by_town"),
                    models.Index(fields=["account", "crosses"], name="street_by_crossing"),
                ]

    return SimpleNamespace(Account=Account, Town=Town, Street=Street)
