"""What the first connection does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connection, connections
from pytest_django import Settings

from database import private_server
from database.backend import base


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The directories whose server was asked for."""
    calls: list[Path] = []
    monkeypatch.setattr(private_server, "ensure", calls.append)
    return calls


def test_the_private_server_belongs_to_the_checkout(settings: Settings, started: list[Path]) -> None:
    settings.PRIVATE_POSTGRES = True
    base.start_private_server()
    assert started == [Path(settings.BASE_DIR) / "var"]


def test_with_a_database_url_nothing_is_started(settings: Settings, started: list[Path]) -> None:
    settings.PRIVATE_POSTGRES = False
    base.start_private_server()
    assert started == []


def test_a_server_that_cannot_start_is_told_in_plain_words(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(directory: Path) -> None:
        raise private_server.PrivateServerError("No PostgreSQL was found.")

    settings.PRIVATE_POSTGRES = True
    monkeypatch.setattr(private_server, "ensure", fail)
    with pytest.raises(CommandError, match=r"No PostgreSQL was found\.\nSet DATABASE_URL"):
        base.start_private_server()


def test_the_shell_has_a_running_server(settings: Settings, started: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRIVATE_POSTGRES = True
    monkeypatch.setattr("subprocess.run", lambda command, **options: started.append(command[0]))
    base.DatabaseClient(connection).runshell([])
    assert started == [Path(settings.BASE_DIR) / "var", "psql"]


@pytest.mark.django_db
def test_the_test_database_is_reached_through_our_backend() -> None:
    assert isinstance(connections[DEFAULT_DB_ALIAS], base.DatabaseWrapper)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int >= 150000, current_setting('is_superuser')")
        assert cursor.fetchone() == (True, "off")
