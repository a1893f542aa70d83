"""Form fields that take whatever a browser sends and say what of it goes into an item. The engine judges, in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from api.scalar_fields import BIGINT_MAX

# From here on a text wants more than one line.
LONG_TEXT = 255
BLANK = ("", "—")
_DIGITS = re.compile(r"-?[0-9]{1,19}")
_IN_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_BETWEEN = re.compile(r"[\n,;]+")


class ItemField(forms.Field):
    """A field of a form about a record. Nothing is refused here, and `required` only marks.

    What the browser sends is `raw`: a text, a list of texts or a bool, None where it sent nothing.
    """

    def to_wire(self, raw: Any) -> Any:
        """The JSON value that stands for it. Never raises; what is no such value goes on as it is, for the engine to name."""
        return "" if raw is None else str(raw).replace("\r\n", "\n")

    def shown(self, stored: Any) -> Any:
        """What the widget shows of a stored value, in the form of `raw`."""
        return "" if stored is None else str(stored)

    def is_filled(self, raw: Any) -> bool:
        """Does this say more than an untouched empty field?"""
        return bool(self.to_wire(raw) != self.to_wire(None))

    def spoken(self, raw: Any) -> str:
        """The value in words, as its widget would show it; "" for none."""
        labels = dict(getattr(self.widget, "choices", ()))
        keys = raw if isinstance(raw, list) else [raw]
        return ", ".join(str(labels.get(key, key)) for key in keys if key not in ("", None))

    def clean(self, value: Any) -> Any:
        return self.to_wire(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and bool(self.to_wire(data) != self.to_wire(initial))


class TextField(ItemField):
    """A text of at most `longest` code points. No `maxlength`: a browser would cut what is pasted, without a word."""

    def __init__(self, longest: int, *, multiline: bool = False, input_type: str = "text", **options: Any) -> None:
        size = {"data-max-length": str(longest)}
        if multiline:
            widget: forms.Widget = forms.Textarea({**size, "rows": "3"})
        else:
            widget = forms.TextInput({**size, "type": input_type})
        super().__init__(widget=widget, **options)


class WholeField(ItemField):
    """A whole number. Emptied it is null: to a number, "" is no value."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=options.pop("widget", forms.NumberInput({"step": "1"})), **options)

    def to_wire(self, raw: Any) -> Any:
        text = super().to_wire(raw).strip()
        return whole(text) if text else None


class DecimalField(ItemField):
    """An exact number, sent as the text it was typed as: it never becomes a float."""

    def __init__(self, *, step: str, **options: Any) -> None:
        super().__init__(widget=forms.NumberInput({"step": step}), **options)

    def shown(self, stored: Any) -> Any:
        return "" if stored is None else f"{stored.normalize():f}"


class MoneyField(ItemField):
    """An amount, sent as the text it was typed as, but without the commas between thousands that pages show amounts with.

    A text input: number inputs of some browsers write 1e21.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "decimal"}), **options)

    def to_wire(self, raw: Any) -> Any:
        text = super().to_wire(raw)
        return text.replace(",", "") if _IN_THOUSANDS.fullmatch(text.strip()) else text


class DayField(ItemField):
    """A day, yyyy-MM-dd as browsers send it whatever their language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}), **options)


class TickField(ItemField):
    """True or false. A box that is not ticked says false."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxInput(), **options)

    def to_wire(self, raw: Any) -> Any:
        return bool(raw)

    def shown(self, stored: Any) -> Any:
        return bool(stored)


class LinesField(ItemField):
    """A list of texts, one a line (commas and semicolons part them, too). `member`: entries are objects, edited by this member."""

    def __init__(self, member: str | None = None, **options: Any) -> None:
        self.member = member
        super().__init__(widget=forms.Textarea({"rows": "3"}), **options)

    def to_wire(self, raw: Any) -> Any:
        lines = [line.strip() for line in _BETWEEN.split(super().to_wire(raw).replace("\r", "\n"))]
        return [line if self.member is None else {self.member: line} for line in lines if line]

    def shown(self, stored: Any) -> Any:
        return "\n".join(entry if self.member is None else entry[self.member] for entry in stored or ())


@dataclass(frozen=True, slots=True)
class Option:
    """One word to choose: `key` is what the browser sends. Inactive ones show only where they are chosen already."""

    key: str
    label: Any
    is_active: bool = True


Choices = Iterable[Option]


def offered(options: Choices, chosen: Iterable[str]) -> list[tuple[str, str]]:
    """The active options, and what is chosen: inactive options, too, and keys that no option has (any more)."""
    held = list(chosen)
    known = {option.key: option for option in options}
    shown = [(option.key, option.label) for option in known.values() if option.is_active or option.key in held]
    return shown + [(key, key) for key in held if key and key not in known]


class PickField(ItemField):
    """One of some options. `wire` makes the JSON value of a key; `chosen` is what the record holds, as `shown` shows it.

    None chosen is "", which clears a text; where a key stands for something else, it is null.
    """

    def __init__(
        self, options: Choices, *, chosen: str = "", wire: Callable[[str], Any] = str, has_blank: bool = True, **more: Any
    ) -> None:
        self.wire = wire
        blank = [BLANK] if has_blank or not chosen else []
        super().__init__(widget=forms.Select(choices=[*blank, *offered(options, [chosen])]), **more)

    def to_wire(self, raw: Any) -> Any:
        text = super().to_wire(raw)
        if self.wire is str:
            return text
        return self.wire(text) if text else None

    def shown(self, stored: Any) -> Any:
        return shown_key(stored)


class PickManyField(ItemField):
    """Any number of options, as boxes to tick; their order says nothing."""

    def __init__(self, options: Choices, *, chosen: Iterable[str] = (), **more: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple(choices=offered(options, chosen)), **more)

    def to_wire(self, raw: Any) -> Any:
        return [str(key) for key in raw or ()]

    def shown(self, stored: Any) -> Any:
        return list(map(str, stored or ()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and sorted(self.to_wire(data)) != sorted(self.to_wire(initial))


def shown_key(stored: Any) -> str:
    """The key of a word as read models show it: itself, or the id of a {id, name, …}. None: ""."""
    key = stored.get("id") if isinstance(stored, Mapping) else stored
    return "" if key is None else str(key).lower() if isinstance(key, bool) else str(key)


def whole(text: str) -> int | str:
    """The number that these digits write, if a 64-bit column could hold it; anything else as it is."""
    text = text.strip()
    number = int(text) if _DIGITS.fullmatch(text) else None
    return text if number is None or abs(number) > BIGINT_MAX else number
