"""Signing in and out, the choice of the account, and preferences."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from axes.decorators import axes_dispatch
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from accounts.addresses import is_own_page
from accounts.models import User
from accounts.pages import SIGN_IN
from accounts.platforms import CHOSEN, memberships_of
from accounts.preferences import CHOICES, keep_in_cookies


# The lockout is asked first: during it nothing that is sent is looked at, so that trying does not make it longer.
@method_decorator(axes_dispatch, name="dispatch")
class SignInView(account_views.LoginView):
    """E-mail and password; then a code, where the user set that up. `next` leads only to our own pages."""


class SignOutView(LogoutView):
    """By POST only: a link on another page must sign nobody out."""

    next_page = SIGN_IN


class ForgottenPasswordView(account_views.PasswordResetView):
    """Asks for an e-mail address, and sends a link. An installation that sends no mail says so instead."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sends_mail = settings.EMAIL_BACKEND != "django.core.mail.backends.dummy.EmailBackend"
        return super().get_context_data(**kwargs) | {"sends_mail": sends_mail}


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
    """Keep what was chosen of theme and density: in cookies, for anybody, and with the user who is signed in.

    What is no choice changes nothing. `next`: our own pages only.
    """
    chosen = {name: value for name, choices in CHOICES.items() if (value := request.POST.get(name, "")) in choices}
    if chosen and request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(**chosen)
    response = HttpResponseRedirect(own_address(request, "next"))
    keep_in_cookies(request, response, chosen)
    return response


def own_address(request: HttpRequest, name: str) -> str:
    """An address of ours that a form or a link names; the first page where it names none, or a foreign one."""
    address = request.POST.get(name) or request.GET.get(name) or ""
    return address if is_own_page(request, address) else reverse("accounts:home")
