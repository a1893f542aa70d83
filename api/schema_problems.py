"""Problems and item errors as the description of the API shows them: one schema each, and every code with its meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from api.codes import ITEM_CODES, PROBLEM_CODES, WARNING_CODES
from api.errors import PROBLEM_TYPE
from api.schema import Components

Schema = dict[str, Any]
_TEXT = {"type": "string"}
_READING = ("unknown_parameter", "invalid_parameter", "platform_required", "bad_request")


def common_problems(components: Components) -> dict[int, Schema]:
    """What any call that takes a key may answer, by status."""
    return {
        400: problem(components, 400, _READING, name="InvalidRequest"),
        401: problem(components, 401, ["not_authenticated"], name="NotAuthenticated", headers=("WWW-Authenticate",)),
        403: problem(components, 403, ["permission_denied"], name="NotPermitted"),
        **public_problems(components),
        429: problem(components, 429, ["rate_limited"], name="RateLimited", headers=("Retry-After",)),
        503: problem(components, 503, ["retry_later"], name="Busy", headers=("Retry-After",)),
    }


def public_problems(components: Components) -> dict[int, Schema]:
    """What any call at all may answer, by status."""
    return {
        400: problem(components, 400, _READING, name="InvalidRequest"),
        406: problem(components, 406, ["not_acceptable"], name="NotAcceptable"),
        500: problem(components, 500, ["internal_error"], name="InternalError"),
    }


def body_problems(components: Components) -> dict[int, Schema]:
    """What any call with a body may answer besides, by status."""
    return {
        413: problem(components, 413, ["body_too_large"], name="BodyTooLarge"),
        415: problem(components, 415, ["unsupported_media_type"], name="UnsupportedMediaType"),
    }


def not_found(components: Components) -> dict[int, Schema]:
    """The 404 of one record."""
    return {404: problem(components, 404, ["not_found"], name="NotFound")}


def problem(
    components: Components,
    status: int,
    codes: Sequence[str],
    *,
    name: str = "",
    headers: Iterable[str] = (),
    members: Mapping[str, Schema] | None = None,
    required: Sequence[str] = (),
) -> Schema:
    """One problem response: which codes come with this status, and what its body holds besides. With a name it is shared."""
    if name:
        return components.response(name, lambda: problem(components, status, codes, headers=headers, members=members, required=required))
    narrowed: Schema = {"status": {"const": status}, "code": {"enum": list(codes)}, **(members or {})}
    schema: Schema = {"allOf": [problem_schema(components)], "properties": narrowed}
    if required:
        schema["required"] = list(required)
    return {
        "description": f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in codes)}.",
        "headers": {**usual_headers(components), **{header: _HEADERS[header] for header in headers}},
        "content": {PROBLEM_TYPE: {"schema": schema}},
    }


def problem_schema(components: Components) -> Schema:
    """RFC 9457 and ours."""
    properties: Schema = {
        "type": {"const": "about:blank"},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people; may change."},
        "code": {"anyOf": [code_schema(components, "ProblemCode", PROBLEM_CODES), item_code(components)]},
        "requestId": {"type": "string", "description": "The value of `X-Request-ID`; quote it when you ask for help."},
        "errors": {"type": "array", "items": _mistake(components), "description": "Every single thing that is wrong; often none."},
    }
    text = "Every answer that is not 2xx (RFC 9457). Program against `code`: it is stable."
    return components.schema(
        "Problem", lambda: {"type": "object", "description": text, "properties": properties, "required": list(properties)}
    )


def item_error(components: Components) -> Schema:
    """What is wrong with one member of an item."""
    properties = _error_members(item_code(components))
    text = "One thing that is wrong with an item, or with a parameter."
    return components.schema("ItemError", lambda: _object(properties, text))


def item_warning(components: Components) -> Schema:
    """What the sender should know of an item that was accepted."""
    codes = {code: (200, sentence) for code, sentence in WARNING_CODES.items()}
    properties = _error_members(code_schema(components, "WarningCode", codes))
    return components.schema("ItemWarning", lambda: _object(properties, "Something to know of an item that was accepted."))


def item_code(components: Components) -> Schema:
    return code_schema(components, "ItemCode", ITEM_CODES)


def code_schema(components: Components, name: str, codes: Mapping[str, tuple[int, str]]) -> Schema:
    """An enum with the status and meaning of each value."""
    rows = [f"| `{code}` | {status} | {sentence.replace('|', '/')} |" for code, (status, sentence) in codes.items()]
    text = "\n".join(["| Code | Status | Meaning |", "|---|---|---|", *rows])
    return components.schema(name, lambda: {"type": "string", "enum": list(codes), "description": text})


def usual_headers(components: Components) -> dict[str, Schema]:
    """The headers of every answer to a call with a key."""
    return {name: components.header(name, partial(dict, header)) for name, header in _USUAL_HEADERS.items()}


_USUAL_HEADERS: Mapping[str, Schema] = {
    "X-Request-ID": {
        "description": "The id of this request: yours, if it was 1 to 64 of `A-Z a-z 0-9 . _ -`, else a new one.",
        "required": True,
        "schema": _TEXT,
    },
    "RateLimit": {
        "description": "What is left of each quota (`r`), and the seconds until it is whole again (`t`).",
        "schema": _TEXT,
        "example": '"requests";r=11999;t=42, "items";r=999000;t=42',
    },
    "RateLimit-Policy": {
        "description": "The quotas of the account (`q`) for so many seconds (`w`): requests, and items written.",
        "schema": _TEXT,
        "example": '"requests";q=12000;w=60, "items";q=1000000;w=60;qu="items"',
    },
}
REPLAYED: Schema = {
    "Idempotent-Replayed": {"description": "This answer was given before, to the same `Idempotency-Key`.", "schema": {"const": "true"}}
}
_HEADERS: Mapping[str, Schema] = {
    "WWW-Authenticate": {"description": "How to authenticate.", "required": True, "schema": {"const": "Bearer"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
    **REPLAYED,
}


def _mistake(components: Components) -> Schema:
    """An error of an item, or of a parameter: then `field` is its name and `pointer` null."""
    of_parameter = _error_members({"enum": ["unknown_parameter", "invalid_parameter"]}) | {"pointer": {"type": "null"}}
    text = "One parameter or header that can't be used."
    return {"anyOf": [item_error(components), components.schema("ParameterError", lambda: _object(of_parameter, text))]}


def _error_members(code: Schema) -> Schema:
    return {
        "code": code,
        "field": {
            "type": ["string", "null"],
            "description": "The dotted path inside the item (`contacts[1].email`), or a parameter's name. Null: the item as a whole.",
        },
        "pointer": {"type": ["string", "null"], "description": "The JSON pointer (RFC 6901) from the root of the body."},
        "message": {"type": "string", "description": "A sentence for people; may change."},
        "params": {"type": "object", "description": "What the code speaks of: `max`, `choices`, `suggestions`, `indexes` …"},
    }


def _object(properties: Schema, text: str) -> Schema:
    return {"type": "object", "description": text, "properties": properties, "required": list(properties)}
