"""The upsert command: JSON Lines into the engine, chunk by chunk, and an answer for every line that failed."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from accounts.models import Account
from activity.models import Change
from imports import upsert_file
from organizations.models import Organization
from relationships.models import Relationship
from tests.imports.samples import brand, edge, factory, run, write_lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _account(acme: Account) -> None:
    """Every test has the one account."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the items go."""
    return tmp_path / "items.jsonl"


def test_items_are_created_and_the_second_time_unchanged(file: Path) -> None:
    write_lines(file, factory(1), brand(1))
    first, again = run("upsert", "organizations", file), run("upsert", "organizations", file)
    assert first.lines == [
        "organizations into acme, as owner@acme.example, the first Owner of acme.",
        "2 items, 2 created, 0 failed.",
    ]
    assert again.lines[-1] == "2 items, 2 unchanged, 0 failed."
    assert Change.rows.filter(record_type="organization").count() == 2
    assert set(Change.rows.filter(record_type="organization").values_list("channel", flat=True)) == {"import"}


def test_one_bad_line_fails_alone_and_says_why(file: Path) -> None:
    write_lines(file, factory(1), "{not json", factory(2, country="Utopia", nmae="x"), "7", "", factory(3))
    answer = run("upsert", "organizations", file)
    assert answer.error == "3 of 5 items failed."
    assert answer.lines[-1] == "5 items, 2 created, 3 failed."
    told = answer.lines[1:-1]
    assert told[0].startswith("line 2: malformed_json: The line is not valid JSON")
    assert any(line.startswith("line 3: invalid_choice at country: ") for line in told)
    assert any(line.startswith("line 3: unknown_field at nmae: ") and "name" in line for line in told)
    assert any(line.startswith("line 4: invalid_type: ") for line in told)
    assert sorted(Organization.rows.values_list("external_id", flat=True)) == ["F-1", "F-3"]


def test_partners_of_a_duplicate_are_named_by_their_lines(file: Path) -> None:
    write_lines(file, "bad", factory(1), "", factory(2), factory(1, name="Other"))
    answer = run("upsert", "organizations", file)
    told = [line for line in answer.lines if "duplicate_in_batch" in line]
    assert [line.split(":")[0] for line in told] == ["line 2", "line 5"]
    assert told[0].endswith("(see line 5)")
    assert told[1].endswith("(see line 2)")


def test_a_file_longer_than_a_chunk_goes_in_chunks(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert_file, "MAX_ITEMS", 10)
    write_lines(file, *(factory(number) for number in range(25)), factory(0, city="Lodz"))
    answer = run("upsert", "organizations", file)
    assert answer.lines[-1] == "26 items, 25 created, 1 updated, 0 failed."
    assert Change.rows.filter(record_type="organization").values("batch_id").distinct().count() == 3


def test_a_dry_run_checks_and_writes_nothing(file: Path) -> None:
    write_lines(file, factory(1), factory(2, country="XX"))
    answer = run("upsert", "organizations", file, "--dry-run")
    assert answer.lines[-1] == "2 items, 1 created, 1 failed. Nothing was written (--dry-run)."
    assert answer.error == "1 of 2 items failed."
    assert not Organization.rows.exists()


@pytest.mark.parametrize("bad", [factory(11, country="XX"), "{not json"])
def test_atomic_is_for_each_chunk_and_says_so(bad: object, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert_file, "MAX_ITEMS", 2)
    write_lines(file, factory(1), factory(2), factory(3), bad, factory(5), factory(6))
    answer = run("upsert", "organizations", file, "--atomic")
    assert "All or nothing for each chunk of 1,000 lines, not for the whole file (--atomic)." in answer.lines
    assert answer.lines[-1] == "6 items, 4 created, 2 failed."
    assert any(line.startswith("line 3: not_applied: ") for line in answer.lines)
    assert sorted(Organization.rows.values_list("external_id", flat=True)) == ["F-1", "F-2", "F-5", "F-6"]


def test_an_atomic_chunk_with_an_unreadable_line_is_checked_all_the_same(file: Path) -> None:
    write_lines(file, "{not json", factory(1, country="XX"))
    answer = run("upsert", "organizations", file, "--atomic")
    assert any(line.startswith("line 2: invalid_choice at country") for line in answer.lines)


@pytest.mark.parametrize(("mode", "codes"), [("createOnly", "duplicate_data"), ("updateOnly", "does_not_exist")])
def test_the_mode_is_the_engines(mode: str, codes: str, file: Path) -> None:
    run("upsert", "organizations", write_lines(file, factory(1)))
    answer = run("upsert", "organizations", write_lines(file, factory(1), factory(2)), "--mode", mode)
    failed = [line for line in answer.lines if line.startswith("line ")]
    assert len(failed) == 1
    assert codes in failed[0]


def test_relationships_and_contacts_go_the_same_way(file: Path) -> None:
    run("upsert", "organizations", write_lines(file, factory(1), brand(1)))
    contact = {"organization": {"kind": "external", "value": "F-1"}, "firstName": "Jo", "email": "jo@f1.example", "role": "Buyer"}
    assert run("upsert", "contacts", write_lines(file, contact)).error is None
    wanted = edge("B-1", "F-1", contacts=[{"email": "jo@f1.example"}], customFields={"goods": ["tops"], "since": "2025-01-01"})
    assert run("upsert", "relationships", write_lines(file, wanted)).error is None
    stored = Relationship.rows.get()
    assert (stored.custom_fields, stored.contacts.count()) == ({"goods": ["tops"], "since": "2025-01-01"}, 1)


def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b'{"externalId": "F-1", "type": "F", "name": "One"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))
    assert run("upsert", "organizations", "-").error is None
    table = io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"externalId;type;name\nF-2;F;Two\n")))
    monkeypatch.setattr(sys, "stdin", table)
    assert run("upsert", "organizations", "-").error is None
    assert Organization.rows.count() == 2
    assert not table.closed


@pytest.mark.parametrize("record_type", ["organization", "product", ""])
def test_an_unknown_record_type_is_refused(record_type: str, file: Path) -> None:
    answer = run("upsert", record_type, write_lines(file, factory(1)))
    assert answer.error is not None
    assert "organizations" in answer.error


def test_a_file_that_is_not_there_is_named() -> None:
    assert run("upsert", "organizations", "/nowhere/items.jsonl").error == "/nowhere/items.jsonl can't be read: No such file or directory."


def test_what_a_file_says_cannot_write_on_the_terminal(file: Path) -> None:
    answer = run("upsert", "organizations", write_lines(file, r'{"\u001b[31m\u0000\ud800": 1, "country": "\u001b]0;x\u0007"}'))
    assert answer.error is not None
    assert "\x1b" not in answer.output
    answer.output.encode()


def test_warnings_are_counted(file: Path) -> None:
    answer = run("upsert", "organizations", write_lines(file, factory(1, externalId=" F-1 ")))
    assert answer.lines[-1] == "1 item, 1 created, 0 failed, 1 × warning value_normalized."
