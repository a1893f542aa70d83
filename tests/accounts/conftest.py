"""Everybody, made anew for each test that asks."""

from __future__ import annotations

import pytest

from accounts.models import Account
from tests.kit.cast import Cast, make_account, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def acme(db: None) -> Account:
    return make_account("acme")
