"""The bytes of a request body, read only if they are JSON by their headers and at most 10 MiB, as sent and inflated."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest
from rest_framework.request import Request

from api.compression import CODINGS, inflate
from api.errors import Problem

MAX_BODY_BYTES = 10 * 1024 * 1024
_CHUNK = 64 * 1024
JSON_TYPE = "application/json"


def read_body(request: HttpRequest | Request) -> bytes:
    """The whole body, inflated if it was sent with `Content-Encoding: gzip`; b"" if there is none.

    Raises Problem `unsupported_media_type` (not application/json, a charset but UTF-8, another Content-Encoding), `body_too_large`
    (over 10 MiB, declared, sent or inflated), `malformed_json` (what was to be gzip is not), `bad_request` (a Content-Length that is
    no number, a connection that broke).
    """
    plain = request._request if isinstance(request, Request) else request
    refuse_media_type(plain)
    if declared_length(plain) is None and plain.META.get("wsgi.input_terminated") and not hasattr(plain, "_body"):
        plain._body = _read_undeclared(plain)  # kept as Django keeps a declared one: who asks again gets it again
    if _coding(plain) == "identity":
        return plain.body
    inflated: bytes | None = getattr(plain, "inflated_body", None)
    if inflated is None:
        inflated = plain.inflated_body = inflate(plain.body, MAX_BODY_BYTES)  # type: ignore[attr-defined]  # kept likewise
    return inflated


def refuse_media_type(request: HttpRequest) -> None:
    """Raise Problem `unsupported_media_type` unless the headers announce plain JSON in UTF-8."""
    if request.content_type != JSON_TYPE:
        sent = f"not {request.content_type}" if request.content_type else "and say so in the Content-Type header"
        raise Problem("unsupported_media_type", f"Send the body as {JSON_TYPE}, {sent}.")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise Problem("unsupported_media_type", "The only charset is UTF-8.")
    if _coding(request) not in ("identity", *CODINGS):
        sentence = "The only Content-Encoding is gzip, and once is enough."
        raise Problem("unsupported_media_type", sentence, headers={"Accept-Encoding": "gzip"})  # RFC 7694


def _coding(request: HttpRequest) -> str:
    """The content coding of the body, in lower case."""
    return request.headers.get("Content-Encoding", "identity").strip().lower()


def declared_length(request: HttpRequest) -> int | None:
    """The Content-Length in bytes, or None where there is none.

    Raises Problem `body_too_large` over 10 MiB, before a byte is read, and `bad_request` for what is no plain number (a negative
    one would make Django read without end).
    """
    declared = str(request.META.get("CONTENT_LENGTH") or "")
    if not declared:
        return None
    if not (declared.isascii() and declared.isdigit()):
        raise Problem("bad_request", "The Content-Length header is not a number.")
    # Twenty digits are more than any body; int() of thousands of them would itself be work.
    if len(declared.lstrip("0")) > 20 or int(declared) > MAX_BODY_BYTES:
        raise Problem("body_too_large")
    return int(declared)


def _read_undeclared(request: HttpRequest) -> bytes:
    """A chunked body: Django would take it for empty. Reads one byte more than allowed, so that a longer one shows itself."""
    stream = request.META["wsgi.input"]
    body = bytearray()
    while len(body) <= MAX_BODY_BYTES:
        chunk = stream.read(MAX_BODY_BYTES + 1 - len(body))
        if not chunk:
            return bytes(body)
        body += chunk
    raise Problem("body_too_large")


def drop_rest(request: HttpRequest) -> None:
    """Read away what a refusal left of the body, at most 10 MiB.

    Servers close a connection whose request was not read to its end, and the sender's next call on it would fail for no fault of
    its own.
    """
    is_chunked = not request.META.get("CONTENT_LENGTH") and request.META.get("wsgi.input_terminated")
    stream = request.META["wsgi.input"] if is_chunked else request
    left = MAX_BODY_BYTES
    with suppress(OSError):  # the sender is gone: nothing to keep open
        while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
            left -= len(chunk)
