"""The fast gate inside one item: nested objects compiled to msgspec types that take only values no field would change.

`msgspec.convert` to these types raises ValidationError, or UnicodeEncodeError where a lone surrogate stands in a member name or choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, structs

if TYPE_CHECKING:
    from api.strict import StrictField


def struct_type(name: str, fields: Mapping[str, StrictField]) -> type[msgspec.Struct] | None:
    """A Struct with the members of an object: attributes are `source` names, wire names are the keys of `fields`, absent ones are UNSET.

    Unknown members are refused; so are members whose field has no gate type. None if such a field is required.
    """
    members: list[tuple[str, Any, Any]] = []
    rename: dict[str, str] = {}
    for wire_name, field in fields.items():
        gate_type = None if field.read_only else field.gate_type(field.required)
        if gate_type is not None:
            rename[str(field.source)] = wire_name
            members.append((str(field.source), gate_type, msgspec.field() if field.required else UNSET))
        elif field.required and not field.read_only:
            return None
    nested = tuple((str(field.source), field.from_gate) for field in fields.values() if field.from_gate is not None)
    return msgspec.defstruct(name, members, rename=rename, forbid_unknown_fields=True, kw_only=True, namespace={"__nested__": nested})


def as_members(value: Any) -> dict[str, Any]:
    """A converted struct as `ItemSerializer.diagnose` answers it: by `source` name, without absent members."""
    members = {name: member for name, member in structs.asdict(value).items() if member is not UNSET}
    for name, from_gate in value.__nested__:
        if members.get(name) is not None:
            members[name] = from_gate(members[name])
    return members
