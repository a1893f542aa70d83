"""What the services of this room refuse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.errors import ItemError, Path, item_error


class Refused(Exception):
    """The wish can't be granted. `reason` says why, in one sentence for people; `field` is the column it is about, None: the whole.

    As a text it names both.
    """

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.reason, self.field = reason, field


class NotAMember(Refused):
    """The user does not belong to the account, or may not sign in."""


class RefusedItem(Refused):
    """What was sent can't be taken. `errors` name every reason by code, with paths in wire names; at least one."""

    def __init__(self, errors: Iterable[ItemError]) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(error.message for error in self.errors))


def refusal(code: str, path: Path = (), message: str | None = None, **params: Any) -> RefusedItem:
    """A refusal for one reason."""
    return RefusedItem([item_error(code, path, message, **params)])
