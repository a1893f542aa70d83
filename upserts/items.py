"""What every upsert item may carry besides its record: an echo, a version to insist on, what lists are to do; ids and custom fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec

from api.errors import ItemError, Path, item_error
from api.fields import ItemSerializer, Report, StrictChar, StrictField, StrictInteger, StrictKey, StrictObject
from api.scalar_fields import BIGINT_MAX
from api.suggestions import close_names
from api.text import printable

MAX_ID = BIGINT_MAX
NO_ID = f"Our id is a number without quotes or decimals, from 1 to {MAX_ID}."
ACTIONS = ("append", "remove", "replace")
# What stands before the key of one custom field.
OF_FIELD = "customFields."


class RecordId(StrictField):
    """Our own id: a whole number 1 … 2⁶³−1."""

    expected = "integer"

    def check(self, value: object, report: Report, path: Path) -> object:
        if isinstance(value, bool | list | dict):
            return self.refuse_type(value, report, path)
        if isinstance(value, int) and 1 <= value <= MAX_ID:
            return value
        return report.refuse("invalid_internal_id", path, NO_ID, value=printable(str(value)))

    def gate(self) -> Any:
        return Annotated[int, msgspec.Meta(ge=1, le=MAX_ID)]


class FieldActions(StrictField):
    """What a list member does with what is stored: `{"types": "append"}`. `lists` says which member allows which actions.

    `customFields.<key>` names one multiChoice field.
    """

    expected = "object"

    def __init__(self, lists: Mapping[str, Sequence[str]], **options: Any) -> None:
        super().__init__(**options)
        self.lists = lists

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, dict):
            return self.refuse_type(value, report, path)
        for error in self.mistakes(value):
            report.extend([error], path)
        return value

    def mistakes(self, actions: Mapping[str, object]) -> Iterator[ItemError]:
        """What is wrong with these actions, each with the list's name as its path."""
        for name, action in actions.items():
            allowed = ACTIONS if name.startswith(OF_FIELD) else self.lists.get(name)
            if allowed is None:
                message = f"There is no list of this name; there are: {', '.join(self.lists)}."
                yield item_error("unknown_field", (name,), message, suggestions=close_names(name, self.lists))
            elif action not in allowed:
                yield item_error("invalid_choice", (name,), f"Send one of: {', '.join(allowed)}.", choices=list(allowed))


class UpsertItem(ItemSerializer):
    """The members that steer an upsert and are not stored."""

    clientRef = StrictChar(source="client_ref", max_length=100, required=False)
    ifVersion = StrictInteger(source="if_version", min_value=1, required=False)


class RecordItem(UpsertItem):
    """A record that its sender may name by our id or by its own."""

    read_only_members = frozenset({"version", "createdAt", "createdBy", "updatedAt", "updatedBy", "permissions"})

    id = RecordId(required=False)
    externalId = StrictKey(source="external_id", required=False)
    customFields = StrictObject(source="custom_fields", required=False)
