"""How callers say who they are, for the description of the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

Schema = dict[str, Any]


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself; the package leaves that untyped
    """One API key, in either of two headers."""

    target_class = "accounts.authentication.KeyAuthentication"
    name = ["bearer", "apiKey"]  # type: ignore[assignment]

    def get_security_definition(self, auto_schema: Any) -> list[Schema]:
        return [
            {"type": "http", "scheme": "bearer", "description": "An API key: `Authorization: Bearer rel_…`."},
            {"type": "apiKey", "in": "header", "name": "X-API-KEY", "description": "The same key in a header of its own."},
        ]

    def get_security_requirement(self, auto_schema: Any) -> list[Schema]:
        return [{"bearer": []}, {"apiKey": []}]


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A signed-in browser."""

    target_class = "accounts.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A browser session of the staff pages. Writing takes the header `X-CSRFToken` as well.",
        }

    def get_security_requirement(self, auto_schema: Any) -> Schema:
        return {"session": []}
