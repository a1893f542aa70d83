"""Identifier fields for the tests of the engine: `sap` of the whole account, `mine` of each user, on any record type."""

from __future__ import annotations

from typing import Any

from customfields.models import CustomField, IdentifierValue
from tests.kit.calls import Item
from tests.kit.cast import Person
from tests.kit.chain import define
from tests.kit.samples import SAMPLES
from upserts import registry

BY_SAP = {"identifierField": "customField", "customFieldReference": "sap"}
BY_MINE = {"identifierField": "customField", "customFieldReference": "mine"}


def identifier(person: Person, resource: str, key: str, scope: str = "account", kind: str = "text", **more: Any) -> CustomField:
    """A new identifier field of the account."""
    record_type = registry.get(resource).record_type
    return define(person, recordType=record_type, key=key, dataType=kind, isIdentifier=True, identifierScope=scope, **more)


def identified(resource: str, number: int, **values: object) -> Item:
    """Sample `number` of a resource, without an external id, with these custom fields."""
    item = {name: value for name, value in SAMPLES[resource].item(number).items() if name != "externalId"}
    return item | {"customFields": values}


def found_by(resource: str, item: Item, field: str) -> str:
    """The key that finds the record of an item in the usual order: its own key, which no product is without, else the field."""
    own_key = registry.get(resource).external_id_wire
    return own_key if own_key in item else f"customFields.{field}"


def held(person: Person, key: str) -> set[tuple[int, int | None, str]]:
    """(record, owner, value) of all that the account holds of an identifier field."""
    rows = IdentifierValue.objects.visible_to(person.actor).filter(field__key=key)
    return set(rows.values_list("record_id", "owner_id", "value"))
