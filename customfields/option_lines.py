"""The options of a field as a person types them: one a line, `key | Label`. Nothing is lost on the way there and back."""

from __future__ import annotations

from typing import Any

from django import forms

BAR = " | "
TAB = "\t"


def as_lines(options: list[dict[str, str]]) -> str:
    """Options as they are stored, one a line. A key that holds the bar itself is parted from its label by a tab."""
    return "\n".join(f"{one['key']}{TAB if BAR in one['key'] or BAR in one['label'] else BAR}{one['label']}" for one in options)


def from_lines(text: str) -> list[dict[str, str]]:
    """What the lines say. A line without bar and tab is a key that is its own label. Empty lines say nothing."""
    return [_option(line) for line in text.splitlines() if line.strip()]


def _option(line: str) -> dict[str, str]:
    mark = TAB if TAB in line else BAR
    key, _, label = line.partition(mark)
    return {"key": key.strip(), "label": label.strip() or key.strip()}


class OptionsField(forms.CharField):
    """A text of lines, whose value is the list of options."""

    def prepare_value(self, value: Any) -> Any:
        return as_lines(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return from_lines(str(value or ""))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != from_lines(str(data or ""))

    def validate(self, value: Any) -> None:
        """The service does."""

    def run_validators(self, value: Any) -> None:
        """As above; the length of a list is no length of a text."""
