"""Query parameters and headers, read strictly: what is unknown, repeated or misspelled is refused, never ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from django.http import HttpRequest
from rest_framework.request import Request

from api.errors import Problem
from api.suggestions import close_names
from api.text import WHITE_SPACE, TextError, clean, printable

DEFAULT_LIMIT, MAX_LIMIT = 50, 500
MAX_TEXT = 1_000
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,19}")
_UNSUPPORTED_HEADERS = ("Idempotency-Key", "If-Match", "If-None-Match")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for. `cursor` None: the first page."""

    limit: int
    cursor: str | None
    wants_total: bool


class QueryParameters:
    """The query string, one typed reading per parameter; leaving the block raises one Problem with everything that is wrong.

        with QueryParameters(request) as query:
            dry_run = query.flag("dryRun")

    Code `unknown_parameter` if a parameter was sent that nothing read, else `invalid_parameter`. Until the block ends, a wrong
    value reads as the default. No value may hold control characters; white space at the ends is stripped.
    """

    def __init__(self, request: HttpRequest | Request) -> None:
        self._sent = dict(request.GET.lists())
        self._known: list[str] = []
        self._errors: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._finish()

    def flag(self, name: str, default: bool = False) -> bool:
        """The literals true and false."""
        value = self.choice(name, ("true", "false"))
        return default if value is None else value == "true"

    def choice(self, name: str, choices: Sequence[str], default: str | None = None) -> str | None:
        """One of the choices, spelled exactly so."""
        value = self.text(name)
        if value is None or value in choices:
            return default if value is None else value
        suggestions = close_names(value, choices)
        self.refuse(name, f"Send one of: {', '.join(choices)}.", choices=list(choices), suggestions=suggestions)
        return default

    def integer(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        """A whole number in digits, within bounds."""
        value = self.text(name)
        if value is None:
            return default
        if _WHOLE_NUMBER.fullmatch(value) and lowest <= int(value) <= highest:
            return int(value)
        self.refuse(name, f"Send a whole number from {lowest} to {highest}.", min=lowest, max=highest)
        return default

    def text(self, name: str, *, longest: int = MAX_TEXT) -> str | None:
        """One text of 1..`longest` characters in NFC; None if it was not sent."""
        values = self.texts(name, most=1, longest=longest)
        return values[0] if values else None

    def texts(self, name: str, *, most: int = 100, longest: int = MAX_TEXT) -> list[str]:
        """The values of a parameter that may be repeated up to `most` times, in the order sent."""
        self._known.append(name)
        values = self._sent.get(name, [])
        if len(values) > most:
            self.refuse(name, "Send this parameter once." if most == 1 else f"Send this parameter at most {most} times.", max=most)
            return []
        return [text for value in values if (text := self._clean(name, value, longest)) is not None]

    def names(self, name: str, choices: Iterable[str]) -> list[str] | None:
        """A comma list out of the choices, as in fields=id,name; None if it was not sent."""
        value = self.text(name)
        if value is None:
            return None
        known = list(choices)
        wanted = [part.strip() for part in value.split(",")]
        for part in dict.fromkeys(wanted):
            if part not in known:
                self.refuse(name, f"`{printable(part)}` is not one of: {', '.join(known)}.", suggestions=close_names(part, known))
        return [part for part in dict.fromkeys(wanted) if part in known]

    def page(self) -> PageRequest:
        """`limit` 1..500 (default 50), `cursor`, `total`."""
        limit = self.integer("limit", DEFAULT_LIMIT, lowest=1, highest=MAX_LIMIT)
        return PageRequest(limit, self.text("cursor", longest=4_000), self.flag("total"))

    def accept(self, names: Iterable[str], repeated: Iterable[str] = ()) -> None:
        """Parameters that somebody else reads (a filter set). An empty one is noted, and one sent twice that may not be repeated."""
        several = set(repeated)
        for name in names:
            self._known.append(name)
            values = self._sent.get(name, [])
            if len(values) > 1 and name not in several:
                self.refuse(name, "Send this parameter once.", max=1)
            if not all(value.strip(WHITE_SPACE) for value in values):
                self.refuse(name, "This parameter is empty; leave it out.")

    def sent(self, prefix: str) -> list[str]:
        """The names that were sent and begin so."""
        return [name for name in self._sent if name.startswith(prefix)]

    def refuse(self, name: str, message: str, **params: Any) -> None:
        """Note that a value can't be used; the block will end with `invalid_parameter`."""
        self._errors.append(_parameter_error("invalid_parameter", name, message, params))

    def _clean(self, name: str, value: str, longest: int) -> str | None:
        """The text, or None after noting why not."""
        try:
            text = clean(value)
        except TextError as error:
            self.refuse(name, error.message)
            return None
        if 0 < len(text) <= longest:
            return text
        self.refuse(name, f"Use at most {longest} characters." if text else "This parameter is empty; leave it out.", max=longest)
        return None

    def _finish(self) -> None:
        unknown = [_unknown(name, self._known) for name in self._sent if name not in self._known]
        if errors := unknown + self._errors:
            raise Problem(errors[0]["code"], errors[0]["message"], errors=errors)


def refuse_unsupported_headers(request: HttpRequest | Request, names: Iterable[str] = _UNSUPPORTED_HEADERS) -> None:
    """Raise Problem `invalid_parameter` that names the first header whose promise we can't keep yet."""
    for name in names:
        if name in request.headers:
            raise header_problem(name, f"The header {name} is not supported yet; leave it out.")


def parameter_problem(name: str, message: str, **params: Any) -> Problem:
    """A parameter that can't be used, told outside of the block that reads the parameters."""
    return Problem("invalid_parameter", message, errors=[_parameter_error("invalid_parameter", name, message, params)])


def header_problem(name: str, message: str) -> Problem:
    """A header that can't be used, told as a parameter is."""
    return parameter_problem(name, message)


def _unknown(name: str, known: Sequence[str]) -> dict[str, Any]:
    suggestions = close_names(name, known)
    hint = f" Did you mean `{suggestions[0]}`?" if suggestions else ""
    message = f"There is no query parameter `{printable(name)}` here.{hint}"
    return _parameter_error("unknown_parameter", name, message, {"suggestions": suggestions})


def _parameter_error(code: str, name: str, message: str, params: dict[str, Any]) -> dict[str, Any]:
    """The shape of an item error; `pointer` is null, for it is not in the body."""
    return {"code": code, "field": printable(name), "pointer": None, "message": message, "params": params}
