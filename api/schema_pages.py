"""The description of the API, served: the document itself, and two pages that draw it. Public: it says nothing of any account."""

from __future__ import annotations

from functools import cache
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.views import APIView

from api.parameters import QueryParameters, refuse_unsupported_headers
from api.renderers import encode
from api.schema import JSON, Components, Described, Operation
from api.schema_answers import answer
from api.schema_problems import public_problems

# Both viewers write styles at run time, and Redoc starts a worker that it has made itself.
VIEWER_POLICY = {"style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["'self'", "blob:"]}


@cache
def document() -> bytes:
    """The whole document as JSON. Made once: the code is all it is made from."""
    return encode(SchemaGenerator().get_schema(request=None, public=True))  # type: ignore[no-untyped-call]


def _describe(view: Any, components: Components) -> Operation:
    return Operation(
        id="getSchema",
        summary="This document",
        tag="Account",
        description="OpenAPI 3.1. Needs no key. `/docs` and `/redoc` show it to people.",
        responses=public_problems(components) | {200: answer(components, "The document.", {"type": "object"})},
    )


class SchemaView(APIView):
    """GET /schema: the OpenAPI document, the same for everybody."""

    schema = Described(get=_describe)
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> HttpResponse:
        refuse_unsupported_headers(request)
        with QueryParameters(request):
            pass  # it has none: whatever was sent is refused
        return HttpResponse(document(), content_type=JSON, headers={"Cache-Control": "public, max-age=300"})


@csrf_exempt  # a method that does not exist is no reason to ask for a token
@require_safe
@csp_update(VIEWER_POLICY)
def swagger_ui(request: HttpRequest) -> HttpResponse:
    """GET /docs: Swagger UI, to read and to try. A signed-in browser may try with its session."""
    return render(request, "api/swagger_ui.html")


@csrf_exempt
@require_safe
@csp_update(VIEWER_POLICY)
def redoc(request: HttpRequest) -> HttpResponse:
    """GET /redoc: Redoc, to read."""
    return render(request, "api/redoc.html")
