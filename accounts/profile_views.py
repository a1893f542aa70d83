"""A person's own page: name, how pages look, and what keeps the sign-in safe."""

from __future__ import annotations

from copy import copy
from typing import Any, cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ProfileForm
from accounts.models import User

SIGN_IN = "accounts:sign_in"


@never_cache
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
        return redirect("accounts:profile")
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
