"""The base of every view that answers with an account's own facts."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.views import APIView

from accounts.actor import Actor

VARY = "Authorization, X-API-KEY, X-Platform-Id, Cookie, Accept-Encoding"


class AccountView(APIView):
    """Knows who asks, and keeps caches in between from showing the answer to anybody else (RFC 9111)."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]  # OPTIONS would tell what Allow tells already

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.actor)  # type: ignore[attr-defined]  # set by authentication

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = VARY
        return response
