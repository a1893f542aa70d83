"""An account with its definitions and an Owner. Tests on the real disclosure exist only where its folder does."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.models import Account
from imports.account_setup import Setup, configure
from tests.imports.samples import SETUP
from tests.kit.cast import make_account, make_member, make_user

DISCLOSURE = Path(__file__).resolve().parents[3] / "shared" / "data"
collect_ignore = [] if DISCLOSURE.is_dir() else ["test_disclosure.py"]


@pytest.fixture
def acme(db: None) -> Account:
    """A configured account; its Owner is owner@acme.example."""
    account = make_account("acme")
    configure(account, Setup(SETUP))
    make_member(account, "Owner", user=make_user("owner@acme.example"))
    return account
