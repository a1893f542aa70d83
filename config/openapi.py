"""What the description of the API says of itself (drf-spectacular); the operations speak for themselves."""

from __future__ import annotations

from typing import Any

DESCRIPTION = """\
Who supplies whom: organizations, the typed relationships between them, and the people to talk to. Systems keep them current with one call,
**upsert**; everything stored can be read, filtered and paged.

- Send an API key with every call: `Authorization: Bearer <key>` or `X-API-KEY: <key>`. The key decides the account.
- JSON in UTF-8, no slash at the end of an address, bodies of at most 10 MiB (gzip is welcome). What is unknown is refused, never ignored.
- Times are UTC in ISO 8601 with `Z`, days `yyyy-MM-dd`, money a text with two decimal places.
- Whatever is not 2xx is `application/problem+json` (RFC 9457). Program against `code`.
- `RateLimit` and `RateLimit-Policy` tell what the account may still ask for in this minute.
- `HEAD` works wherever `GET` does."""

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Relata",
    "VERSION": "2",
    "DESCRIPTION": DESCRIPTION,
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SERVERS": [{"url": "/api/v2", "description": "Here"}],
    "SCHEMA_PATH_PREFIX": "/api/v2",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "PREPROCESSING_HOOKS": ["api.schema.only_api"],
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": False,
    "TAGS": [
        {"name": "Organizations", "description": "Parties in the supply chain."},
        {"name": "Contacts", "description": "People at one organization."},
        {"name": "Relationships", "description": "Directed edges from source to target, with one or more types."},
        {"name": "Products", "description": "What the account buys or sells."},
        {"name": "Reference data", "description": "What the account has defined, and countries."},
        {"name": "People, keys and sharing", "description": "Who may do what, and with what key; with whom a record is shared."},
        {"name": "Account", "description": "Who asks, and what there is to ask."},
    ],
}
