"""As whom the upsert command acts, and what ends a run before its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from accounts.models import Account, Membership, Role
from database.transactions import Busy
from imports import upsert_file
from organizations.models import Organization
from tests.imports.samples import factory, run, write_lines
from tests.kit.cast import make_account, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _account(acme: Account) -> None:
    """Every test has the one account."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the items go."""
    return tmp_path / "items.jsonl"


def test_the_account_must_be_named_when_there_are_several(file: Path) -> None:
    make_account("globex")
    write_lines(file, factory(1))
    answer = run("upsert", "organizations", file)
    assert answer.error == "There are several accounts; name one with --account: acme, globex."
    assert run("upsert", "organizations", file, "--account", "acme").error is None
    assert run("upsert", "organizations", file, "--account", "nobody").error == "There is no account “nobody”."


def test_an_account_without_owner_needs_a_user(file: Path) -> None:
    globex = make_account("globex")
    write_lines(file, factory(1))
    assert run("upsert", "organizations", file, "--account", "globex").error == "globex has no Owner; name a member with --user."
    make_member(globex, "Editor", user=make_user("ed@globex.example"))
    answer = run("upsert", "organizations", file, "--account", "globex", "--user", "ED@globex.example")
    assert answer.lines[0] == "organizations into globex, as ed@globex.example."
    assert answer.error is None


def test_a_user_acts_with_the_rights_of_its_role(file: Path, acme: Account) -> None:
    make_member(acme, "Viewer", user=make_user("vi@acme.example"))
    answer = run("upsert", "organizations", write_lines(file, factory(1)), "--user", "vi@acme.example")
    assert "create_not_permitted" in answer.output
    assert not Organization.rows.exists()


@pytest.mark.parametrize(("email", "reason"), [("no@where.example", "There is no user"), ("stranger@globex.example", "not a member")])
def test_a_stranger_writes_nothing(email: str, reason: str, file: Path) -> None:
    make_user("stranger@globex.example")
    answer = run("upsert", "organizations", write_lines(file, factory(1)), "--user", email)
    assert answer.error is not None
    assert reason in answer.error
    assert not Organization.rows.exists()


def test_rights_revoked_meanwhile_count_from_the_next_chunk_on(file: Path, acme: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert_file, "MAX_ITEMS", 2)
    membership = Membership.rows.get(account=acme)
    send = upsert_file.upsert

    def demote_after(*args: Any, **options: Any) -> Any:
        outcome = send(*args, **options)
        membership.role = Role.rows.get(account=acme, name="Viewer")
        membership.save()
        return outcome

    monkeypatch.setattr(upsert_file, "upsert", demote_after)
    answer = run("upsert", "organizations", write_lines(file, *(factory(number) for number in range(4))))
    assert answer.lines[-1] == "4 items, 2 created, 2 failed."
    assert "line 3: create_not_permitted" in answer.output


def test_a_member_who_was_removed_stops_the_run(file: Path, acme: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert_file, "MAX_ITEMS", 2)
    send = upsert_file.upsert

    def remove_after(*args: Any, **options: Any) -> Any:
        outcome = send(*args, **options)
        Membership.rows.filter(account=acme).delete()
        return outcome

    monkeypatch.setattr(upsert_file, "upsert", remove_after)
    answer = run("upsert", "organizations", write_lines(file, *(factory(number) for number in range(4))))
    assert answer.error == "owner@acme.example is not a member of acme. Stopped after line 2: 2 items, 2 created, 0 failed."
    assert Organization.rows.count() == 2


def test_a_busy_account_is_asked_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert_file, "PAUSE_SECONDS", 0)
    send, refusals = upsert_file.upsert, iter([Busy("busy"), Busy("busy")])

    def busy_at_first(*args: Any, **options: Any) -> Any:
        for refusal in refusals:
            raise refusal
        return send(*args, **options)

    monkeypatch.setattr(upsert_file, "upsert", busy_at_first)
    assert run("upsert", "organizations", write_lines(file, factory(1))).error is None


def test_an_account_that_stays_busy_ends_the_run_with_a_sentence(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert_file, "PAUSE_SECONDS", 0)

    def always(*args: Any, **options: Any) -> Any:
        raise Busy("Account 1 is being written by somebody else.")

    monkeypatch.setattr(upsert_file, "upsert", always)
    answer = run("upsert", "organizations", write_lines(file, factory(1)))
    assert answer.error is not None
    assert answer.error.startswith("Account 1 is being written by somebody else. Stopped after line 0")


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_opened_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert_file, "PAUSE_SECONDS", 0)
    send, losses = upsert_file.upsert, iter([OperationalError("the connection is closed")])

    def lost_at_first(*args: Any, **options: Any) -> Any:
        for loss in losses:
            raise loss
        return send(*args, **options)

    monkeypatch.setattr(upsert_file, "upsert", lost_at_first)
    assert run("upsert", "organizations", write_lines(file, factory(1))).error is None


def test_an_interrupted_run_says_how_far_it_came(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert_file, "MAX_ITEMS", 1)
    send, calls = upsert_file.upsert, iter([True])

    def once(*args: Any, **options: Any) -> Any:
        for _ in calls:
            return send(*args, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(upsert_file, "upsert", once)
    answer = run("upsert", "organizations", write_lines(file, factory(1), factory(2)))
    assert answer.error == "Interrupted after line 1: 1 item, 1 created, 0 failed."
