"""Pages of no subject, to see what every page does: `@pytest.mark.urls("tests.accounts.page_probe")`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.models import Membership
from accounts.pages import Page
from api.errors import Problem
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401  # as the site has them
from database.transactions import Busy

FAILURES: dict[str, Exception] = {
    "missing": Membership.DoesNotExist(),
    "not_found": Problem("not_found"),
    "permission_denied": Problem("permission_denied"),
    "bad_request": Problem("invalid_parameter", "This cursor does not belong to this list."),
    "busy": Busy(),
    "down": OperationalError("gone"),
}

OPENER = """\
{% extends "base.html" %}
{% block head %}{% include "components/picker_assets.html" %}{% endblock %}
{% block content %}
<form class="field"><label for="supplier">Supplier</label>
<select id="supplier" name="supplier" data-picker="organizations"><option value=""></option></select></form>
<a class="btn btn-secondary" href="/plain" hx-get="/plain" hx-target="#dialog-content">Ask</a>
<a class="btn btn-secondary" href="/failing/bad_request" hx-get="/failing/bad_request" hx-target="#dialog-content">Fail</a>
{% endblock %}"""


class Plain(Page, TemplateView):
    """A page that any member may see."""

    needs = ()
    title = "Plain"
    template_name = "confirm.html"
    partials = ("dialog-content",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        messages.success(self.request, "It is done.")
        return super().get_context_data(text="Really?", verb="Do it", **kwargs)


class Writing(Page, TemplateView):
    """A page that some may read and fewer may write."""

    needs = {"GET": ("ORGANIZATION.READ",), "POST": ("ORGANIZATION.CREATE", "ORGANIZATION.UPDATE")}
    title = "Writing"
    template_name = "confirm.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(self.actor.channel)


class Failing(Page, TemplateView):
    """A page that refuses."""

    needs = ()

    def get(self, request: HttpRequest, failure: str) -> HttpResponse:
        raise FAILURES[failure]


class Opener(Page, TemplateView):
    """A page with two links that htmx follows into the dialog, and a picker."""

    needs = ()

    def get(self, request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, engines["django"].from_string(OPENER), {"title": "Opener"})


class Clock(Page, TemplateView):
    """A page that shows an instant, drawn as late as all pages are."""

    needs = ()

    def get(self, request: HttpRequest) -> HttpResponse:
        clock = engines["django"].from_string("{{ at|date:'H:i' }}")
        at = timezone.datetime(2026, 7, 1, 12, 0, tzinfo=timezone.get_fixed_timezone(0))
        return TemplateResponse(request, clock, {"at": at})


urlpatterns = [
    path("plain", Plain.as_view()),
    path("writing", Writing.as_view()),
    path("failing/<str:failure>", Failing.as_view()),
    path("opener", Opener.as_view()),
    path("clock", Clock.as_view()),
    path("listed/", include(([path("organizations", Plain.as_view(), name="list")], "organizations"))),
    path("", include("config.urls")),
]
