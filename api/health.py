"""Is it alive, is it ready: for load balancers and container platforms. No authentication, nothing secret in the answer."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from api.errors import Problem, problem_response
from api.renderers import encode


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process answers. Never asks the database: a restart would not mend that."""
    return _ok()


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and every migration is applied, else a 503 problem that says which of the two it is."""
    try:
        missing = _expected_migrations() - set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:
        return _not_ready(request, "The database does not answer.")
    if missing:
        return _not_ready(request, f"{len(missing)} database migrations are not applied.")
    return _ok()


@cache
def _expected_migrations() -> set[tuple[str, str]]:
    """(app, name) of every migration in the code."""
    return set(MigrationLoader(None).graph.nodes)


def _ok() -> HttpResponse:
    return HttpResponse(encode({"status": "ok"}), content_type="application/json", headers={"Cache-Control": "no-store"})


def _not_ready(request: HttpRequest, detail: str) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Retry-After": "5"}
    return problem_response(Problem("retry_later", detail, headers=headers), getattr(request, "request_id", ""))
