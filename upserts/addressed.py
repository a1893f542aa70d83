"""Items sent to the address of one record: the address says which record is meant, and PUT empties what it leaves out. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from upserts.draft import Draft
from upserts.resource import Resource

# Members that steer the call, or that name the record.
NOT_STORED = ("id", "clientRef", "ifVersion", "fieldActions")


def address(draft: Draft, target: int) -> None:
    """The draft means the record with this id; an `id` in the body may only repeat it, or what GET answers there (a survivor's)."""
    said = draft.values.pop("id", draft.read_only.pop("id", target))
    if said != target:
        draft.read_only["id"] = said
    draft.values["id"] = target


def empty_the_rest(draft: Draft, resource: Resource) -> None:
    """What a PUT leaves out gets null or its default; what a record can't be without is `required` (api.md, “PUT, field by field”).

    Custom fields that are not named are cleared, unless the item says otherwise itself.
    """
    values = draft.values
    told = {error.path[0] for error in draft.errors if error.path}
    for wire, source in _replaced(resource):
        if source in values or wire in told:
            continue
        if wire in required_in_full(resource):
            draft.refuse("required", wire)
        else:
            values[source] = _empty(source, resource)
    values["field_actions"] = {"customFields": "replace"} | (values.get("field_actions") or {})


def required_in_full(resource: Resource) -> list[str]:
    """The members that every PUT must name: those that a new record needs, but for its key and what never changes."""
    fixed = {resource.external_id_wire, *(resource.wires[column] for column in resource.immutable)}
    item = resource.serializer
    return [wire for wire, field in item.fields.items() if (field.required or wire in item.required_on_create) and wire not in fixed]


def _replaced(resource: Resource) -> Iterator[tuple[str, str]]:
    """(wire name, source) of every member that PUT replaces."""
    kept = {*NOT_STORED, resource.external_id_wire, *resource.kept, *(resource.wires[column] for column in resource.immutable)}
    for wire, field in resource.serializer.fields.items():
        if wire not in kept:
            yield wire, str(field.source)


def _empty(source: str, resource: Resource) -> Any:
    """null, or the default of the column; for lists and custom fields nothing in them."""
    if source == "custom_fields":
        return {}
    if source in {link.wire for link in resource.links}:
        return []
    return resource.defaults.get(source)
