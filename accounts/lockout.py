"""Who tries passwords is stopped: five wrong ones for one e-mail from one address, and both wait (django-axes; the settings name these).

It is the same for an e-mail that nobody has: what is counted is what was typed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.addresses import address_of
from api.text import case_key

MAX_LENGTH = 255  # of the column


def tried_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The e-mail somebody tries, as case_key: other capitals are no new tries."""
    known = credentials or {}
    typed = known.get("email") or known.get("username") or request.POST.get("login", "")
    return case_key(typed.strip().replace("\0", ""))[:MAX_LENGTH]


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Mapping[str, Any] | None) -> HttpResponse:
    """429: the page that says when to try again, also in Retry-After. One statement."""
    tries = AccessAttempt.objects.filter(username=tried_name(request, credentials), ip_address=address_of(request))
    now = timezone.now()
    until = (tries.aggregate(last=Max("attempt_time"))["last"] or now) + get_cool_off(request)
    seconds = max(1, math.ceil((until - now).total_seconds()))
    page = render(request, "account/locked_out.html", {"until": until, "minutes": math.ceil(seconds / 60)}, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page
