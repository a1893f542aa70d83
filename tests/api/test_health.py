from __future__ import annotations

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from api import health


def test_alive_needs_no_database(wire: Client) -> None:
    response = wire.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_is_migrated(wire: Client) -> None:
    response = wire.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(wire: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="auth", name="0001_initial").delete()
    response = wire.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "1 database migrations are not applied."


def test_not_ready_while_the_database_is_away(wire: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: MigrationRecorder) -> dict[tuple[str, str], object]:
        raise OperationalError("connection refused: secret")

    monkeypatch.setattr(health.MigrationRecorder, "applied_migrations", away)
    response = wire.get("/readyz")
    assert response.status_code == 503
    assert response.json()["code"] == "retry_later"
    assert b"secret" not in response.content


def test_health_is_only_read(wire: Client) -> None:
    assert wire.post("/livez").status_code in (403, 405)
    assert wire.head("/livez").status_code == 200
