"""The gate: the item serializer compiled to one msgspec type, for items that need no diagnosis.

It accepts only what the serializer would accept unchanged, at a tenth of the cost; what it refuses goes to the serializer, which
names every mistake. A property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NotRequired, Required, TypedDict

import msgspec

from api.fields import ItemSerializer

Gate = Callable[[object], dict[str, Any] | None]


def compile_gate(serializer: ItemSerializer, *, partial: bool) -> Gate:
    """A function from an item to its values by source, or None where the item needs the serializer. `partial`: nothing is required."""
    members: dict[str, Any] = {}
    sources: list[tuple[str, str]] = []
    readers: list[tuple[str, Callable[[Any], Any]]] = []
    for wire, field in serializer.strict_fields.items():
        kind = field.gate_type(required=True)
        if kind is None:
            continue
        members[wire] = Required[kind] if field.required and not partial else NotRequired[kind]
        if field.source != wire:
            sources.append((wire, str(field.source)))
        if field.from_gate is not None:
            readers.append((wire, field.from_gate))
    shape: Any = TypedDict("shape", members)  # type: ignore[misc]  # made from the serializer, not written down
    with suppress(msgspec.ValidationError):
        msgspec.convert({}, shape)  # now, in one thread: see gate_of
    return _gate(shape, sources, readers)


def _gate(shape: Any, sources: list[tuple[str, str]], readers: list[tuple[str, Callable[[Any], Any]]]) -> Gate:
    convert, invalid = msgspec.convert, msgspec.ValidationError

    def gate(item: object) -> dict[str, Any] | None:
        try:
            values: dict[str, Any] = convert(item, shape)
        except (invalid, UnicodeEncodeError):
            return None
        if len(values) != len(item):  # type: ignore[arg-type]  # a member it does not know was left out: the serializer names it
            return None
        for wire, read in readers:
            if values.get(wire) is not None:
                values[wire] = read(values[wire])
        for wire, source in sources:
            if wire in values:
                values[source] = values.pop(wire)
        return values

    return gate
