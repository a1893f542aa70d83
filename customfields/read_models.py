"""What answers show of definitions, for the description of the API. customfields/reading.py makes them."""

from __future__ import annotations

from typing import Annotated, TypedDict

from api.schema_shapes import Id, Named, among, doc
from customfields.kinds import KINDS
from customfields.models import ORGANIZATION_TYPES, RecordType

Kind = Annotated[str, among(RecordType.values, "The kind of record.")]


class Option(TypedDict):
    """One option of a choice or multiChoice field."""

    key: str
    label: str


class CustomFieldRow(TypedDict):
    """A field that the account has added to its records."""

    id: Id
    recordType: Kind
    key: Annotated[str, doc("Its name in `customFields`.", pattern="^[A-Za-z][A-Za-z0-9_]{0,63}$")]
    label: str
    dataType: Annotated[str, among(KINDS, "What it holds.")]
    required: Annotated[bool, doc("Can't be left out when a record is created, and can't be cleared.")]
    isActive: Annotated[bool, doc("Inactive: its values can be read, not written.")]
    order: int
    template: Named | None
    maxLength: Annotated[int | None, doc("Of text, url and email. Null: 500, or 50 for a text in a template.")]
    choices: list[Option]
    isIdentifier: Annotated[bool, doc("Its value names one record.")]
    identifierScope: Annotated[str, among(("account", "user"), "Where an identifier is unique.")] | None
    appliesTo: Annotated[
        list[Annotated[str, among(ORGANIZATION_TYPES)]],
        doc("Organization types that have the field; empty: every type."),
    ]


class TemplateRow(TypedDict):
    """A named, ordered set of custom fields for one kind of record."""

    id: Id
    recordType: Kind
    name: str
    order: int
    fields: list[CustomFieldRow]
