"""Idempotency-Key: a write that was answered is not done again, it is answered again, byte for byte, for 24 hours.

The key's lock, the work and the receipt are one transaction: whoever dies in between leaves nothing behind. So a call with a key may
be tried again whatever became of its connection: either its receipt is there, or nothing of it is.

A receipt is for who asks with the rights that it was written under: an API key with narrower scopes is not told what a wider one was.
"""

from __future__ import annotations

import hashlib
import random
import re
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from accounts.actor import Actor
from accounts.models import Account
from api.body import read_body
from api.errors import Problem, problem_response
from api.parameters import header_problem
from api.renderers import encode
from database.prepared import fetch_prepared, run_prepared
from database.transactions import sqlstate

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
# A request that was refused for what it is, or that could not be served, may be tried again with the same key.
NOT_KEPT = (400, 401, 403, 413, 415, 429)
KEPT_HEADERS = ("Content-Type", "Content-Location", "Location", "ETag", "Preference-Applied")
JSON_TYPE = "application/json"
RETRIES = 3
SERIALIZATION_FAILURES = ("40001", "40P01")
_KEY = re.compile(r"[!-~]([ -~]{0,253}[!-~])?")

_FIND = """
SELECT fingerprint, status, headers::text, body FROM upserts_receipt
WHERE account_id = %s AND user_id = %s AND key = %s AND created_at > %s
"""
_KEEP = """
INSERT INTO upserts_receipt (account_id, user_id, key, fingerprint, status, headers, body, created_at)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, %s)
ON CONFLICT (account_id, user_id, key) DO UPDATE SET
    fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers, body = excluded.body,
    created_at = excluded.created_at
"""
# After _KEEP, and past rows that somebody else is about to write: so nobody who holds such a row ever waits for another one.
_FORGET = """
DELETE FROM upserts_receipt WHERE id IN (
    SELECT id FROM upserts_receipt WHERE account_id = %s AND created_at <= %s ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED
)
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One request under one key of one user."""

    account_id: int
    user_id: int
    key: str
    fingerprint: bytes

    @property
    def lock(self) -> tuple[int, int]:
        """The two numbers of the key's advisory lock (those with one number belong to accounts)."""
        named = f"{self.account_id} {self.user_id} {self.key}".encode()
        first, second = struct.unpack("!ii", hashlib.sha256(named).digest()[:8])
        return first, second


def once(request: Request, actor: Actor, work: Callable[[], HttpResponse], *, is_kept: bool = True) -> HttpResponse:
    """Do the work, unless it was done under the same key: then its answer again, with `Idempotent-Replayed: true`.

    Without the header, just the work. `is_kept` False: nothing is remembered (a dry run). Raises Problem `invalid_parameter` for
    what is no key (1 … 255 printable ASCII characters), `idempotency_in_progress` while another call with it runs,
    `idempotency_key_reused` for another request under the same key, or the same one with other rights.
    """
    claim = _claim(request, actor)
    if claim is None:
        return work()
    for number in range(RETRIES + 1):
        attempt = Attempt(claim, request, work, is_kept=is_kept)
        try:
            return attempt.run()
        except (OperationalError, InterfaceError) as error:
            if number == RETRIES or connection.in_atomic_block or not attempt.was_cut_off(error):
                raise
            time.sleep(random.uniform(0, 0.05 * 2**number))
    raise AssertionError("The last attempt either returns or raises.")


class Attempt:
    """One try to answer a call with a key, in one transaction."""

    def __init__(self, claim: Claim, request: Request, work: Callable[[], HttpResponse], *, is_kept: bool) -> None:
        self.claim, self.request, self.work, self.is_kept = claim, request, work, is_kept
        self.carrier: Any = None  # the driver's connection: Django may have made a new one by the time we ask

    def run(self) -> HttpResponse:
        """The stored answer, or that of the work. Raises Problem (see `once`), and what the database raises when it is out of reach."""
        with transaction.atomic():
            self.carrier = connection.connection
            first, second = self.claim.lock
            is_free = fetch_prepared("SELECT pg_try_advisory_xact_lock(%s::int, %s::int)", [first, second])[0][0]
            if not is_free:
                raise Problem("idempotency_in_progress", headers={"Retry-After": "1"})
            known = _known(self.claim)
            if known is not None:
                return known
            answer = _rendered(self.work, self.request)
            if self.is_kept and answer.status_code not in NOT_KEPT and answer.status_code < 500:
                _keep(self.claim, answer)
            return answer

    def was_cut_off(self, error: OperationalError | InterfaceError) -> bool:
        """Whether the transaction ended by no fault of its own: it lost its connection, or a knot of locks."""
        if isinstance(error, OperationalError) and sqlstate(error) in SERIALIZATION_FAILURES:
            return True
        return self.carrier is not None and self.carrier.closed


