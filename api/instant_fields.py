"""The field whose value is an instant."""

from __future__ import annotations

import datetime
import re

from django.utils.dateparse import parse_datetime
from rest_framework import serializers

from api.errors import Path
from api.reports import Report
from api.strict import StrictField
from api.text import WHITE_SPACE

_WITH_OFFSET = re.compile(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]{5,15}([Zz]|[+-][0-9]{2}:[0-9]{2})\Z")


class StrictInstant(StrictField, serializers.DateTimeField):
    """An instant in ISO 8601 with its offset, as 2025-01-31T12:00:00Z. The value is a datetime in UTC; "" is null where null is allowed."""

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, str):
            return self.refuse_type(value, report, path)
        text = value.strip(WHITE_SPACE)
        if not text and self.allow_null:
            return None
        try:
            parsed = parse_datetime(text) if _WITH_OFFSET.match(text) else None
            if parsed is not None:
                return parsed.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            return report.refuse("invalid_format", path, "There is no such instant in the calendar.", format="date-time")
        return report.refuse("invalid_format", path, "Send an instant with its offset, as 2025-01-31T12:00:00Z.", format="date-time")
