"""Fields whose value is a number, a truth value or a day. No value ever passes through a float."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import msgspec
from rest_framework import serializers

from api.errors import Path
from api.reports import Invalid, Report
from api.strict import StrictField
from api.text import WHITE_SPACE

BIGINT_MIN, BIGINT_MAX = -(2**63), 2**63 - 1
_DIGITS = re.compile(r"\A-?[0-9]{1,25}\Z")
_NUMBER = re.compile(r"\A-?[0-9]{1,50}(\.[0-9]{1,50})?\Z")
_DAY = re.compile(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class _FromText(StrictField):
    """A field that takes texts as well where `strings`; "" is null where null is allowed."""

    strings = False

    def take(self, value: object, report: Report, path: Path) -> object:
        if self.strings and isinstance(value, str):
            value = value.strip(WHITE_SPACE)
            if not value and self.allow_null:
                return None
        return super().take(value, report, path)


class StrictBool(_FromText, serializers.BooleanField):
    """true or false; with `strings` also the texts "true" and "false"."""

    expected = "boolean"

    def __init__(self, *, strings: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.strings = strings

    def check(self, value: object, report: Report, path: Path) -> object:
        if isinstance(value, bool):
            return value
        if self.strings and value in ("true", "false"):
            return value == "true"
        return self.refuse_type(value, report, path)

    def gate(self) -> Any:
        return bool


class StrictInteger(_FromText, serializers.IntegerField):
    """A whole number, by default any that fits 64 bits; never true, false or 5.0. With `strings` also digits in a text."""

    expected = "integer"

    def __init__(self, *, min_value: int = BIGINT_MIN, max_value: int = BIGINT_MAX, strings: bool = False, **options: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **options)
        self.lowest, self.highest, self.strings = min_value, max_value, strings

    def check(self, value: object, report: Report, path: Path) -> object:
        number = value
        if self.strings and isinstance(value, str):
            number = int(value) if _DIGITS.match(value) else None
        elif isinstance(value, Decimal) and value.as_tuple().exponent == 0:
            return self._refuse_range(report, path)  # an integer of more than 25 digits, see api.decoding
        if isinstance(number, bool) or not isinstance(number, int):
            return self.refuse_type(value, report, path)
        return number if self.lowest <= number <= self.highest else self._refuse_range(report, path)

    def _refuse_range(self, report: Report, path: Path) -> Invalid:
        message = f"Send a whole number from {self.lowest} to {self.highest}."
        return report.refuse("invalid_format", path, message, min=self.lowest, max=self.highest)

    def gate(self) -> Any:
        return Annotated[int, msgspec.Meta(ge=self.lowest, le=self.highest)]


class StrictDecimal(_FromText, serializers.DecimalField):
    """An exact number with at most `max_digits` digits, `decimal_places` of them behind the point; with `strings` also as a text.

    Trailing zeros don't count: 12.500 fits two places. The answer has exactly `decimal_places` places. Has no gate type:
    msgspec can't bound decimals, so items that carry one take the slow way.
    """

    expected = "number"

    def __init__(
        self,
        *,
        max_digits: int,
        decimal_places: int,
        min_value: Decimal | None = None,
        max_value: Decimal | None = None,
        strings: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, coerce_to_string=False, **options)
        self.step = Decimal(1).scaleb(-decimal_places)
        self.whole_digits = max_digits - decimal_places
        self.lowest, self.highest, self.strings = min_value, max_value, strings

    def check(self, value: object, report: Report, path: Path) -> object:
        number = self._number(value)
        if number is None:
            return self.refuse_type(value, report, path)
        rounded = self._rounded(number)
        if rounded is None or rounded != number or not self._in_range(rounded):
            limits = {"decimalPlaces": self.decimal_places, "min": self.lowest, "max": self.highest}
            return report.refuse("invalid_format", path, self._wanted(), **limits)
        return rounded

    def _number(self, value: object) -> Decimal | None:
        """The exact number, or None for what is none."""
        if self.strings and isinstance(value, str):
            return Decimal(value) if _NUMBER.match(value) else None
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            return None
        return Decimal(value)

    def _rounded(self, number: Decimal) -> Decimal | None:
        """The number with our places; None if its whole part is too long (looked at first: 1E+999999 has a million digits)."""
        if not number.is_finite() or (number and number.adjusted() >= self.whole_digits):
            return None
        try:
            return number.quantize(self.step) + 0  # + 0: no negative zero
        except InvalidOperation:
            return None

    def _in_range(self, number: Decimal) -> bool:
        return (self.lowest is None or number >= self.lowest) and (self.highest is None or number <= self.highest)

    def _wanted(self) -> str:
        """The rule in words."""
        bounds = f" from {self.lowest} to {self.highest}" if self.lowest is not None and self.highest is not None else ""
        return f"Send a number{bounds} with at most {self.decimal_places} decimal places and {self.whole_digits} digits before the point."


class StrictDate(_FromText, serializers.DateField):
    """A real day as yyyy-MM-dd (ISO 8601), years 0001..9999. The value is a datetime.date; "" is null where null is allowed."""

    strings = True

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, str):
            return self.refuse_type(value, report, path)
        if _DAY.match(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                return report.refuse("invalid_format", path, "There is no such day in the calendar.", format="yyyy-MM-dd")
        return report.refuse("invalid_format", path, "Send a day as yyyy-MM-dd, for example 2025-01-31.", format="yyyy-MM-dd")

    def gate(self) -> Any:
        return datetime.date
