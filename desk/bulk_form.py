"""What the form of a bulk edit says: for each field to leave it, set it, empty it, or (lists) add to it and take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from desk.cells import Text, Words
from desk.record_list import BulkField
from upserts.resource import Row

CUSTOM = "customFields."
LEAVE, SET, CLEAR, ADD, TAKE = "", "set", "clear", "add", "take"
LABELS: Mapping[str, Text] = {
    LEAVE: gettext_lazy("Leave as it is"),
    SET: gettext_lazy("Set to"),
    CLEAR: gettext_lazy("Empty it"),
    ADD: gettext_lazy("Add"),
    TAKE: gettext_lazy("Take away"),
}
LIST_ACTIONS = {ADD: "append", TAKE: "remove", SET: "replace"}


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the form, with what was answered. `error` "": nothing is wrong with it."""

    field: BulkField
    ways: Sequence[tuple[str, Text]]
    options: Sequence[tuple[str, Text]]
    way: str
    values: Sequence[str]
    error: str

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


def read_answers(fields: Sequence[BulkField], sent: QueryDict, actor: Actor) -> tuple[Row, dict[str, str]]:
    """The members of an item that the form asks for, and what is wrong, by field name ("": with the form as a whole)."""
    item: Row = {}
    errors: dict[str, str] = {}
    for field in fields:
        way = sent.get(f"do.{field.name}", LEAVE)
        if way == LEAVE or way not in ways_of(field):
            continue
        try:
            _answer(item, field, way, [value.strip() for value in sent.getlist(f"value.{field.name}") if value.strip()], actor)
        except ValueError as error:
            errors[field.name] = str(error)
    if not item and not errors:
        errors[""] = _("Choose at least one field to change.")
    return item, errors


def questions(fields: Sequence[BulkField], words: Words, sent: QueryDict, errors: Mapping[str, str]) -> list[Question]:
    """The form as it is to be shown."""
    return [
        Question(
            field=one,
            ways=[(way, LABELS[way]) for way in ways_of(one)],
            options=one.options(words),
            way=sent.get(f"do.{one.name}", LEAVE),
            values=sent.getlist(f"value.{one.name}"),
            error=errors.get(one.name, ""),
        )
        for one in fields
    ]


def ways_of(field: BulkField) -> list[str]:
    """What can be done with a field."""
    return [LEAVE, *((ADD, TAKE) if field.is_list else ()), SET, *((CLEAR,) if field.can_clear else ())]


def _answer(item: Row, field: BulkField, way: str, values: Sequence[str], actor: Actor) -> None:
    """Put the answer into the item. Raises ValueError with a sentence."""
    value: object = [] if field.is_list else None
    if way != CLEAR:
        if not values:
            raise ValueError(_("Say what to set, or leave the field as it is."))
        value = list(values) if field.is_list else field.read(values[-1], actor)
    if field.is_list and way in LIST_ACTIONS:
        item.setdefault("fieldActions", {})[field.name] = LIST_ACTIONS[way]
    if field.name.startswith(CUSTOM):
        item.setdefault("customFields", {})[field.name.removeprefix(CUSTOM)] = value
    else:
        item[field.name] = value
