"""Custom fields that hold numbers. None of them ever passes through a float: a JSON number comes as int or Decimal."""

from __future__ import annotations

import re
from decimal import Decimal

from customfields.kind import Kind, KindError, Limits

MAX_NUMBER = 999_999_999_999_999
MAX_MONEY = Decimal("999999999999999.00")

_NUMBER = re.compile(r"-?[0-9]+")
_MONEY = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")
_CENT = Decimal("0.01")


class Number(Kind):
    """A whole number from −999999999999999 to 999999999999999: every JSON reader holds it exactly."""

    name = "number"
    expected = "a whole number, as a number or in digits"
    can_identify = True

    def from_text(self, text: str, limits: Limits) -> int:
        if not _NUMBER.fullmatch(text):
            raise self.refusal()
        return _in_number_range(int(text))

    def from_json(self, value: object, limits: Limits) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return _in_number_range(value)
        if not isinstance(value, Decimal) or not value.is_finite():
            raise self.refusal()
        if value.adjusted() > 15:  # int() of 1E+999999999 would never come back
            raise _out_of_range(-MAX_NUMBER, MAX_NUMBER)
        if value.adjusted() < 0 < abs(value) or value != value.to_integral_value():
            raise self.refusal()
        return _in_number_range(int(value))


class Money(Kind):
    """An amount from 0.00 to 999999999999999.00 with at most two decimals, stored as text with exactly two. No currency."""

    name = "money"
    expected = "an amount with at most two decimals, as text or number"

    def from_text(self, text: str, limits: Limits) -> str:
        if not _MONEY.fullmatch(text):
            raise self.refusal()
        return _amount(Decimal(text))

    def from_json(self, value: object, limits: Limits) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            if not 0 <= value <= MAX_MONEY:
                raise _out_of_range("0.00", str(MAX_MONEY))
            return f"{value}.00"
        if not isinstance(value, Decimal) or not value.is_finite():
            raise self.refusal()
        if int(value.as_tuple().exponent) < -2:
            raise self.refusal()
        return _amount(value)


def _out_of_range(least: int | str, most: int | str) -> KindError:
    return KindError("custom_field_out_of_range", f"The value lies between {least} and {most}.", min=least, max=most)


def _in_number_range(number: int) -> int:
    if not -MAX_NUMBER <= number <= MAX_NUMBER:
        raise _out_of_range(-MAX_NUMBER, MAX_NUMBER)
    return number


def _amount(amount: Decimal) -> str:
    """Two decimals, always. The range is checked first: quantizing 1E+999999999 would raise."""
    if not 0 <= amount <= MAX_MONEY:
        raise _out_of_range("0.00", str(MAX_MONEY))
    return str(abs(amount).quantize(_CENT))
