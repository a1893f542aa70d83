"""The foundation of every staff page: who asks, in which account, whether the page may be seen, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import Promise
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
from django_htmx.http import HttpResponseClientRedirect

from accounts.actor import Actor
from accounts.permissions import needed_of
from accounts.platforms import session_actor
from api.errors import Problem, problem_of
from database.transactions import Busy

CHANNEL = "page"
SIGN_IN = "accounts:sign_in"
CHOOSE_ACCOUNT = "accounts:choose_account"
Crumb = tuple[str | Promise, str]


class Page(TemplateResponseMixin, ContextMixin, View):
    """One page for a signed-in member of an account. Combine with Django's views: `class OrganizationList(Page, TemplateView)`.

    `needs`: the operations of which any one opens the page, or a mapping from method to such a tuple, as `required_operations` of the
    API; `()`: any member. A page that does not say is a fault of ours. `title` is the heading and the name of the tab, `crumbs` the way
    to it, as (label, address). `partials` names parts of the template (`{% partialdef results %}`): a request of htmx whose target has
    that id is answered with that part alone.

    Not signed in: to the sign-in and back. No account chosen: to the choice and back. A Problem is a page with its status; 403, and 404
    for what is missing, foreign or invisible, are the pages that Django's own exceptions give. Never cached.
    """

    needs: ClassVar[tuple[str, ...] | Mapping[str, tuple[str, ...]]]
    title: str | Promise = ""
    crumbs: Sequence[Crumb] = ()
    partials: ClassVar[Sequence[str]] = ()
    http_method_names = ["get", "head", "post"]  # OPTIONS would tell what the page is made of

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.actor)  # type: ignore[attr-defined]  # set by dispatch

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = self._refusal() or super().dispatch(request, *args, **kwargs)
        except (Problem, Busy, OperationalError, InterfaceError) as error:
            response = refused(request, error)
        add_never_cache_headers(response)
        patch_vary_headers(response, ("Cookie", "HX-Request", "HX-Target"))
        return response

    def _refusal(self) -> HttpResponseBase | None:
        """The answer to somebody who must first sign in or choose an account; None: go on. Raises Problem `permission_denied`."""
        request = self.request
        if not request.user.is_authenticated:
            return sent_to(request, SIGN_IN)
        try:
            request.actor = session_actor(request, channel=CHANNEL)  # type: ignore[attr-defined]
        except Problem as problem:
            if problem.code == "platform_required" or not request.memberships:  # type: ignore[attr-defined]
                return sent_to(request, CHOOSE_ACCOUNT)
            raise
        needed = needed_of(self.needs, request.method or "")
        if needed and not self.actor.operations.intersection(needed):
            raise Problem("permission_denied")
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": self.title, "crumbs": self.crumbs} | kwargs)

    def get_template_names(self) -> list[str]:
        names = super().get_template_names()
        part = self.asked_part()
        return names if part is None else [f"{name}#{part}" for name in names]

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page or the asked part of it; behind a part come the messages, which htmx puts where toasts stand."""
        response = cast(TemplateResponse, super().render_to_response(context, **kwargs))
        if self.asked_part() is not None:
            response.add_post_render_callback(self._add_toasts)
        return response

    def asked_part(self) -> str | None:
        """The partial that htmx asks for; None: the whole page."""
        target = self.request.htmx.target  # type: ignore[attr-defined]  # django-htmx
        return target if target in self.partials else None

    def _add_toasts(self, response: HttpResponse) -> None:
        if waiting := list(get_messages(self.request)):
            response.write(render_to_string("components/toasts.html", {"messages": waiting}))


def go(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that also holds where htmx asked for a part: it then loads the address as a page of its own."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]  # django-htmx


def sent_to(request: HttpRequest, url_name: str) -> HttpResponse:
    """To a page that leads back here. Back from a write is the first page: nothing must be sent again unasked."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("accounts:home")
    return go(request, f"{reverse(url_name)}?{urlencode({'next': back}, safe='/')}")


def refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page for what a view refuses. Raises Http404 or PermissionDenied, so that these look alike wherever they come from."""
    problem = problem_of(error)
    if problem is None:
        raise error
    if problem.status == HTTPStatus.NOT_FOUND:
        raise Http404 from error
    if problem.status == HTTPStatus.FORBIDDEN:
        raise PermissionDenied from error
    # Where the database may be away the page is drawn without the request: nothing may be read to show it.
    seen = None if problem.status == HTTPStatus.SERVICE_UNAVAILABLE else request
    context = {"problem": problem, "request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("problem.html", context, seen), status=problem.status, headers=problem.headers)
