"""What a look at one item found: every error and warning, each with its path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from api.item_errors import ItemError, Path, item_error

# More mistakes than this in one item help nobody, and a hostile item could hold a million.
MAX_ERRORS = 100


class Invalid:
    """The type of INVALID, the value of a field that was refused."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = Invalid()


class Report:
    """Collects the errors (at most 100) and the warnings of one item."""

    __slots__ = ("errors", "warnings")

    def __init__(self) -> None:
        self.errors: list[ItemError] = []
        self.warnings: list[ItemError] = []

    def refuse(self, code: str, path: Path, message: str | None = None, **params: Any) -> Invalid:
        """Note an error; answers INVALID, so that a field can `return report.refuse(...)`."""
        if not self.is_full:
            self.errors.append(item_error(code, path, message, **params))
        return INVALID

    def warn(self, code: str, path: Path, message: str | None = None, **params: Any) -> None:
        """Note a warning."""
        self.warnings.append(item_error(code, path, message, **params))

    def extend(self, errors: Iterable[ItemError], path: Path) -> None:
        """Take over errors whose paths start at `path`."""
        for error in errors:
            if not self.is_full:
                self.errors.append(ItemError(error.code, error.message, path + error.path, error.params))

    @property
    def is_full(self) -> bool:
        """Whether further errors are left out."""
        return len(self.errors) >= MAX_ERRORS
