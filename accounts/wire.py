"""From a form to what a service takes: the values by their wire names, judged by the item that the API judges by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from accounts.errors import RefusedItem
from api.fields import READ_ONLY, WARNINGS, ItemSerializer


def judged(item: ItemSerializer, values: Mapping[str, Any], *, partial: bool) -> dict[str, Any]:
    """The values by column. `partial`: a change, for which nothing is required. Raises RefusedItem with every reason."""
    said, errors = item.diagnose({name: on_wire(value) for name, value in values.items()}, partial)
    if errors:
        raise RefusedItem(errors)
    return {name: value for name, value in said.items() if name not in (READ_ONLY, WARNINGS)}


def on_wire(value: Any) -> Any:
    """A value of a form as JSON has it: instants are texts in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