def _claim(request: Request, actor: Actor) -> Claim | None:
    """The key of a request with what it was sent for. None: no such header."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key) or actor.user_id is None:
        raise header_problem(HEADER, f"The header {HEADER} holds 1 to 255 printable ASCII characters.")
    body = read_body(request) if request.META.get("CONTENT_TYPE") else b""
    said = (request.method or "", request.path, request.META.get("QUERY_STRING", ""), request.META.get("CONTENT_TYPE", ""))
    whole = "\n".join((*said, _rights(actor))).encode(errors="surrogateescape") + b"\n" + body
    fingerprint = hashlib.sha256(whole).digest()
    return Claim(actor.account_id, actor.user_id, key, fingerprint)


def _rights(actor: Actor) -> str:
    """What role and credential let the actor do; the same for another API key of the same scopes."""
    return " ".join((actor.reach, str(actor.role_mask), *sorted(actor.operations), "by", *sorted(actor.scopes or ())))


def _known(claim: Claim) -> HttpResponse | None:
    """The answer that this key has already. None: it has none, or an old one."""
    found = fetch_prepared(_FIND, [claim.account_id, claim.user_id, claim.key, timezone.now() - KEPT_FOR])
    if not found:
        return None
    fingerprint, status, headers, body = found[0]
    if bytes(fingerprint) != claim.fingerprint:
        raise Problem("idempotency_key_reused")
    return _response(bytes(body), status, msgspec.json.decode(headers) | {"Idempotent-Replayed": "true"})


def _rendered(work: Callable[[], HttpResponse], request: Request) -> HttpResponse:
    """The answer as bytes, a problem as well: what the engine refused has rolled itself back, and the refusal may be remembered."""
    try:
        response = work()
    except Problem as problem:
        return problem_response(problem, getattr(request, "request_id", ""))
    value = getattr(response, "data", None)
    headers = {name: response[name] for name in KEPT_HEADERS if name in response and name != "Content-Type"}
    if value is None:
        return _response(b"", response.status_code, headers)
    return _response(encode(value), response.status_code, headers | {"Content-Type": JSON_TYPE})


def _response(body: bytes, status: int, headers: Mapping[str, str]) -> HttpResponse:
    """An answer with these headers alone: Django would call an answer without a type HTML."""
    response = HttpResponse(body, status=status, headers=headers)
    if "Content-Type" not in headers:
        del response["Content-Type"]
    return response


def _keep(claim: Claim, answer: HttpResponse) -> None:
    """Remember the answer, and forget what is older than a day."""
    now = timezone.now()
    headers = msgspec.json.encode({name: answer[name] for name in KEPT_HEADERS if name in answer}).decode()
    given = [claim.account_id, claim.user_id, claim.key, claim.fingerprint, answer.status_code, headers, answer.content, now]
    run_prepared(_KEEP, given)
    run_prepared(_FORGET, [claim.account_id, now - KEPT_FOR])


def forget_all() -> int:
    """Remove what is older than a day in all accounts, also in those that send no more keys; how many answers that were.

    A thousand at a time, each committed by itself: no call waits for it, and it may be broken off.
    """
    before = timezone.now() - KEPT_FOR
    return sum(_forget(account_id, before) for account_id in Account.objects.order_by("id").values_list("id", flat=True))


def _forget(account_id: int, before: datetime) -> int:
    forgotten, removed = 0, 1
    with connection.cursor() as cursor:
        while removed:
            cursor.execute(_FORGET, [account_id, before])
            removed = cursor.rowcount
            forgotten += removed
    return forgotten
