"""What the services of this room refuse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.errors import ItemError, Path, item_error


class Refused(Exception):
    """The wish can't be granted. The text says why, in one sentence for people, and names what it is about.

    `field` is the column it is about, None: the whole; `reason` is the text without that column in front.
    """

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field
        self.reason = text.removeprefix(f"{field}: ")


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
