"""The account itself in a set-up file: its name and its policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from accounts.errors import RefusedItem
from accounts.models import Account
from imports.setup_report import SectionReport, SetupRefused
from organizations.policies import change_account


def save_account(account: Account, said: Mapping[str, Any], actor: Actor) -> SectionReport:
    """Bring the account's name and policies up to what the file says (by column). Inside account_transaction.

    Raises SetupRefused when names are to be unique but are not: collisions with type, name and ids.
    """
    report = SectionReport("account")
    try:
        changes = change_account(account, said, actor)
    except RefusedItem as refusal:
        raise SetupRefused(refusal.errors) from refusal
    report.note(f"{account.slug} ({', '.join(changes)})", "updated" if changes else "unchanged")
    return report
