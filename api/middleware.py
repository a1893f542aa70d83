"""Around every request: an id to speak about it, and the promise that below /api/ no failure answers anything but problem+json."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from api.body import declared_length, drop_rest
from api.codes import PROBLEM_OF_STATUS
from api.errors import PROBLEM_TYPE, Problem, problem_response
from api.paths import is_api

REQUEST_ID_HEADER = "X-Request-ID"
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestId:
    """Sets `request.request_id`: the sender's X-Request-ID if it is 1..64 of A-Z a-z 0-9 . _ -, else a new one; every answer carries it.

    Stands first, so that what later middleware refuses has its id, too.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get(REQUEST_ID_HEADER, "")
        request_id = sent if _SANE_ID.fullmatch(sent) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers[REQUEST_ID_HEADER] = request_id
        return response


class ProblemGuard:
    """Below /api/: refuses bodies over 10 MiB by their Content-Length, and turns every 4xx or 5xx page into problem+json.

    Stands right behind RequestId: Django answers bad hosts, CSRF failures and, with DEBUG, every fault with HTML of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            return self.get_response(request)
        try:
            declared_length(request)
        except Problem as problem:
            return problem_response(problem, request.request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code >= 400 and getattr(request, "actor", None) is not None:
            drop_rest(request)  # not for strangers: whoever sends slowly would hold a thread without a key
        return self._as_problem(request, response)

    def _as_problem(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response itself if it succeeded or is a problem already."""
        if response.status_code < 400 or response.headers.get("Content-Type") == PROBLEM_TYPE:
            return response
        code = PROBLEM_OF_STATUS.get(response.status_code, "bad_request" if response.status_code < 500 else "internal_error")
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        return problem_response(Problem(code, headers=headers), request.request_id)  # type: ignore[attr-defined]
