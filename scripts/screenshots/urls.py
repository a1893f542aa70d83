"""The addresses of Relata, and below /refusals what nobody gets by walking through a site that works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.generic import TemplateView

from accounts.pages import Page
from api import views
from api.errors import Problem
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as of_relata

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Busy(Page, TemplateView):
    """Somebody else writes in the account for longer than anybody waits."""

    needs = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        raise Problem("retry_later")


REFUSALS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "400": lambda request: views.bad_request(request, Exception()),
    "500": views.server_error,
    "forgery": views.csrf_failure,
    "mail": lambda request: render(request, "account/mail_failed.html", status=503),
    "too-often": lambda request: render(request, "429.html", status=429),
}
urlpatterns = [
    *(path(f"refusals/{name}", view) for name, view in REFUSALS.items()),
    path("refusals/busy", Busy.as_view()),
    *of_relata,
]
