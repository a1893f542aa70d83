"""Every rule for tenant tables is broken once here, and kept by our own models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import models
from django.db.models.functions import Lower

from database.checks import RULES, check_models, check_tenant_models
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import TenantModel
from tests.database.models import other_registry, small_world


def a_nullable_account(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)

        class Meta(TenantModel.Meta):
            app_label = "probe"

    return Probe


def an_id_of_its_own_kind(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        id = models.UUIDField(primary_key=True)

        class Meta(TenantModel.Meta):
            app_label = "probe"

    return Probe


def a_meta_of_its_own(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        class Meta:
            app_label = "probe"

    return Probe


def constraints_without_the_inherited_one(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        class Meta(TenantModel.Meta):
            app_label = "probe"
            constraints = [models.CheckConstraint(condition=models.Q(id__gt=0), name="probe_counts")]

    return Probe


def uniqueness_across_accounts(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        name = models.CharField(max_length=9)

        class Meta(TenantModel.Meta):
            app_label = "probe"
            constraints = [*TenantModel.Meta.constraints, models.UniqueConstraint(fields=["name", "account"], name="probe_name")]

    return Probe


def an_expression_before_the_account(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        name = models.CharField(max_length=9)

        class Meta(TenantModel.Meta):
            app_label = "probe"
            constraints = [*TenantModel.Meta.constraints, models.UniqueConstraint(Lower("name"), "account", name="probe_name")]

    return Probe


def a_unique_field(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        name = models.CharField(max_length=9, unique=True)

        class Meta(TenantModel.Meta):
            app_label = "probe"

    return Probe


def a_plain_foreign_key(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        town = models.ForeignKey(target, models.PROTECT, related_name="+")

        class Meta(TenantModel.Meta):
            app_label = "probe"

    return Probe


def tenant_relation(to: str | None, index: models.Index) -> Callable[[type[models.Model]], type[models.Model]]:
    def make(target: type[models.Model]) -> type[models.Model]:
        class Probe(TenantModel):
            town = TenantForeignKey(target, models.PROTECT, related_name="+")

            class Meta(TenantModel.Meta):
                app_label = "probe"
                constraints = [*TenantModel.Meta.constraints, *([TenantFK(field="town", to=to, name="probe_town")] if to else [])]
                indexes = [index.clone()]

        return Probe

    return make


GOOD_INDEX = models.Index(fields=["account", "-town"], name="probe_by_town")
PARTIAL_INDEX = models.Index(fields=["account", "town"], condition=models.Q(id__gt=5), name="probe_by_town")
LATE_INDEX = models.Index(fields=["town", "account"], name="probe_by_town")


def an_automatic_link_table(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        towns = models.ManyToManyField(target, related_name="+")

        class Meta(TenantModel.Meta):
            app_label = "probe"

    return Probe


def a_constraint_to_an_outsider(target: type[models.Model]) -> type[models.Model]:
    class User(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "probe"

    class Probe(TenantModel):
        user = models.ForeignKey(User, models.PROTECT, related_name="+")
        former = models.ForeignKey(User, models.PROTECT, related_name="+", db_constraint=False)

        class Meta(TenantModel.Meta):
            app_label = "probe"

    return Probe


def an_outsider_with_a_constraint(target: type[models.Model]) -> type[models.Model]:
    class Probe(models.Model):  # noqa: DJ008
        town = models.ForeignKey(target, models.PROTECT, related_name="+")
        loose = models.ForeignKey(target, models.PROTECT, related_name="+", db_constraint=False)

        class Meta:
            app_label = "probe"

    return Probe


def an_outsider_with_an_account(target: type[models.Model]) -> type[models.Model]:
    class Probe(models.Model):  # noqa: DJ008
        account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

        class Meta:
            app_label = "probe"

    return Probe


def a_constraint_on_no_relation(target: type[models.Model]) -> type[models.Model]:
    class Probe(TenantModel):
        town = models.IntegerField()

        class Meta(TenantModel.Meta):
            app_label = "probe"
            constraints = [*TenantModel.Meta.constraints, TenantFK(field="town", to="probe.Town", name="probe_town")]

    return Probe


BROKEN = [
    (a_nullable_account, "E001"),
    (an_id_of_its_own_kind, "E002"),
    (a_meta_of_its_own, "E003"),
    (constraints_without_the_inherited_one, "E003"),
    (uniqueness_across_accounts, "E004"),
    (an_expression_before_the_account, "E004"),
    (a_unique_field, "E005"),
    (a_plain_foreign_key, "E006"),
    (tenant_relation(None, GOOD_INDEX), "E007"),
    (tenant_relation("probe.Street", GOOD_INDEX), "E007"),
    (tenant_relation("probe.Town", PARTIAL_INDEX), "E008"),
    (tenant_relation("probe.Town", LATE_INDEX), "E008"),
    (an_automatic_link_table, "E009"),
    (a_constraint_to_an_outsider, "E010"),
    (an_outsider_with_a_constraint, "E011"),
    (an_outsider_with_an_account, "E012"),
    (a_constraint_on_no_relation, "E013"),
]


@pytest.mark.parametrize(("make", "code"), BROKEN)
def test_each_broken_rule_is_named(make: Callable[[type[models.Model]], type[models.Model]], code: str) -> None:
    world = small_world()
    with other_registry() as registry:
        for model in (world.Account, world.Town):
            registry.register_model(model._meta.app_label, model)
        probe = make(world.Town)
    (error,) = check_models([probe])
    assert error.id == f"database.{code}"
    assert RULES[code] in error.msg
    assert "probe.Probe" in error.msg


def test_every_rule_is_broken_in_some_test() -> None:
    assert {code for _, code in BROKEN} == set(RULES)


def test_well_shaped_models_pass() -> None:
    world = small_world()
    with other_registry() as registry:
        for model in (world.Account, world.Town):
            registry.register_model(model._meta.app_label, model)
        probe = tenant_relation("probe.Town", GOOD_INDEX)(world.Town)
    assert check_models([world.Account, world.Town, world.Street, probe]) == []


def test_our_own_models_keep_the_rules() -> None:
    assert check_tenant_models() == []
    assert any(issubclass(model, TenantModel) for model in apps.get_models())
