"""Query parameters, path variables and headers as the description of the API shows them; filters from their django-filter classes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

import django_filters

from api.filters import MAX_ID, MAX_KEY, MAX_REPEATED, CountryFilter, FlagFilter, IdFilter, KeysFilter, OneOfFilter, SinceFilter, TextFilter
from api.parameters import DEFAULT_LIMIT, MAX_LIMIT, MAX_TEXT
from api.schema import Components

Schema = dict[str, Any]
MAX_CURSOR = 4_000
FLAG: Schema = {"type": "boolean", "default": False}


def in_query(name: str, schema: Schema, text: str, **more: Any) -> Schema:
    """One query parameter that may be left out."""
    return {"name": name, "in": "query", **({"description": text} if text else {}), "schema": schema, **more}


def one_of(name: str, choices: Iterable[str], text: str, default: str | None = None) -> Schema:
    """A query parameter with choices."""
    schema: Schema = {"type": "string", "enum": list(choices)}
    return in_query(name, schema if default is None else schema | {"default": default}, text)


def comma_list(name: str, entry: Schema, text: str) -> Schema:
    """A query parameter that holds several values, separated by commas."""
    return in_query(name, {"type": "array", "items": entry, "minItems": 1}, text, style="form", explode=False)


def record_id(components: Components) -> Schema:
    """The {id} of a path. What can be no id gets the 404 of one that is not there."""
    parameter = {"name": "id", "in": "path", "required": True, "description": "Our own id.", "schema": ID}
    return components.parameter("Id", lambda: parameter)


ID: Schema = {"type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_ID}


def every_call(components: Components) -> list[Schema]:
    """The headers that any call with a key takes."""
    account = "The account, by its slug. A key opens one account only; a browser session of several accounts has to choose."
    ours = "An id of yours for this request: 1 to 64 of `A-Z a-z 0-9 . _ -`."
    return [
        components.parameter("X-Platform-Id", lambda: _header("X-Platform-Id", account)),
        components.parameter("X-Request-ID", lambda: _header("X-Request-ID", ours)),
    ]


def every_page(components: Components) -> list[Schema]:
    """The parameters of every list that comes in pages."""
    limit: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    cursor = "Where to go on: `page.next` of the page before, with the same filters and order."
    return [
        components.parameter("Limit", lambda: in_query("limit", limit, "Rows of a page.")),
        components.parameter("Cursor", lambda: in_query("cursor", {"type": "string", "minLength": 1, "maxLength": MAX_CURSOR}, cursor)),
        components.parameter("Total", lambda: in_query("total", FLAG, "Add `page.total`, the number of rows of all pages.")),
    ]


def filter_parameters(filters: type[django_filters.FilterSet]) -> list[Schema]:
    """The parameters of a filter set; each filter's `help_text` says what it does."""
    return [filter_parameter(one, name, str(one.extra.get("help_text", ""))) for name, one in filters.base_filters.items()]


@singledispatch
def filter_parameter(one: django_filters.Filter, name: str, text: str) -> Schema:
    """The parameter that a filter reads. Raises TypeError for a kind of filter that nobody described."""
    raise TypeError(f"{type(one).__name__} has no parameter: register one with filter_parameter")


@filter_parameter.register
def _(one: TextFilter, name: str, text: str) -> Schema:
    return in_query(name, {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}, text)


@filter_parameter.register
def _(one: KeysFilter, name: str, text: str) -> Schema:
    keys = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": MAX_KEY}, "maxItems": MAX_REPEATED}
    return in_query(name, keys, f"{text} Repeat it for several: any of them.".strip(), style="form", explode=True)


@filter_parameter.register
def _(one: SinceFilter, name: str, text: str) -> Schema:
    return in_query(
        name, {"type": "string", "format": "date-time"}, text or "Changed at this instant or later; without an offset it is UTC."
    )


@filter_parameter.register
def _(one: IdFilter, name: str, text: str) -> Schema:
    return in_query(name, ID, text)


@filter_parameter.register
def _(one: OneOfFilter, name: str, text: str) -> Schema:
    return one_of(name, (value for value, _ in one.extra["choices"]), text)


@filter_parameter.register
def _(one: FlagFilter, name: str, text: str) -> Schema:
    return in_query(name, FLAG, text)


@filter_parameter.register
def _(one: CountryFilter, name: str, text: str) -> Schema:
    code: Schema = {"type": "string", "pattern": "^([A-Za-z]{2}|[0-9]{1,3})$", "examples": ["DE"]}
    return in_query(name, code, text or "ISO 3166-1: two letters in any case, or the number.")


def _header(name: str, text: str) -> Schema:
    return {"name": name, "in": "header", "description": text, "schema": {"type": "string"}}
