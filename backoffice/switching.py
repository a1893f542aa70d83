"""Choosing the account to act in. What an operator enters without belonging to it is recorded: who, when, from where."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from accounts.models import Account, User
from accounts.platforms import CHOSEN, memberships_of
from backoffice.models import OperatorAct
from backoffice.scope import ALL_ACCOUNTS

SHOWN = 50


def accounts_to_choose(user: User, text: str = "") -> list[Account]:
    """The accounts that somebody may act in, by slug: the first SHOWN that contain the text. One statement."""
    if user.is_superuser:
        rows = Account.objects.filter(Q(slug__icontains=text) | Q(name__icontains=text)) if text else Account.objects.all()
        return list(rows.order_by("slug")[:SHOWN])
    found = [one.account for one in memberships_of(user)]
    return [account for account in found if text.lower() in f"{account.slug} {account.name}".lower()][:SHOWN]


def enter_account(request: HttpRequest, slug: str) -> Account | None:
    """Act in this account from now on. None: there is no such account for this person, and nothing changed."""
    user: User = request.user  # type: ignore[assignment]  # the site lets in nobody else
    own = {one.account.slug: one.account for one in memberships_of(user)}
    account = own.get(slug)
    if account is None and user.is_superuser:
        account = Account.objects.filter(slug=slug).first()
        if account is not None:
            record_act(request, OperatorAct.Kind.ENTER_ACCOUNT, subject=slug)
    if account is not None:
        leave_all(request)
        request.session[CHOSEN] = account.slug
    return account


def enter_all(request: HttpRequest) -> bool:
    """Look at all accounts at once from now on. Whether this person may."""
    if not request.user.is_superuser:
        return False
    if not request.session.get(ALL_ACCOUNTS):
        record_act(request, OperatorAct.Kind.ENTER_ALL)
        request.session[ALL_ACCOUNTS] = True
    return True


def leave_all(request: HttpRequest) -> None:
    """Look at one account again."""
    if request.session.pop(ALL_ACCOUNTS, None):
        record_act(request, OperatorAct.Kind.LEAVE_ALL)


def record_act(request: HttpRequest, kind: str, *, subject: str = "", changes: Mapping[str, Any] | None = None) -> None:
    """Keep what an operator did in the installation's own log."""
    user: User = request.user  # type: ignore[assignment]  # as above
    OperatorAct(
        user=user,
        kind=kind,
        subject=subject,
        changes=dict(changes or {}),
        address=_address(request),
        request_id=getattr(request, "request_id", ""),
    ).save()


def _address(request: HttpRequest) -> str | None:
    """Where the request came from. None: through a socket, or something else that is no address."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None
