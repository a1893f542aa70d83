"""The base of every view that answers with an account's own facts."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import throttling
from accounts.actor import Actor

VARY = "Authorization, X-API-KEY, X-Platform-Id, Cookie, Accept-Encoding"
READING = ("GET", "HEAD")


class AccountView(APIView):
    """Knows who asks and how often, and keeps caches in between from showing the answer to anybody else (RFC 9111)."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]  # OPTIONS would tell what Allow tells already
    window: throttling.Window | None = None

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.actor)  # type: ignore[attr-defined]  # set by authentication

    def perform_authentication(self, request: Request) -> None:
        """Count the call as soon as it is known whose it is: before its rights are judged and its body is read.

        What writes counts as one item from the start. Raises Problem `rate_limited`.
        """
        super().perform_authentication(request)
        if getattr(request, "actor", None) is not None and throttling.is_on():
            items = 0 if request.method in READING else 1
            self.window = throttling.count(self.actor.account_id, requests=1, items=items)
            self.window.refuse_call(items)

    def admit_items(self, items: int) -> None:
        """Count the items of a batch; the first one was counted with the call. Raises Problem `rate_limited`."""
        if items > 1 and settings.RATE_LIMIT_ITEMS > 0:
            self.window = throttling.count(self.actor.account_id, items=items - 1)
            self.window.refuse_items(items)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = VARY
        for name, value in self.window.headers().items() if self.window else ():
            response[name] = value
        return response
