"""A small API whose views fail in every way, for the tests of problems."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import path
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.body import read_body
from api.decoding import decode
from api.errors import Problem, item_error
from api.health import livez, readyz
from database.transactions import Busy

FAULTS: dict[str, Exception] = {
    "problem": Problem("atomic_batch_failed", headers={"X-Extra": "1"}, summary={"failed": 1}),
    "item": Problem("organization_not_found", errors=[item_error("organization_not_found", ("target",))], index=0),
    "missing": Http404("organization 17 of account 3"),
    "denied": PermissionDenied("secret reason"),
    "busy": Busy("account 3"),
    "database": OperationalError("server closed the connection"),
    "suspicious": SuspiciousOperation("secret"),
    "too-big": RequestDataTooBig("secret"),
    "bad": BadRequest("secret"),
    "broken": UnreadablePostError("secret"),
    "rest-missing": exceptions.NotFound("organization 17"),
    "rest-denied": exceptions.PermissionDenied("It needs CONTACT.READ."),
    "rest-csrf": exceptions.PermissionDenied("CSRF Failed: Referer checking failed"),
    "rest-anonymous": exceptions.NotAuthenticated(),
    "rest-parse": exceptions.ParseError("Line 3 is no JSON."),
    "rest-throttled": exceptions.Throttled(wait=1.2),
    "rest-invalid": exceptions.ValidationError({"filter": {"country": ["No such country."]}, "q": ["Too short.", "Too odd."]}),
    "fault": ZeroDivisionError("secret"),
}


class OpenView(APIView):
    """Anybody may call it."""

    authentication_classes = ()
    permission_classes = ()


class FailingView(OpenView):
    def get(self, request: Request, name: str) -> Response:
        raise FAULTS[name]


class EchoView(OpenView):
    def get(self, request: Request) -> Response:
        return Response({"name": "\ud800", "requestId": request.request_id})  # type: ignore[attr-defined]

    def post(self, request: Request) -> Response:
        return Response({"got": decode(read_body(request))})


def plain(request: HttpRequest, **options: Any) -> HttpResponse:
    """A view of Django's, which CSRF guards."""
    if "fault" in request.GET:
        raise ZeroDivisionError("secret")
    return HttpResponse("<p>page</p>")


urlpatterns = [
    path("livez", livez),
    path("readyz", readyz),
    path("page", plain),
    path("api/v2/plain", plain),
    path("api/v2/echo", EchoView.as_view()),
    path("api/v2/fail/<name>", FailingView.as_view()),
]
handler400 = "api.views.bad_request"
handler403 = "api.views.permission_denied"
handler404 = "api.views.not_found"
handler500 = "api.views.server_error"
