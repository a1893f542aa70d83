"""Accounts in the description of the API: how callers say who they are, and what they are told."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from accounts.read_models import Me
from api.schema_answers import single

Schema = dict[str, Any]
ME = single("getMe", Me, "Who am I, in which account, and what may I do?", tag="Account")


class KeyScheme(OpenApiAuthenticationExtension):
    """One API key, in either of two headers."""

    target_class = "accounts.authentication.KeyAuthentication"
    name = ["bearer", "apiKey"]

    def get_security_definition(self, auto_schema: Any) -> list[Schema]:
        return [
            {"type": "http", "scheme": "bearer", "description": "An API key: `Authorization: Bearer rel_…`."},
            {"type": "apiKey", "in": "header", "name": "X-API-KEY", "description": "The same key in a header of its own."},
        ]

    def get_security_requirement(self, auto_schema: Any) -> list[Schema]:
        return [{"bearer": []}, {"apiKey": []}]


class SessionScheme(OpenApiAuthenticationExtension):
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
