"""Late refusals: what the database says no to becomes an item error, by the name of the constraint."""

from __future__ import annotations

import logging
from functools import cache

from django.apps import apps
from django.db import DatabaseError
from django.db.models import BaseConstraint

from database.transactions import constraint_name, sqlstate
from upserts.draft import Draft

logger = logging.getLogger(__name__)
UNIQUE_VIOLATION = "23505"
# SQLSTATE class 22, data exceptions: a value that no check of ours foresaw. Each still has a name of its own.
DATA_CODES = {"22001": "too_long", "22003": "invalid_format", "22021": "invalid_characters", "22P05": "invalid_characters"}


def is_unique_violation(error: DatabaseError) -> bool:
    """Did somebody who does not take our lock store the key first?"""
    return sqlstate(error) == UNIQUE_VIOLATION


def refuse(draft: Draft, error: DatabaseError) -> None:
    """Give the one item that the database refused the code of the constraint it broke.

    A constraint that no model names (a primary key taken by rows that were copied in with their ids): `retry_later`.
    """
    constraint = constraints().get(constraint_name(error) or "")
    if constraint is not None and constraint.violation_error_code:
        draft.refuse(constraint.violation_error_code, message=str(constraint.violation_error_message))
    elif (state := sqlstate(error) or "").startswith("22"):
        draft.refuse(DATA_CODES.get(state, "invalid_format"))
    else:
        logger.error("A constraint that no model names refused a row", exc_info=error)
        draft.refuse("retry_later")


@cache
def constraints() -> dict[str, BaseConstraint]:
    """Every named constraint of every model."""
    return {constraint.name: constraint for model in apps.get_models() for constraint in model._meta.constraints}
