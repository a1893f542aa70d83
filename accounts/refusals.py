"""What services and the database refuse, on the form that asked for it: at the right field, in the same words as everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint, UniqueConstraint
from django.forms import BaseForm

from accounts.errors import Refused, RefusedItem
from database.transactions import Busy, constraint_name

REFUSALS = (Refused, Busy, IntegrityError)
BUSY = "Somebody else is writing in this account. Nothing was saved; try again in a moment."
_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z])")


@dataclass(frozen=True, slots=True)
class Said:
    """One reason. `path` is where, in the names of the wire or of columns; empty: the whole."""

    message: str
    path: tuple[str | int, ...] = ()


def reasons_of(error: Exception) -> tuple[Said, ...]:
    """The reasons of a refusal. Raises the error again if it is a fault of ours."""
    if isinstance(error, RefusedItem):
        return tuple(Said(one.message, one.path) for one in error.errors)
    if isinstance(error, Refused):
        return (Said(error.reason, (error.field,) if error.field else ()),)
    if isinstance(error, Busy):
        return (Said(BUSY),)
    constraint = _constraints().get(constraint_name(error) or "") if isinstance(error, IntegrityError) else None
    if constraint is None:
        raise error
    fields = [name for name in constraint.fields if name != "account"] if isinstance(constraint, UniqueConstraint) else []
    return (Said(str(constraint.get_violation_error_message()), tuple(fields[:1])),)


def in_words(error: Exception) -> str:
    """A refusal as one text. Raises the error again if it is a fault of ours."""
    return " ".join(reason.message for reason in reasons_of(error))


def put_on(form: BaseForm, reasons: Iterable[Said], names: Mapping[str, str]) -> None:
    """Show each reason at its field; above the form where it has no such field. `names`: wire name → field, where they differ."""
    for reason in reasons:
        field = _field(form, reason.path, names)
        prefix = f"{reason.path[0]}: " if reason.path and field is None else ""
        form.add_error(field, f"{prefix}{reason.message}")


def _field(form: BaseForm, path: tuple[str | int, ...], names: Mapping[str, str]) -> str | None:
    if not path:
        return None
    wire = str(path[0])
    for name in (names.get(wire, wire), _CAMEL.sub(lambda found: f"_{found[1].lower()}", wire)):
        if name in form.fields:
            return name
    return None


@cache
def _constraints() -> dict[str, BaseConstraint]:
    """All constraints by name."""
    return {str(one.name): one for model in apps.get_models() for one in model._meta.constraints}
