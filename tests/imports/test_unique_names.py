"""The policy organizationNamesUnique, switched by a set-up file."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.models import Account
from activity.models import Change
from imports.account_setup import Setup, configure
from imports.setup_report import SetupRefused
from organizations.models import Organization
from tests.imports.samples import factory, run, write_lines
from tests.kit.cast import make_account

ON = {"policies": {"organizationNamesUnique": True}}
OFF = {"policies": {"organizationNamesUnique": False}}


def keys() -> dict[str, str | None]:
    return dict(Organization.rows.order_by("id").values_list("name", "name_key"))


@pytest.fixture
def named(acme: Account, tmp_path: Path) -> Account:
    """An account with two organizations."""
    file = write_lines(tmp_path / "named.jsonl", factory(1, name="Straße"), factory(2, name="Zwei"))
    assert run("upsert", "organizations", file).error is None
    return acme


def test_switched_off_no_name_is_held(named: Account) -> None:
    configure(named, Setup(OFF))
    assert keys() == {"Straße": None, "Zwei": None}
    named.refresh_from_db()
    assert named.organization_names_unique is False


def test_switched_on_again_every_name_is_held(named: Account) -> None:
    configure(named, Setup(OFF))
    configure(named, Setup(ON))
    assert keys() == {"Straße": "strasse", "Zwei": "zwei"}


def test_the_switch_is_one_change_of_the_account_and_none_of_its_organizations(named: Account) -> None:
    before = Change.rows.count()
    configure(named, Setup(OFF))
    last = Change.rows.order_by("-sequence")[0]
    assert Change.rows.count() == before + 1
    assert (last.record_type, last.record_id, last.changes) == ("account", named.pk, {"organizationNamesUnique": [True, False]})
    assert set(Organization.rows.values_list("version", flat=True)) == {1}


def test_names_that_are_not_unique_are_listed_with_type_and_ids(named: Account, tmp_path: Path) -> None:
    configure(named, Setup(OFF))
    file = write_lines(tmp_path / "more.jsonl", factory(3, name="STRASSE"), factory(4, name="Zwei", type="S"))
    assert run("upsert", "organizations", file).error is None
    first, third = Organization.rows.filter(external_id__in=["F-1", "F-3"]).order_by("id").values_list("id", flat=True)
    with pytest.raises(SetupRefused) as refusal:
        configure(named, Setup(ON))
    [error] = refusal.value.errors
    assert (error.field, error.code) == ("policies.organizationNamesUnique", "duplicate_data")
    assert error.params == {"type": "F", "name": "STRASSE", "ids": [first, third]}
    assert set(keys().values()) == {None}
    named.refresh_from_db()
    assert named.organization_names_unique is False


def test_what_was_merged_away_holds_no_name_when_names_become_unique(named: Account, tmp_path: Path) -> None:
    configure(named, Setup(OFF))
    file = write_lines(tmp_path / "more.jsonl", factory(3, name="STRASSE"))
    assert run("upsert", "organizations", file).error is None
    survivor = Organization.rows.get(external_id="F-1")
    Organization.rows.filter(external_id="F-3").update(status="archived", merged_into_id=survivor.pk)
    configure(named, Setup(ON))
    assert keys() == {"Straße": "strasse", "Zwei": "zwei", "STRASSE": None}


def test_other_accounts_are_neither_asked_nor_touched(named: Account) -> None:
    other = make_account("globex")
    configure(other, Setup(OFF))
    assert keys() == {"Straße": "strasse", "Zwei": "zwei"}
