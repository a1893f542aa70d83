"""What Django answers when no view of ours can: problem+json below /api/, plain pages elsewhere (config/urls.py and settings name them)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views import defaults
from django.views.csrf import csrf_failure as csrf_failure_page
from django.views.decorators.csrf import csrf_exempt

from api.errors import Problem, problem_response
from api.paths import is_api


@csrf_exempt  # an address that does not exist is no reason to ask for a token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such address."""
    if is_api(request):
        return _problem(request, "not_found")
    answer = defaults.page_not_found(request, exception or Exception("not found"))
    add_never_cache_headers(answer)  # left to itself, a 404 may be kept, and this one names who is signed in
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: Django can't or won't read the request (bad host, too many fields …). Its reasons are for the log only."""
    return _problem(request, "bad_request") if is_api(request) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: refused outside a view of DRF."""
    return _problem(request, "permission_denied") if is_api(request) else defaults.permission_denied(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours, which Django has logged."""
    return _problem(request, "internal_error") if is_api(request) else defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the CSRF middleware refused a browser's write."""
    return _problem(request, "csrf_failed") if is_api(request) else csrf_failure_page(request, reason)


def _problem(request: HttpRequest, code: str) -> HttpResponse:
    return problem_response(Problem(code), getattr(request, "request_id", ""))
