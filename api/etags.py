"""Entity tags of single records (RFC 9110, 8.8.3): `"<version>-<first 16 hex digits of the SHA-256 of the uncompressed body>"`.

What is read may change without a new version (a name in a stub), so If-None-Match compares all of a tag; what is written depends on
the version alone, so If-Match compares that.
"""

from __future__ import annotations

import hashlib
import re

from rest_framework.request import Request

from api.errors import Problem

_TAG = re.compile(r'(?:W/)?"([!#-~\x80-\xff]*)"')
_LIST = re.compile(rf"\s*,*\s*{_TAG.pattern}(?:\s*,\s*(?:{_TAG.pattern})?)*\s*")
_VERSION = re.compile(r"([1-9][0-9]{0,9})-[0-9a-f]{16}")


def etag_of(version: int, body: bytes) -> str:
    """The tag of a record in this version, shown by this body."""
    return f'"{version}-{hashlib.sha256(body).hexdigest()[:16]}"'


def wanted_versions(request: Request) -> frozenset[int] | None:
    """The versions that If-Match accepts. None: any (no such header, or `*`). A tag that is none of ours accepts nothing.

    A weak tag counts as well: compression on the way weakens tags, and the version in it stays what it was.
    Raises Problem `invalid_parameter` for what is no list of tags.
    """
    tags = _tags(request, "If-Match")
    if tags is None:
        return None
    return frozenset(int(found[1]) for tag in tags if (found := _VERSION.fullmatch(tag)))


def is_known(request: Request, etag: str) -> bool:
    """Whether If-None-Match names this very answer, or `*`. Raises Problem `invalid_parameter` for what is no list of tags."""
    if request.headers.get("If-None-Match", "").strip() == "*":
        return True
    return etag.strip('"') in (_tags(request, "If-None-Match") or ())


def _tags(request: Request, header: str) -> list[str] | None:
    """What stands between the quotation marks of a list of tags. None: no such header, or `*`."""
    sent = request.headers.get(header, "*").strip()
    if sent == "*":
        return None
    if not _LIST.fullmatch(sent):
        raise Problem("invalid_parameter", f'The header {header} holds entity tags in quotation marks, as in "7-0123456789abcdef", or *.')
    return _TAG.findall(sent)
