"""Signing in and out, the choice of the account, preferences, and the first page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from accounts.forms import SignInForm
from accounts.pages import SIGN_IN, Page
from accounts.platforms import CHOSEN, memberships_of
from accounts.preferences import CHOICES, YEAR_S


class SignInView(LoginView):
    """E-mail and password. `next` leads only to our own pages."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    next_page = "accounts:home"
    redirect_authenticated_user = True


class SignOutView(LogoutView):
    """By POST only: a link on another page must sign nobody out."""

    next_page = SIGN_IN


class HomePage(Page, TemplateView):
    """Who you are, the accounts you belong to, and how to make the first call."""

    needs = ()
    title = gettext_lazy("Home")
    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(api=self.request.build_absolute_uri("/api/v2"), **kwargs)


@method_decorator(never_cache, name="dispatch")
class ChooseAccount(LoginRequiredMixin, TemplateView):
    """The accounts of the user, to work in one of them from now on. `next` leads only to our own pages.

    A slug the user does not belong to changes nothing and says so.
    """

    login_url = SIGN_IN
    template_name = "accounts/choose_account.html"
    http_method_names = ["get", "head", "post"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.session.get(CHOSEN)
        found = memberships_of(self.request.user)  # type: ignore[arg-type]  # LoginRequiredMixin
        return super().get_context_data(memberships=found, chosen=chosen, next=own_address(self.request, "next"), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        slug = request.POST.get("account", "")
        names = {one.account.slug: one.account.name for one in memberships_of(request.user)}  # type: ignore[arg-type]
        if slug not in names:
            messages.error(request, _("You do not belong to that account."))
            return redirect("accounts:choose_account")
        request.session[CHOSEN] = slug
        messages.success(request, _("You now work in %(account)s.") % {"account": names[slug]})
        return HttpResponseRedirect(own_address(request, "next"))


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen of theme and density in cookies; anybody may. What is no choice changes nothing. `next`: our own pages only."""
    response = HttpResponseRedirect(own_address(request, "next"))
    for name, choices in CHOICES.items():
        if (value := request.POST.get(name)) in choices:
            response.set_cookie(name, str(value), max_age=YEAR_S, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


def own_address(request: HttpRequest, name: str) -> str:
    """An address of ours that a form or a link names; the first page where it names none, or a foreign one."""
    address = request.POST.get(name) or request.GET.get(name) or ""
    own = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if own else reverse("accounts:home")
