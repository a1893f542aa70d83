"""What a custom field can hold: one small class per data type, and the table of all of them."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from customfields.amounts import Money, Number
from customfields.kind import Kind, KindError, Limits, StoredValue, tidy_text
from customfields.options import Choice, MultiChoice

__all__ = ["KINDS", "MAX_TEXT", "MAX_TEXT_IN_TEMPLATE", "Kind", "KindError", "StoredValue"]

MAX_TEXT = 500
MAX_TEXT_IN_TEMPLATE = 50

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_check_url = URLValidator(schemes=["http", "https"])
_check_email = EmailValidator()


class Text(Kind):
    """Text of at most `maxLength` code points. Line breaks and tabs are kept, but not in an identifier."""

    name = "text"
    expected = "a text"
    takes_max_length = True
    can_identify = True

    def tidy(self, value: str, limits: Limits) -> str:
        return super().tidy(value, limits) if limits.is_identifier else tidy_text(value, multiline=True)

    def from_text(self, text: str, limits: Limits) -> str:
        return text


class Day(Kind):
    """A real day of the Gregorian calendar, written yyyy-MM-dd (ISO 8601)."""

    name = "date"
    expected = "a real day, written yyyy-MM-dd"

    def from_text(self, text: str, limits: Limits) -> str:
        if not _DAY.fullmatch(text):
            raise self.refusal()
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise self.refusal() from error


class Boolean(Kind):
    """True or false, also as the words "true" and "false"."""

    name = "boolean"
    expected = "true or false"

    def from_text(self, text: str, limits: Limits) -> bool:
        if text not in ("true", "false"):
            raise self.refusal()
        return text == "true"

    def from_json(self, value: object, limits: Limits) -> bool:
        if not isinstance(value, bool):
            raise self.refusal()
        return value


class Url(Kind):
    """An absolute address with http or https."""

    name = "url"
    expected = "an address that starts with http:// or https://"
    takes_max_length = True
    can_identify = True

    def from_text(self, text: str, limits: Limits) -> str:
        try:
            _check_url(text)
        except ValidationError as error:
            raise self.refusal() from error
        return text


class Email(Kind):
    """An e-mail address, kept as written."""

    name = "email"
    expected = "an e-mail address"
    takes_max_length = True
    can_identify = True

    def from_text(self, text: str, limits: Limits) -> str:
        try:
            _check_email(text)
        except ValidationError as error:
            raise self.refusal() from error
        return text


KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (Text(), Number(), Money(), Day(), Boolean(), Choice(), MultiChoice(), Url(), Email())
}
