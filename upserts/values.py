"""A value of any JSON kind, judged later by what the account defined."""

from __future__ import annotations

from typing import Any

from api.errors import Path
from api.fields import Report, StrictField


class AnyValue(StrictField):
    """Taken as it is; null too."""

    def check(self, value: object, report: Report, path: Path) -> object:
        return value

    def gate(self) -> Any:
        return Any
