"""The account's custom fields, as validation and reading see them: loaded once a batch, frozen, nothing to compile per item."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec

from api.suggestions import close_names
from customfields.identifiers import MAX_IDENTIFIER, USER
from customfields.kinds import KINDS, MAX_TEXT, MAX_TEXT_IN_TEMPLATE, Kind
from customfields.models import CustomField, CustomFieldTemplate, RecordType
from database.compiled import AccountRows

# A batch may misspell a million keys; how many of them are compared with all known ones is bounded.
MAX_SUGGESTED_KEYS = 100


@dataclass(frozen=True, slots=True)
class Definition:
    """One custom field.

    `max_length` None: the default of its kind. `choices` are (key, label). `applies_to` are organization types; empty: every
    one. `template_id` None: belongs to no template. `identifier_scope` is account or user; None: no identifier.
    """

    id: int
    key: str
    label: str
    data_type: str
    required: bool = False
    is_active: bool = True
    max_length: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    applies_to: frozenset[str] = frozenset()
    template_id: int | None = None
    is_identifier: bool = False
    identifier_scope: str | None = None
    kind: Kind = field(init=False, repr=False, compare=False)
    longest: int = field(init=False, repr=False, compare=False)
    options: dict[str, str] = field(init=False, repr=False, compare=False)
    is_open: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        default = MAX_TEXT_IN_TEMPLATE if self.template_id is not None and self.data_type == "text" else MAX_TEXT
        longest = self.max_length or default
        waits = bool(self.applies_to) or self.template_id is not None or self.is_owned
        derived = {
            "kind": KINDS[self.data_type],
            "longest": min(longest, MAX_IDENTIFIER) if self.is_identifier else longest,  # code points that a text may have
            "options": dict(self.choices),
            "is_open": self.is_active and not waits,  # writable on every record, by everybody
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def is_owned(self) -> bool:
        """Does each user have values of its own?"""
        return self.identifier_scope == USER


@dataclass(frozen=True, slots=True)
class Template:
    """A named, ordered set of custom fields."""

    id: int
    name: str


@dataclass(frozen=True)
class Definitions:
    """All custom fields of one record type, in order, inactive ones included, and its templates.

    Only organizations say which template they have: theirs are the only fields that wait for their template.
    `owner_id` is the user whose values of user-scoped identifiers are meant; None: nobody's, so there are none.
    `identifiers` are inactive ones too; `usable_identifiers` those that name records now; `owned` the keys of user-scoped ones.
    """

    record_type: str
    fields: tuple[Definition, ...] = ()
    templates: dict[int, Template] = field(default_factory=dict)
    owner_id: int | None = None
    account_id: int = 0
    by_key: dict[str, Definition] = field(init=False, repr=False, compare=False)
    identifiers: tuple[Definition, ...] = field(init=False, repr=False, compare=False)
    usable_identifiers: tuple[Definition, ...] = field(init=False, repr=False, compare=False)
    owned: frozenset[str] = field(init=False, repr=False, compare=False)
    required: tuple[Definition, ...] = field(init=False, repr=False, compare=False)
    _suggestions: dict[str, list[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        derived = {
            "by_key": {one.key: one for one in self.fields},
            "identifiers": tuple(one for one in self.fields if one.is_identifier),
            "usable_identifiers": tuple(
                one for one in self.fields if one.is_identifier and one.is_active and (self.owner_id is not None or not one.is_owned)
            ),
            "owned": frozenset(one.key for one in self.fields if one.is_owned),
            "required": tuple(one for one in self.fields if one.required and one.is_active),
            "_suggestions": {},
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def owner_of(self, definition: Definition) -> int | None:
        """Whose values of the field are meant. None: the account's."""
        return self.owner_id if definition.is_owned else None

    def of_template(self, template_id: int | None) -> tuple[Definition, ...]:
        """The fields of a template, in order. None, or a template of another account: none."""
        return tuple(one for one in self.fields if template_id is not None and one.template_id == template_id)

    def apply(self, definition: Definition, organization_type: str | None, template_id: int | None) -> bool:
        """May a record of this organization type (None: no organization) and with this template hold the field?"""
        if definition.applies_to and organization_type not in definition.applies_to:
            return False
        if definition.is_owned and self.owner_id is None:
            return False
        waits = definition.template_id is not None and self.record_type == RecordType.ORGANIZATION
        return not waits or definition.template_id == template_id

    def suggest(self, key: str) -> list[str]:
        """At most three keys that were perhaps meant. Remembered, for a batch mostly repeats its mistakes."""
        if key not in self._suggestions:
            if len(self._suggestions) >= MAX_SUGGESTED_KEYS:
                return []
            self._suggestions[key] = close_names(key, [one.key for one in self.fields if one.is_active])
        return self._suggestions[key]


def load_definitions(account_id: int, record_type: str, owner_id: int | None = None) -> Definitions:
    """The custom fields and templates of a record type: two statements for organizations, one for all else. `owner_id`: who asks."""
    templates = _templates(record_type).of(account_id) if record_type == RecordType.ORGANIZATION else ()
    return Definitions(
        record_type=record_type,
        fields=tuple(_definition(dict(zip(COLUMNS, row, strict=True))) for row in _fields(record_type).of(account_id)),
        templates={identity: Template(identity, name) for identity, name in templates},
        owner_id=owner_id,
        account_id=account_id,
    )


COLUMNS = (
    *("id", "key", "label", "data_type", "required", "is_active", "max_length", "choices", "applies_to", "template_id"),
    *("is_identifier", "identifier_scope"),
)


@cache
def _fields(record_type: str) -> AccountRows:
    return AccountRows(lambda account: CustomField.objects.visible_to(account).of(record_type).in_order().values_list(*COLUMNS))


@cache
def _templates(record_type: str) -> AccountRows:
    return AccountRows(lambda account: CustomFieldTemplate.objects.visible_to(account).of(record_type).in_order().values_list("id", "name"))


def _definition(row: dict[str, Any]) -> Definition:
    """The frozen form of a stored custom field."""
    choices = tuple((choice["key"], choice["label"]) for choice in msgspec.json.decode(row.pop("choices")))
    return Definition(choices=choices, applies_to=frozenset(row.pop("applies_to")), **row)
