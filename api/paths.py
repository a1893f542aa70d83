"""Which addresses belong to the API."""

from __future__ import annotations

from django.http import HttpRequest


def is_api(request: HttpRequest) -> bool:
    """Whether the address is /api or below it: there, every answer is JSON."""
    return request.path == "/api" or request.path.startswith("/api/")
