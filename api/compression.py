"""gzip (RFC 1952), both ways: bodies of requests are inflated within bounds, answers are compressed where that is wanted and safe."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from api.errors import Problem
from api.paths import is_api

CODINGS = ("gzip", "x-gzip")  # two names of one coding (RFC 9110, 8.4.1.3)
MAX_MEMBERS = 1_000
MIN_BYTES = 1_000  # what fits into one packet anyway gains nothing
LEVEL = 1  # JSON becomes 85 % smaller; level 6 would take three times as long to make it 89 %
_GZIP = 31  # zlib's word for 15 bits of window inside a gzip wrapping
_CHUNK = 16 * 1024
_JSON = re.compile(r"application/([a-z.-]+\+)?json\b")
_CODING = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?", re.IGNORECASE | re.ASCII)


def inflate(packed: bytes, most: int) -> bytes:
    """What a gzip text of 1 to 1,000 members holds.

    Raises Problem `body_too_large` as soon as more than `most` bytes have come out, whatever the rest would be, and
    `malformed_json` for what is cut off, damaged or no gzip.
    """
    found, members, reader = bytearray(), 1, zlib.decompressobj(_GZIP)
    for start in range(0, len(packed), _CHUNK):  # in pieces, for what stands behind a member is copied
        piece = packed[start : start + _CHUNK]
        while piece:
            if reader.eof:
                reader, members = zlib.decompressobj(_GZIP), members + 1
            found += _inflated(reader, piece, most + 1 - len(found))
            if len(found) > most:
                raise Problem("body_too_large", f"The body is larger than 10 MiB ({most:,} bytes) when it is inflated.")
            if members > MAX_MEMBERS:
                raise _broken()
            piece = reader.unused_data
    if not reader.eof:
        raise _broken()
    return bytes(found)


def _inflated(reader: zlib._Decompress, piece: bytes, most: int) -> bytes:
    """The next bytes, at most so many."""
    try:
        return reader.decompress(piece, most)
    except zlib.error:
        raise _broken() from None


def _broken() -> Problem:
    return Problem("malformed_json", "The body is not gzip, though Content-Encoding says so; or it is damaged or cut off.")


class GzipAnswers:
    """Compresses the JSON of /api/ from 1,000 bytes on, where Accept-Encoding prefers that (RFC 9110, 12.5.3).

    Never for a browser session: somebody who makes a browser ask and counts bytes on the wire could guess what stands next to his
    own words (BREACH). Whoever holds a key asks for himself. The tag of a compressed answer is weak, as its bytes are others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_api(request) or not isinstance(response, HttpResponse) or _is_of_session(request):
            return response
        wants_gzip = prefers_gzip(request.headers.get("Accept-Encoding", ""))
        if response.status_code == 304:
            _repeat_weak_tag(request, response, wants_gzip)
        elif _JSON.match(response.get("Content-Type", "")) and not response.has_header("Content-Encoding"):
            patch_vary_headers(response, ["Accept-Encoding"])
            if wants_gzip and len(response.content) >= MIN_BYTES:
                _compress(response)
        return response


def prefers_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding names gzip and nothing that it likes better is on offer."""
    found = [match for part in accepted.split(",") if (match := _CODING.fullmatch(part))]
    weights = {match[1].lower(): float(match[2] or 1) for match in found}
    weight = next((weights[name] for name in (*CODINGS, "*") if name in weights), 0.0)
    return weight > 0 and weight >= weights.get("identity", 0.0)


def _is_of_session(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and actor.key_id is None


def _compress(response: HttpResponse) -> None:
    response.content = gzip.compress(response.content, LEVEL, mtime=0)
    response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    if response.get("ETag", "").startswith('"'):
        response["ETag"] = f"W/{response['ETag']}"


def _repeat_weak_tag(request: HttpRequest, response: HttpResponse, wants_gzip: bool) -> None:
    """Who asked with the weak tag of a compressed answer keeps that one: another tag would be that of another copy (RFC 9111, 4.3.4)."""
    weak = f"W/{response.get('ETag', '')}"
    if wants_gzip and weak in request.headers.get("If-None-Match", ""):
        response["ETag"] = weak
