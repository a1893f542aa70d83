"""What all data types of custom fields have in common: how a value that was sent becomes the value that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol

from api.text import TextError, clean, clean_key

StoredValue = str | int | bool | list[str]


class KindError(ValueError):
    """A value that the field can't hold. `code` is an item error code, `params` and `message` are for the sender."""

    def __init__(self, code: str, message: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params


class Limits(Protocol):
    """What a kind asks of the field whose value it parses: a Definition has it."""

    @property
    def longest(self) -> int: ...  # code points of a text

    @property
    def options(self) -> Mapping[str, str]: ...  # labels by option key

    @property
    def is_identifier(self) -> bool: ...


class Kind:
    """One data type. `name` is what definitions and the wire call it, `expected` how a refusal describes its values."""

    name: ClassVar[str]
    expected: ClassVar[str]
    takes_max_length: ClassVar[bool] = False
    has_options: ClassVar[bool] = False
    can_identify: ClassVar[bool] = False

    def parse(self, value: object, limits: Limits) -> StoredValue | None:
        """The value to store, or None when nothing was said: null, empty text, an empty list.

        Text comes in NFC without white space at its ends, at most `limits.longest` code points (500 if not told otherwise).
        Raises KindError `custom_field_invalid_type`, `custom_field_out_of_range` (params min, max), `custom_field_too_long`
        (params max), `custom_field_invalid_option` (params option, choices when they are few, suggestions) or
        `invalid_characters`.
        """
        if isinstance(value, str):
            text = self.tidy(value, limits)
            if not text:
                return None
            if len(text) > limits.longest:
                raise KindError("custom_field_too_long", max=limits.longest)
            return self.from_text(text, limits)
        return None if value is None else self.from_json(value, limits)

    def tidy(self, value: str, limits: Limits) -> str:
        """The text in its one normal form; one line, unless a kind says otherwise. An identifier is stripped as every key is."""
        return tidy_key(value) if limits.is_identifier else tidy_text(value, multiline=False)

    def from_text(self, text: str, limits: Limits) -> StoredValue:
        """The value that a text stands for; never empty, never too long."""
        raise self.refusal()

    def from_json(self, value: object, limits: Limits) -> StoredValue | None:
        """The value of anything but text and null."""
        raise self.refusal()

    def refusal(self) -> KindError:
        """The value is of another type altogether."""
        return KindError("custom_field_invalid_type", f"Send {self.expected}.", expected=self.name)


def tidy_text(value: str, *, multiline: bool) -> str:
    """Clean text; plain ASCII, nearly all there is, needs no more than strip()."""
    if value.isascii() and value.isprintable():
        return value.strip()
    try:
        return clean(value, multiline=multiline)
    except TextError as error:
        raise KindError(error.code, error.message) from error


def tidy_key(value: str) -> str:
    """A clean identifier: neither white space nor U+FEFF and U+200B at its ends (api.md, rule 1)."""
    if value.isascii() and value.isprintable():
        return value.strip()
    try:
        return clean_key(value)
    except TextError as error:
        raise KindError(error.code, error.message) from error
