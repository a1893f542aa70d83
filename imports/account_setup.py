"""An account's set-up as a file: definitions in, account configured. Nothing that the file doesn't name is touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from accounts.models import Account
from accounts.services import system_actor
from api.errors import ItemError
from database.transactions import account_transaction
from imports.setup_fields import FieldSetup, save_fields
from imports.setup_items import SetupItem
from imports.setup_policies import save_account
from imports.setup_report import Entry, SectionReport, SetupRefused
from imports.setup_sections import SECTIONS, read_section, save_section


class Setup:
    """A set-up that was read and judged by itself; what stands in the database is judged when it is carried out.

    `account` holds the account's own values by column, `sections` the entries of each simple list.
    """

    def __init__(self, value: object) -> None:
        """Takes the file's JSON value. Raises SetupRefused with every mistake that it holds."""
        said, errors = SetupItem().diagnose(value)
        self.sections: dict[str, list[Entry]] = {}
        for section in SECTIONS:
            self.sections[section.wire], mistakes = read_section(section, said.get(section.wire, ()))
            errors += mistakes
        self.fields = FieldSetup(said.get("customFields", ()), said.get("templates", ()))
        self.account = _of_account(said)
        _raise_if_any([*errors, *self.fields.errors])

    @property
    def name(self) -> str | None:
        """What the file calls the account. None: it does not say."""
        return self.account.get("name")


def configure(account: Account, setup: Setup, *, actor: Actor | None = None) -> list[SectionReport]:
    """Bring the account to what the set-up says, in one transaction, and tell what changed. Twice changes nothing.

    `actor` None: the operator of the installation, by command. Raises SetupRefused (nothing is written then), and Busy when
    the account's lock is not free in time.
    """
    actor = actor or system_actor(account, None, "command")
    with account_transaction(account.pk):
        account.refresh_from_db()  # somebody else may have configured it while we waited for the lock
        reports = [save_account(account, setup.account, actor)]
        reports += [save_section(section, setup.sections[section.wire], actor) for section in SECTIONS]
        reports += save_fields(setup.fields, actor)
    return reports


def _of_account(said: Mapping[str, Any]) -> dict[str, Any]:
    name = {"name": said["name"]} if "name" in said else {}
    return {**name, **said.get("policies", {})}


def _raise_if_any(errors: list[ItemError]) -> None:
    if errors:
        raise SetupRefused(errors)
