"""The small world with its tables."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection

from tests.database.models import small_world


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """Models Account, Town, Street with tables, and two accounts `ours` and `theirs`. The test's transaction takes all back."""
    world = small_world()
    with connection.schema_editor() as editor:
        for model in (world.Account, world.Street, world.Town):  # the street before the town it points to
            editor.create_model(model)
    world.ours, world.theirs = world.Account.objects.create(), world.Account.objects.create()
    return world
