"""Who is asking: an API key or a browser session. Keys stand first, so that a stranger gets 401 and not 403."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from django.db.models import Q
from django.utils import timezone
from rest_framework import authentication
from rest_framework.request import Request

from accounts.actors import actor_of_key
from accounts.key_search import HeldKey, usable_keys
from accounts.keys import digest_of, prefix_of
from accounts.models import ApiKey, User
from accounts.platforms import named_account, refuse_account, session_actor
from api.errors import Problem

LAST_USED_EVERY = timedelta(minutes=1)
_BEARER = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)
Signed: TypeAlias = tuple[User, ApiKey | None] | None


def not_authenticated() -> Problem:
    """The one answer to every missing, malformed, unknown, expired, revoked or misplaced key: nothing to learn from it."""
    return Problem("not_authenticated", headers={"WWW-Authenticate": "Bearer"})


class KeyAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <key>` or `X-API-KEY: <key>`; both only with the same key.

    One statement, and at most once a minute per key a second one that notes the use. Sets `request.actor`; `request.auth`
    is the ApiKey. Raises Problem `not_authenticated`, or `permission_denied` when X-Platform-Id names another account.
    """

    def authenticate(self, request: Request) -> Signed:
        plain = _sent_key(request)
        if plain is None:
            return None
        now = timezone.now()
        held = _find(plain, now)
        if held is None or not _may_come_from(held.networks, request.META.get("REMOTE_ADDR", "")):
            raise not_authenticated()
        if named_account(request._request) not in (None, held.account_slug):
            raise refuse_account()
        key = held.key()
        _note_use(key, now)
        request._request.actor = actor_of_key(held, request_id=getattr(request, "request_id", ""))  # type: ignore[attr-defined]
        return held.user(), key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """A signed-in browser. CSRF is enforced; the account is chosen as platforms.py says. `request.auth` is None."""

    def authenticate(self, request: Request) -> Signed:
        signed = super().authenticate(request)
        if signed is not None:
            request._request.actor = session_actor(request._request, channel="api")  # type: ignore[attr-defined]
        return signed

    def enforce_csrf(self, request: Request) -> None:
        """Look at the plain request: DRF's own would parse the body first, before anybody may send one."""
        super().enforce_csrf(request._request)  # type: ignore[arg-type]  # works with either


def _sent_key(request: Request) -> str | None:
    """The key of the headers; None when there is no such header. Raises for another scheme and for two different keys."""
    sent = set()
    if "Authorization" in request.headers:
        match = _BEARER.fullmatch(request.headers["Authorization"])
        sent.add(match[1] if match else "")
    if "X-API-KEY" in request.headers:
        sent.add(request.headers["X-API-KEY"].strip())
    if len(sent) > 1:
        raise not_authenticated()
    return sent.pop() if sent else None


def _find(plain: str, now: datetime) -> HeldKey | None:
    """The usable key, with account, user and role."""
    prefix = prefix_of(plain)
    if prefix is None:
        return None
    digest = digest_of(plain)
    # Two accounts may, one time in 62⁸, share a prefix.
    for held in usable_keys(prefix, now):
        if hmac.compare_digest(held.digest, digest):
            return held
    return None


def _may_come_from(networks: Sequence[str], address: str) -> bool:
    """Whether a key tied to these networks may be used from this address. None: from anywhere. One we can't read opens no tied key."""
    if not networks:
        return True
    try:
        sender = ipaddress.ip_address(address)
    except ValueError:
        return False
    sender = getattr(sender, "ipv4_mapped", None) or sender
    return any(sender in ipaddress.ip_network(network) for network in networks)


def _note_use(key: ApiKey, now: datetime) -> None:
    """Keep `last_used_at` to the minute. No history and no account lock: it is no fact about the business, and must never wait."""
    stale = now - LAST_USED_EVERY
    if key.last_used_at is None or key.last_used_at <= stale:
        used_long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale)
        ApiKey.rows.filter(used_long_ago, account_id=key.account_id, pk=key.pk).update(last_used_at=now)
