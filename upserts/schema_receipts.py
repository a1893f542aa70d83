"""Idempotency-Key as the description of the API shows it (receipts.py)."""

from __future__ import annotations

from typing import Any

from api.schema import Components
from api.schema_problems import problem

Schema = dict[str, Any]
KEY = """\
A key of yours for this very request. Send the same request with it again, within 24 hours, and the answer is the first one, byte for byte
(its `requestId` included), with `Idempotent-Replayed: true`; the work is not done twice. Another request with it answers 422, and so does
the same one with other scopes or another role; while the first one runs the answer is 409. Refusals of the request as such (400, 401, 403,
413, 415, 429) and 5xx are not kept, nor are dry runs."""
REUSED = "idempotency_key_reused"


def idempotency_key(components: Components) -> Schema:
    """The header that every call takes which writes records."""
    schema: Schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"}
    parameter = {"name": "Idempotency-Key", "in": "header", "description": KEY, "schema": schema, "example": "sync-2026-11-20-0017"}
    return components.parameter("Idempotency-Key", lambda: parameter)


def reused(components: Components) -> dict[int, Schema]:
    """The 422 of a call that is no batch."""
    return {422: problem(components, 422, [REUSED], name="IdempotencyKeyReused")}
