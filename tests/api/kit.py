"""Small sentences that the tests of fields share."""

from __future__ import annotations

from typing import Any

from api.fields import INVALID, Report, StrictField


def taken(field: StrictField, value: object) -> Any:
    """What the field makes of a value it accepts."""
    report = Report()
    result = field.take(value, report, ())
    assert not report.errors, report.errors
    return result


def refused(field: StrictField, value: object) -> tuple[str, dict[str, Any]]:
    """(code, params) of the one error of a value the field refuses."""
    report = Report()
    assert field.take(value, report, ("x",)) is INVALID
    (error,) = report.errors
    error.message.encode()
    return error.code, error.params


def code_of(field: StrictField, value: object) -> str:
    """The code of the one error."""
    return refused(field, value)[0]
