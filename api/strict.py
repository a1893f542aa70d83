"""The base of all fields: take a JSON value or refuse it with our codes; and tell the fast gate what passes unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import msgspec
from rest_framework import serializers
from rest_framework.fields import empty

from api.errors import ItemError, Path
from api.reports import INVALID, Invalid, Report

_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    ((int, float, Decimal), "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)
_WITH_ARTICLE = {
    "array": "a list",
    "object": "an object",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
    "null": "null",
}


def kind_of(value: object) -> str:
    """The JSON type of a value: null, boolean, number, string, array or object."""
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "null")


class Refused(Exception):
    """A value was refused; `errors` have paths that start at the value. See StrictField.to_internal_value."""

    def __init__(self, *errors: ItemError) -> None:
        super().__init__(", ".join(error.code for error in errors))
        self.errors = errors


class StrictField(serializers.Field):  # type: ignore[type-arg]  # DRF's four type parameters say nothing here
    """A field that never guesses. Subclasses state `expected` (a JSON type), `check` (or `to_internal_value`) and `gate`.

    null is accepted where `allow_null`, else refused as `invalid_type`. DRF's validators and error messages are not used.
    """

    expected = "string"
    # Turns a value that passed the gate into the one that `take` answers; None where they are the same.
    from_gate: Callable[[Any], Any] | None = None

    def take(self, value: object, report: Report, path: Path) -> object:
        """The value as it is stored, or INVALID with the reasons in the report. Never raises, whatever the JSON value."""
        if value is None:
            return None if self.allow_null else self.refuse_type(value, report, path)
        return self.check(value, report, path)

    def check(self, value: object, report: Report, path: Path) -> object:
        """`take` for everything but null. By default what `to_internal_value` answers, which may raise `self.invalid(errors)`."""
        try:
            return self.to_internal_value(value)
        except Refused as refused:
            report.extend(refused.errors, path)
            return INVALID

    def invalid(self, *errors: ItemError) -> Refused:
        """To be raised by `to_internal_value`, with paths that start at this value."""
        return Refused(*errors)

    def gate(self) -> Any:
        """The msgspec type of the values that `check` answers unchanged (or a part of them); None if there is no such type."""
        return None

    def gate_type(self, required: bool = True) -> Any:
        """`gate` with null where it is allowed, and absence (msgspec.UNSET) where the field is not required."""
        inner = self.gate()
        if inner is None:
            return None
        if self.allow_null:
            inner = inner | None
        return inner if required else inner | msgspec.UnsetType

    def refuse_type(self, value: object, report: Report, path: Path) -> Invalid:
        """Note `invalid_type`."""
        received = kind_of(value)
        other = "one with a point or an exponent" if (self.expected, received) == ("integer", "number") else _WITH_ARTICLE[received]
        message = f"Send {_WITH_ARTICLE[self.expected]}, not {other}."
        return report.refuse("invalid_type", path, message, expected=self.expected, received=received)

    def run_validation(self, data: Any = empty) -> Any:
        """DRF's door to `take`, for serializers outside the engine."""
        if data is empty:
            is_final, data = self.validate_empty_values(data)
            if is_final:
                return data
        report = Report()
        taken = self.take(data, report, ())
        if taken is not INVALID:
            return taken
        raise serializers.ValidationError(
            {error.field or "": [serializers.ErrorDetail(error.message, code=error.code)] for error in report.errors}
            if any(error.path for error in report.errors)
            else [serializers.ErrorDetail(error.message, code=error.code) for error in report.errors]
        )


def nullable_unless_required(options: Mapping[str, Any]) -> dict[str, Any]:
    """Text is nullable where it is optional, unless `allow_null` says otherwise: "" means null there (api.md)."""
    return {"allow_null": not options.get("required", True), **options}
