"""Rows that a whole file of tests looks at: made once, because making them takes longer than most tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def kept_for_module(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Around the `yield` of a fixture of scope module: what is made inside is gone afterwards.

    A test that asks for `db` as well works in a savepoint of its own, so it may write what no other test will see.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
