"""Custom fields whose values are picked from options."""

from __future__ import annotations

from api.suggestions import close_names
from api.text import printable
from customfields.kind import Kind, KindError, Limits, tidy_text

OPTIONS_SHOWN = 20
OPTIONS_COMPARED = 200


class Choice(Kind):
    """The key of one of the field's options; case counts."""

    name = "choice"
    expected = "the key of one option"
    has_options = True

    def from_text(self, text: str, limits: Limits) -> str:
        return _option(text, limits)


class MultiChoice(Kind):
    """Keys of options, each once, in the order sent. One key alone may come as text."""

    name = "multiChoice"
    expected = "a list of option keys"
    has_options = True

    def from_text(self, text: str, limits: Limits) -> list[str]:
        return [_option(text, limits)]

    def from_json(self, value: object, limits: Limits) -> list[str] | None:
        if not isinstance(value, list):
            raise self.refusal()
        chosen: dict[str, None] = {}
        for entry in value:
            if not isinstance(entry, str):
                raise self.refusal()
            chosen[_option(tidy_text(entry, multiline=False), limits)] = None
        return list(chosen) or None


def _option(text: str, limits: Limits) -> str:
    """The option of this key. Raises KindError that shows the options, if there are few, and those the text may have meant."""
    if text in limits.options:
        return text
    params: dict[str, object] = {"option": printable(text), "suggestions": []}
    if len(limits.options) <= OPTIONS_SHOWN:
        params["choices"] = list(limits.options)
    if len(limits.options) <= OPTIONS_COMPARED:
        params["suggestions"] = close_names(text, limits.options)
    raise KindError("custom_field_invalid_option", None, **params)
