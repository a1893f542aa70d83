"""A person's own page: name, how pages look, and what keeps the sign-in safe."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import copy
from functools import wraps
from typing import Any, cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.pages import CHANNEL, SIGN_IN
from accounts.platforms import session_actor
from accounts.preferences import keep_in_cookies
from api.errors import Problem


def in_shell(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of the person, not of an account: never cached, and with the navigation if there is an account they work in."""

    @never_cache
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            with suppress(Problem):
                request.actor = session_actor(request, channel=CHANNEL)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return shown


@in_shell
@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url=SIGN_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """Shows it, and saves what the person may change; the e-mail is changed by who runs Relata. One statement besides the shell's."""
    user = cast(User, request.user)
    # A copy: while the form shows what is wrong, the rest of the page shows the user as stored.
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=copy(user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        response = redirect("accounts:profile")
        keep_in_cookies(request, response, form.cleaned_data)
        return response
    authenticators = {found.type: found.wrap() for found in Authenticator.objects.filter(user_id=user.pk)}
    return render(request, "accounts/profile.html", {"form": form, **_safety(authenticators)})


def _safety(authenticators: dict[str, Any]) -> dict[str, object]:
    """Since when codes are asked for (None: they are not), and how many recovery codes are left."""
    app, recovery = (authenticators.get(kind) for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES))
    return {"app": app, "codes_left": len(recovery.get_unused_codes()) if recovery else 0}


@never_cache
@require_safe
@login_required(login_url=SIGN_IN)
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the secret that is being set up, for the page that shows it: a picture of our own needs no hole in the CSP.

    404 when nothing is being set up.
    """
    secret = request.session.get(SECRET_SESSION_KEY)
    if secret is None:
        raise Http404
    adapter = get_adapter()
    return HttpResponse(adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)), content_type="image/svg+xml")
