"""Python values → JSON bytes, fast and never failing on text that came from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from api.text import encodable


def encode(value: object) -> bytes:
    """JSON in UTF-8: instants in ISO 8601 with `Z`, days as yyyy-MM-dd, decimals as exact numbers. Lone surrogates become U+FFFD."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        return _encoder.encode(_repaired(value))


class FastJSONRenderer(BaseRenderer):
    """The API's answers. No body for None (204)."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        return b"" if data is None else encode(data)


def _plain(value: object) -> object:
    """What msgspec can't encode by itself: lazily translated text, subclasses of str, dict and list."""
    if isinstance(value, (str, Promise)):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list):
        return list(value)
    raise TypeError(f"{type(value).__name__} can't be encoded as JSON")


_encoder = msgspec.json.Encoder(enc_hook=_plain, decimal_format="number")


def _repaired(value: object) -> object:
    """The same value without lone surrogates."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, Mapping):
        return {encodable(str(name)): _repaired(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_repaired(inner) for inner in value]
    return value
