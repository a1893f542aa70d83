"""Forms that were made for pages, in the clothes of the admin's theme."""

from __future__ import annotations

from typing import Any

from django import forms

from backoffice.theme import CLASSES, Checkboxes, Dropdown


def dress(field: forms.Field) -> None:
    """Give a field the look of the theme. Its widget stays what it is, or becomes the theme's own of its kind with the same choices."""
    field.widget = _dressed(field.widget)


def _dressed(widget: Any) -> Any:
    if isinstance(widget, forms.CheckboxSelectMultiple):
        found = Checkboxes(choices=list(widget.choices))
        found.attrs = {**widget.attrs, **found.attrs}
        return found
    if type(widget) is forms.Select:
        return Dropdown(attrs=dict(widget.attrs), choices=list(widget.choices))
    look = CLASSES.get(_kind(widget))
    if look:
        widget.attrs["class"] = f"{look} {widget.attrs.get('class', '')}".strip()
    return widget


def _kind(widget: Any) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.Textarea):
        return "area"
    return "line" if isinstance(widget, (forms.TextInput, forms.NumberInput)) else ""
