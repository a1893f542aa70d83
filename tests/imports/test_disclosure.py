"""The real disclosure goes in, and in again with nothing written. Collected only where its folder exists."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import Account
from activity.models import Change
from tests.imports.conftest import DISCLOSURE
from tests.imports.samples import run, write_json
from tests.kit.cast import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """organizations.jsonl and relationships.jsonl."""
    folder = tmp_path_factory.mktemp("disclosure")
    subprocess.run([sys.executable, DISCLOSURE / "to_upserts.py", folder], check=True, capture_output=True)
    return folder


def configured(file: Path) -> None:
    assert run("configure_account", "disclosure", file, "--create").error is None
    make_member(Account.objects.get(slug="disclosure"))


def written() -> dict[str, tuple[int, int, int]]:
    """Inserted, updated and deleted rows by table, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables")
        return {table: (inserted, updated, deleted) for table, inserted, updated, deleted in cursor.fetchall()}


def test_it_goes_in_and_in_again_with_nothing_written(items: Path) -> None:
    configured(DISCLOSURE / "account.json")
    for name, count in (("organizations", 1_434), ("relationships", 1_882)):
        assert f"{count:,} items, {count:,} created, 0 failed" in run("upsert", name, items / f"{name}.jsonl").output
    before, history = written(), Change.rows.count()
    for name, count in (("organizations", 1_434), ("relationships", 1_882)):
        assert f"{count:,} items, {count:,} unchanged, 0 failed" in run("upsert", name, items / f"{name}.jsonl").output
    assert written() == before
    assert Change.rows.count() == history


def test_with_unique_names_those_that_share_one_are_refused_by_their_lines(items: Path, tmp_path: Path) -> None:
    setup = json.loads((DISCLOSURE / "account.json").read_text())
    configured(write_json(tmp_path / "account.json", {**setup, "policies": {"organizationNamesUnique": True}}))
    answer = run("upsert", "organizations", items / "organizations.jsonl")
    assert answer.lines[-1].startswith("1,434 items, 1,415 created, 19 failed")
    together = [line for line in answer.lines if "duplicate_in_batch at name" in line]
    later = [line for line in answer.lines if "duplicate_data at name" in line]
    assert (len(together), len(later)) == (11, 8)
    assert all("(see line " in line for line in together)
    assert all("holder" in line for line in later)
