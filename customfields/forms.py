"""The account's custom fields in a form: one field for each definition that the record can hold, in groups, as people fill them in.

`form_field(definition, stored)` is one field, `groups(…)` all of a record. Nothing is judged here: customfields/validation.py does that
when the item goes through the engine, so a person reads what an API client reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from api.form_fields import LONG_TEXT, DayField, ItemField, MoneyField, Option, PickField, PickManyField, TextField, WholeField, shown_key
from customfields.definitions import Definition, Definitions
from customfields.kinds import MAX_TEXT, KindError, StoredValue

Build = Callable[[Definition, Any], ItemField]
# What people read for the letters of organizations, which are above this room.
ORGANIZATION_TYPES: Mapping[str, Promise] = {
    "F": _("Factory"),
    "S": _("Supplier"),
    "R": _("Retailer"),
    "B": _("Brand"),
    "I": _("Inspection agency"),
}
YES_NO = (Option("true", _("Yes")), Option("false", _("No")))


@dataclass(frozen=True, slots=True)
class Group:
    """Custom fields that belong together, by key. `title` is the template's name; None: the fields of every record."""

    title: str | None
    fields: Mapping[str, ItemField]


def groups(
    definitions: Definitions,
    values: Mapping[str, StoredValue],
    *,
    organization_type: str | None = None,
    template_id: int | None = None,
    says: Callable[[str, ItemField], bool] = lambda key, field: False,
) -> list[Group]:
    """The fields that a record with these values shows, in the account's order: those of every record first, then its template's.

    `organization_type` and `template_id` are what the record has or is about to have; None as type: not chosen yet, so the fields of
    every type show and say whose they are. Inactive fields show while they hold a value, and can't be written. What does not apply
    shows where a person filled it in all the same (`says`): it is to be refused beside its field, not to be lost.
    """
    shown: dict[str | None, dict[str, ItemField]] = {None: {}}
    for definition in definitions.fields:
        field = form_field(definition, values.get(definition.key))
        letters = organization_type or next(iter(definition.applies_to), None)
        applies = definitions.apply(definition, letters, template_id)
        if not definition.is_active:
            applies = definition.key in values
        if applies or (definition.is_active and says(definition.key, field)):
            template = definitions.templates.get(definition.template_id or 0)
            shown.setdefault(template.name if template is not None else None, {})[definition.key] = field
    return [Group(title, fields) for title, fields in shown.items() if fields]


def form_field(definition: Definition, stored: StoredValue | None = None) -> ItemField:
    """The field of one definition, showing what is stored; a plain text where that is of another type than the definition now asks for."""
    build = BUILD[definition.data_type] if stored is None or _fits(definition, stored) else _misfit
    field = build(definition, stored)
    field.label, field.required, field.disabled = definition.label, definition.required, not definition.is_active
    field.help_text = " ".join(map(str, _help(definition)))
    if definition.applies_to:
        field.widget.attrs["data-applies-to"] = " ".join(sorted(definition.applies_to))
    field.initial = field.shown(stored)
    return field


def _help(definition: Definition) -> Iterator[Any]:
    if not definition.is_active:
        yield _("No longer in use: it can be read, not written.")
    elif definition.kind.takes_max_length and definition.longest < MAX_TEXT:
        yield format_lazy(_("At most {max} characters."), max=definition.longest)
    if definition.applies_to:
        words = (str(word) for letter, word in ORGANIZATION_TYPES.items() if letter in definition.applies_to)
        yield format_lazy(_("Only for organizations of type {types}."), types=", ".join(words))


def _fits(definition: Definition, stored: StoredValue) -> bool:
    """Could the field's own widget show the value? One option too few or a text too long is no hindrance."""
    try:
        parsed = definition.kind.parse(stored, definition)
    except KindError as error:
        wanted: type = list if definition.data_type == "multiChoice" else str
        return error.code != "custom_field_invalid_type" and (not definition.kind.has_options or isinstance(stored, wanted))
    return type(parsed) is type(stored)


class _AsText(TextField):
    """A stored value of whatever type, as a line of text."""

    def shown(self, stored: Any) -> Any:
        return ", ".join(stored) if isinstance(stored, list) else shown_key(stored)


def _misfit(definition: Definition, stored: Any) -> ItemField:
    return _AsText(definition.longest)


def _text(definition: Definition, stored: Any) -> ItemField:
    return TextField(definition.longest, multiline=definition.longest > LONG_TEXT and not definition.is_identifier)


def _options(definition: Definition) -> list[Option]:
    return [Option(key, label) for key, label in definition.choices]


BUILD: Mapping[str, Build] = {
    "text": _text,
    "number": lambda definition, stored: WholeField(),
    "money": lambda definition, stored: MoneyField(),
    "date": lambda definition, stored: DayField(),
    "boolean": lambda definition, stored: PickField(YES_NO),
    "choice": lambda definition, stored: PickField(_options(definition), chosen=stored or ""),
    "multiChoice": lambda definition, stored: PickManyField(_options(definition), chosen=stored or ()),
    "url": lambda definition, stored: TextField(definition.longest, input_type="url"),
    "email": lambda definition, stored: TextField(definition.longest, input_type="email"),
}
