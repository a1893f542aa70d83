"""Fields that several settings have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from api.form_fields import ItemField, PickManyField, TextField, whole

Words = Sequence[tuple[str, str | Promise]]


def key_field(longest: int, **more: Any) -> TextField:
    """The key by which programs name a row."""
    return TextField(longest, label=_("Key"), help_text=_("How programs name it. It stays once it is given."), **more)


class MomentField(ItemField):
    """An instant, typed in the person's zone as browsers send it; in UTC on the wire. Empty: null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **options)

    def to_wire(self, raw: Any) -> Any:
        text = super().to_wire(raw).strip()
        try:
            typed = datetime.fromisoformat(text)
            moment = typed if timezone.is_aware(typed) else timezone.make_aware(typed)
            return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
        except (ValueError, OverflowError):
            return text or None

    def shown(self, stored: Any) -> Any:
        return "" if stored is None else timezone.localtime(stored).strftime("%Y-%m-%dT%H:%M")


class ChosenField(ItemField):
    """One or none of some words as buttons to choose from; on the wire a list of at most one. `words` begin with that for none."""

    def __init__(self, words: Words, **options: Any) -> None:
        self.keys = [key for key, _ in words]
        super().__init__(widget=forms.RadioSelect(choices=words), **options)

    def to_wire(self, raw: Any) -> Any:
        return [str(raw)] if raw else []

    def shown(self, stored: Any) -> Any:
        """Of a list that holds what a word brings along, the last word."""
        return next((key for key in reversed(self.keys) if key in (stored or ())), "")


class RadioField(ItemField):
    """One of some words as buttons to choose from."""

    def __init__(self, words: Words, **options: Any) -> None:
        super().__init__(widget=forms.RadioSelect(choices=words), **options)


class PeopleField(ItemField):
    """Some of the account's members, by id."""

    def __init__(self, words: Words, **options: Any) -> None:
        super().__init__(widget=forms.SelectMultiple({"data-picker": ""}, choices=words), **options)

    def to_wire(self, raw: Any) -> Any:
        return sorted({whole(str(key)) for key in raw or ()}, key=str)

    def shown(self, stored: Any) -> Any:
        return [str(key) for key in stored or ()]


class Grid(forms.CheckboxSelectMultiple):
    """Boxes in rows and columns; the value of a box is `row.column`. `alone` stands above them."""

    template_name = "settings/grid.html"

    def __init__(self, rows: Words, columns: Words, alone: tuple[str, str | Promise] | None = None) -> None:
        self.lines, self.columns, self.alone = rows, columns, alone
        boxes = [(f"{row}.{column}", f"{label}: {word}") for row, label in rows for column, word in columns]
        super().__init__(choices=[*([alone] if alone else []), *boxes])

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        boxes = [box for _, group, _ in context["widget"]["optgroups"] for box in group]
        context["alone"] = boxes.pop(0) if self.alone else None
        width = len(self.columns)
        context["lines"] = [(label, boxes[at * width : (at + 1) * width]) for at, (_, label) in enumerate(self.lines)]
        context["columns"] = [word for _, word in self.columns]
        return context


class GridField(PickManyField):
    """Any number of `row.column`."""

    def __init__(self, rows: Words, columns: Words, *, alone: tuple[str, str | Promise] | None = None, **more: Any) -> None:
        super().__init__((), **more)
        self.widget = Grid(rows, columns, alone)
