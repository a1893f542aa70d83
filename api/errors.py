"""Problems: every answer that is not 2xx, as application/problem+json (RFC 9457). Item errors are here too, for one import."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from rest_framework import exceptions

from api.codes import ITEM_CODES, PROBLEM_CODES, PROBLEM_OF_STATUS, WARNING_CODES
from api.item_errors import ItemError, Path, item_error, status_of
from api.renderers import encode
from api.text import encodable
from database.transactions import Busy

__all__ = [
    "ITEM_CODES",
    "PROBLEM_CODES",
    "WARNING_CODES",
    "ItemError",
    "Path",
    "Problem",
    "exception_handler",
    "item_error",
    "problem_body",
    "problem_of",
    "problem_response",
    "status_of",
]

PROBLEM_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


class Problem(Exception):
    """Ends a request with an application/problem+json answer.

    `code` is a problem code, or an item code when one bare item failed. `detail` is a sentence (None: the default of the code).
    `errors` are item errors or ready-made dicts; `members` are added to the body as they are.
    """

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        errors: Sequence[ItemError | Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        self.code = code
        self.status, default = PROBLEM_CODES.get(code) or ITEM_CODES[code]
        self.detail = default if detail is None else detail
        self.errors = [error.as_dict() if isinstance(error, ItemError) else dict(error) for error in errors]
        self.headers = dict(headers or {})
        self.members = members
        super().__init__(f"{code}: {self.detail}")


def problem_body(problem: Problem, request_id: str) -> dict[str, Any]:
    """The members of RFC 9457 and ours. `type` is about:blank: the `code` tells problems apart, the title is the status in words."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": encodable(problem.detail),
        "code": problem.code,
        "requestId": request_id,
        "errors": problem.errors,
        **problem.members,
    }


def problem_response(problem: Problem, request_id: str = "") -> HttpResponse:
    """The whole answer; never negotiated, so that even a 406 can be read."""
    body = encode(problem_body(problem, request_id))
    return HttpResponse(body, status=problem.status, content_type=PROBLEM_TYPE, headers=problem.headers)


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """DRF's door: the answer for any exception a view may raise, or None for a fault of ours (Django answers and logs it)."""
    problem = problem_of(exc)
    if problem is None:
        return None
    return problem_response(problem, getattr(context.get("request"), "request_id", ""))


def problem_of(exc: Exception) -> Problem | None:
    """The problem an exception stands for; None where it is a fault of ours."""
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, exceptions.APIException):
        return _of_rest_framework(exc)
    if isinstance(exc, (Busy, OperationalError, InterfaceError)):
        logger.warning("The database is busy or out of reach", exc_info=exc)
        return Problem("retry_later", headers={"Retry-After": "1"})
    for kind, code in _CODES_OF_DJANGO:
        if isinstance(exc, kind):
            return Problem(code)
    return None


_CODES_OF_DJANGO: tuple[tuple[type[Exception], str], ...] = (
    (Http404, "not_found"),
    (DjangoPermissionDenied, "permission_denied"),
    (RequestDataTooBig, "body_too_large"),
    (SuspiciousOperation, "bad_request"),
    (BadRequest, "bad_request"),
    (UnreadablePostError, "bad_request"),
)


def _of_rest_framework(exc: exceptions.APIException) -> Problem:
    """DRF's own exceptions, with the headers that belong to them."""
    headers: dict[str, str] = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    if isinstance(exc, exceptions.ValidationError):
        return Problem("invalid_parameter", errors=list(_flattened(exc.detail)))
    if isinstance(exc, exceptions.ParseError):
        return Problem("malformed_json", str(exc.detail))
    if exc.status_code == 403 and str(exc.detail).startswith("CSRF Failed"):
        return Problem("csrf_failed")
    detail = str(exc.detail) if exc.status_code == 403 else None
    return Problem(PROBLEM_OF_STATUS.get(exc.status_code, "bad_request"), detail, headers=headers)


def _flattened(detail: object, name: str | None = None) -> Iterator[dict[str, Any]]:
    """DRF's tree of messages as a list."""
    # drf-standardized-errors has a function for this, but importing it imports DRF's views, and with them our authentication: a cycle.
    if isinstance(detail, Mapping):
        for member, inner in detail.items():
            yield from _flattened(inner, str(member) if name is None else f"{name}.{member}")
    elif isinstance(detail, (list, tuple)):
        for inner in detail:
            yield from _flattened(inner, name)
    else:
        yield {"code": "invalid_parameter", "field": name, "pointer": None, "message": encodable(str(detail)), "params": {}}
