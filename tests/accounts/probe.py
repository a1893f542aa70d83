"""Views that only say who came in, one for each way of asking for operations."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Probe(APIView):
    required_operations: object = ()

    def get(self, request: Request) -> Response:
        return Response({"account": request.actor.account_slug, "keyed": request.auth is not None})

    post = get


class Upsert(Probe):
    required_operations = ("CONTACT.CREATE", "CONTACT.UPDATE")


class ByMethod(Probe):
    required_operations = {"GET": ("CONTACT.READ",), "POST": ("CONTACT.CREATE",)}


class Silent(APIView):
    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [
    path("api/v2/open", Probe.as_view()),
    path("api/v2/upsert", Upsert.as_view()),
    path("api/v2/by-method", ByMethod.as_view()),
    path("api/v2/silent", Silent.as_view()),
    path("", include("config.urls")),  # where error pages lead back to
]
