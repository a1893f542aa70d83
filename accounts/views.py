"""Signing in and out, and the first page."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from axes.decorators import axes_dispatch
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.platforms import CHOSEN, memberships_of

SIGN_IN = "accounts:sign_in"


# The lockout is asked first: during it nothing that is sent is looked at, so that trying does not make it longer.
@method_decorator(axes_dispatch, name="dispatch")
class SignInView(account_views.LoginView):
    """E-mail and password; then a code, where the user set that up. `next` leads only to our own pages."""


class SignOutView(LogoutView):
    """By POST only: a link on another page must sign nobody out. Half-way through signing in, it is the way back."""

    next_page = SIGN_IN


class ForgottenPasswordView(account_views.PasswordResetView):
    """Asks for an e-mail address, and sends a link. An installation that sends no mail says so instead."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sends_mail = settings.EMAIL_BACKEND != "django.core.mail.backends.dummy.EmailBackend"
        return super().get_context_data(**kwargs) | {"sends_mail": sends_mail}


@never_cache
@require_GET
@login_required(login_url=SIGN_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Who you are, the accounts you belong to, and how to make the first call."""
    memberships = memberships_of(request.user)  # type: ignore[arg-type]  # login_required
    chosen = request.session.get(CHOSEN) if len(memberships) > 1 else next((one.account.slug for one in memberships), None)
    api = request.build_absolute_uri("/api/v2")
    return render(request, "home.html", {"memberships": memberships, "chosen": chosen, "api": api})


@require_POST
@login_required(login_url=SIGN_IN)
def choose_account(request: HttpRequest) -> HttpResponse:
    """Work in this account from now on. A slug the user does not belong to changes nothing and says so."""
    slug = request.POST.get("account", "")
    if slug in {membership.account.slug for membership in memberships_of(request.user)}:  # type: ignore[arg-type]  # login_required
        request.session[CHOSEN] = slug
        messages.success(request, f"You now work in {slug}.")
    else:
        messages.error(request, "You do not belong to that account.")
    return redirect("accounts:home")
