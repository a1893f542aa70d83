"""System checks: every tenant table is shaped so that accounts can't mix and tables can be distributed by account.

They walk the models only and open no connection. What each code asks for stands in RULES.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models

from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import TenantModel

ACCOUNT = "accounts.Account"
RULES = {
    "E001": "A tenant table has `account`: a foreign key to accounts.Account, never null.",
    "E002": "A tenant table has its own `id`, a BigAutoField.",
    "E003": "A tenant model's Meta inherits TenantModel.Meta and lists *TenantModel.Meta.constraints: unique (account, id).",
    "E004": "A unique constraint of a tenant table starts with account.",
    "E005": "A tenant model has no unique=True and no OneToOneField: such values are unique across accounts.",
    "E006": "A relation between tenant models is a TenantForeignKey.",
    "E007": "A TenantForeignKey has its TenantFK in Meta.constraints, with the same target.",
    "E008": "A TenantForeignKey has an index, or a unique constraint, that starts with (account, the field).",
    "E009": "A many-to-many relation of tenant models has an explicit `through` tenant model.",
    "E010": "Only `account` may have a foreign key constraint to a table outside the accounts' own (else db_constraint=False).",
    "E011": "A table outside the accounts' own has no foreign key constraint to a tenant table.",
    "E012": "A model with a foreign key to accounts.Account is a TenantModel.",
    "E013": "A TenantFK names a TenantForeignKey of its model.",
}


@register(Tags.models)
def check_tenant_models(app_configs: Sequence[AppConfig] | None = None, **options: Any) -> list[CheckMessage]:
    """Check the models of the given apps, or of all."""
    chosen = apps.get_app_configs() if app_configs is None else app_configs
    return check_models(model for app in chosen for model in app.get_models(include_auto_created=True))


def check_models(candidates: Iterable[type[models.Model]]) -> list[CheckMessage]:
    """Check these models: tenant tables against the rules, all others for not reaching into tenant tables."""
    found: list[CheckMessage] = []
    for model in candidates:
        if model._meta.proxy or not model._meta.managed:
            continue
        found += _check_tenant(model) if issubclass(model, TenantModel) else _check_outsider(model)
    return found


def _check_tenant(model: type[TenantModel]) -> Iterator[CheckMessage]:
    yield from _check_keys(model)
    yield from _check_uniqueness(model)
    yield from _check_constraints(model)
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.name != "account":
            yield from _check_relation(model, field)
    for many in model._meta.local_many_to_many:
        through = many.remote_field.through
        if through is None or not issubclass(through, TenantModel):
            yield _error("E009", model, many.name)


def _check_keys(model: type[TenantModel]) -> Iterator[CheckMessage]:
    """The account, the id, and both together."""
    account = model._meta.get_field("account")
    if not isinstance(account, models.ForeignKey) or account.null or not _points_to_account(account):
        yield _error("E001", model, "account")
    key = model._meta.pk
    if not isinstance(key, models.BigAutoField) or key.column != "id":
        yield _error("E002", model, key.name)
    own_meta = model._default_manager.name == model._base_manager.name == "rows"
    if not own_meta or ("account", "id") not in [_unique_start(constraint) for constraint in model._meta.constraints]:
        yield _error("E003", model)


def _check_uniqueness(model: type[TenantModel]) -> Iterator[CheckMessage]:
    """Whatever is unique is unique inside one account."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and _unique_start(constraint)[:1] != ("account",):
            yield _error("E004", model, constraint.name)
    for together in model._meta.unique_together:
        if together[0] != "account":
            yield _error("E004", model, ", ".join(together))
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield _error("E005", model, field.name)


def _check_constraints(model: type[TenantModel]) -> Iterator[CheckMessage]:
    """A TenantFK that guards nothing is a mistake in its field's name."""
    relations = {field.name for field in model._meta.local_fields if isinstance(field, TenantForeignKey)}
    for constraint in model._meta.constraints:
        if isinstance(constraint, TenantFK) and constraint.field not in relations:
            yield _error("E013", model, constraint.name)


def _check_relation(model: type[TenantModel], field: Any) -> Iterator[CheckMessage]:
    """One foreign key of a tenant table."""
    target = field.remote_field.model
    if not issubclass(target, TenantModel):
        if field.db_constraint:
            yield _error("E010", model, field.name)
        return
    if not isinstance(field, TenantForeignKey):
        yield _error("E006", model, field.name)
        return
    guards = [constraint for constraint in model._meta.constraints if isinstance(constraint, TenantFK) and constraint.field == field.name]
    if [guard.to.lower() for guard in guards] != [target._meta.label_lower]:
        yield _error("E007", model, field.name)
    starts = [_unique_start(constraint) for constraint in model._meta.constraints if getattr(constraint, "condition", None) is None]
    starts += [tuple(name for name, _ in index.fields_orders) for index in model._meta.indexes if index.condition is None]
    starts += [tuple(together) for together in model._meta.unique_together]
    if ("account", field.name) not in [start[:2] for start in starts]:
        yield _error("E008", model, field.name)


def _check_outsider(model: type[models.Model]) -> Iterator[CheckMessage]:
    """A model that is not a tenant model."""
    relations: list[Any] = [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    for field in relations:
        if _points_to_account(field):
            yield _error("E012", model, field.name)
        if issubclass(field.remote_field.model, TenantModel) and field.db_constraint:
            yield _error("E011", model, field.name)


def _points_to_account(field: Any) -> bool:
    return bool(field.remote_field.model._meta.label == ACCOUNT)


def _unique_start(constraint: models.BaseConstraint) -> tuple[str, ...]:
    """The names a unique constraint begins with, up to the first real expression; () for any other constraint."""
    if not isinstance(constraint, models.UniqueConstraint):
        return ()
    if constraint.fields:
        return tuple(constraint.fields)
    names = []
    expressions: Iterable[Any] = constraint.expressions
    for expression in expressions:
        if not isinstance(expression, models.F):
            break
        names.append(expression.name)  # type: ignore[attr-defined]  # missing in the stubs
    return tuple(names)


def _error(code: str, model: type[models.Model], subject: str = "") -> Error:
    where = f"{model._meta.label}.{subject}" if subject else model._meta.label
    return Error(f"{where}: {RULES[code]}", obj=model, id=f"database.{code}")
