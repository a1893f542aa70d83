"""Fields whose value is a text: plain, key, e-mail, web address, one of some choices, country."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

import msgspec
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from rest_framework import serializers

from api import countries, patterns
from api.errors import Path
from api.reports import Report
from api.strict import StrictField, nullable_unless_required
from api.suggestions import close_names
from api.text import WHITE_SPACE, TextError, clean, clean_key, normalized, printable

_is_email = EmailValidator()
_is_url = URLValidator(schemes=["http", "https"])
_LIKE_A_HOST = re.compile(r"\A[\w-]+(\.[\w-]+)+(/\S*)?\Z")
_MAX_CHOICES_SHOWN = 50


class StrictChar(StrictField, serializers.CharField):
    """Text of 1..`max_length` code points in NFC, without white space at its ends; `multiline` allows `\\n` and `\\t`.

    "" is null where null is allowed (the default for fields that are not required), else `blank`.
    """

    def __init__(self, *, max_length: int, multiline: bool = False, **options: Any) -> None:
        super().__init__(max_length=max_length, **nullable_unless_required(options))
        self.longest = max_length
        self.multiline = multiline

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, str):
            return self.refuse_type(value, report, path)
        try:
            text = self.tidy(value, report, path)
        except TextError as error:
            return report.refuse(error.code, path, error.message)
        if not text:
            return None if self.allow_null else report.refuse("blank", path)
        if len(text) > self.longest:
            return report.refuse("too_long", path, max=self.longest)
        return self.inspect(text, report, path)

    def tidy(self, value: str, report: Report, path: Path) -> str:
        """The text as it is stored. Raises TextError."""
        return clean(value, multiline=self.multiline)

    def inspect(self, text: str, report: Report, path: Path) -> object:
        """What a kind of text has to fulfil beyond its length."""
        return text

    def gate(self) -> Any:
        pattern = patterns.MULTILINE_TEXT if self.multiline else patterns.TEXT
        return Annotated[str, msgspec.Meta(pattern=pattern, max_length=self.longest)]


class StrictKey(StrictChar):
    """A consumer's own key of 1..255 code points: case-sensitive, untouched inside; stripped ends → warning `value_normalized`."""

    def __init__(self, *, max_length: int = 255, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def tidy(self, value: str, report: Report, path: Path) -> str:
        key = clean_key(value)
        if key and len(key) != len(normalized(value)):
            report.warn("value_normalized", path, value=printable(key, self.longest))
        return key


class StrictEmail(StrictChar):
    """An e-mail address of at most 255 characters, as Django's validator knows them; case kept, no invisible characters."""

    def __init__(self, *, max_length: int = 255, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def tidy(self, value: str, report: Report, path: Path) -> str:
        return clean_key(value)  # zero-width characters come along with copied addresses

    def inspect(self, text: str, report: Report, path: Path) -> object:
        if not _passes(_is_email, text):
            return report.refuse("invalid_email", path)
        return text

    def gate(self) -> Any:
        return Annotated[str, msgspec.Meta(pattern=patterns.EMAIL, max_length=self.longest)]


class StrictUrl(StrictChar):
    """A web address of at most 255 characters that starts with http:// or https:// (no other scheme: the pages link to it)."""

    def __init__(self, *, max_length: int = 255, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def inspect(self, text: str, report: Report, path: Path) -> object:
        if not _passes(_is_url, text):
            suggestions = [f"https://{printable(text)}"] if _LIKE_A_HOST.match(text) else []
            message = "Send a web address that starts with http:// or https://."
            return report.refuse("invalid_format", path, message, suggestions=suggestions)
        return text

    def gate(self) -> Any:
        # A host name may have 253 characters, so a longer address would need a second look.
        return Annotated[str, msgspec.Meta(pattern=patterns.URL, max_length=min(self.longest, 255))]


def _passes(validate: Callable[[str], None], text: str) -> bool:
    """Django's verdict; invisible characters, which it lets through in host names, are refused: two addresses would look like one."""
    try:
        validate(text)
    except ValidationError:
        return False
    return text.isprintable()


class StrictChoice(StrictField, serializers.ChoiceField):
    """One of some texts, spelled exactly so; "" is null where null is allowed."""

    def __init__(self, choices: Iterable[Any], **options: Any) -> None:
        super().__init__(list(choices), **options)
        self.keys = [str(key) for key in self.choices]

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, str):
            return self.refuse_type(value, report, path)
        text = value.strip(WHITE_SPACE)
        if text in self.choices:
            return text
        if not text and self.allow_null:
            return None
        shown = self.keys[:_MAX_CHOICES_SHOWN]
        message = f"Send one of: {', '.join(shown)}."
        return report.refuse("invalid_choice", path, message, choices=shown, suggestions=close_names(text, self.keys))

    def gate(self) -> Any:
        return Literal[tuple(self.keys)]


class CountryField(StrictField, serializers.CharField):
    """A country as ISO 3166-1 alpha-2, upper case. Accepts alpha-2 in any case and the numeric code (276, "276", "036")."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**nullable_unless_required(options))

    def check(self, value: object, report: Report, path: Path) -> object:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            return self.refuse_type(value, report, path)
        text = str(value).strip(WHITE_SPACE)
        if not text:
            return None if self.allow_null else report.refuse("blank", path)
        if code := countries.alpha2(text):
            return code
        message = "Send an ISO 3166-1 country code: two letters as in DE, or the number as in 276."
        return report.refuse("invalid_choice", path, message, suggestions=countries.suggestions(text))

    def gate(self) -> Any:
        return Literal[tuple(countries.all_alpha2())]
