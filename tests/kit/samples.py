"""One valid item per registered record type, by number, and what it becomes when it is changed.

A new record type adds a Sample here, and the contract tests prove the engine's promises for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.kit.cast import Person
from tests.kit.chain import external, save
from tests.kit.worlds import ALL_VALUES, CHANGED_VALUES

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """Items of one resource. `item` and `changed` of one number mean one record, with different values.

    `prepare` makes what the first `count` items refer to; nothing where they refer to nothing.
    """

    resource: str
    item: Callable[[int], Item]
    changed: Callable[[int], Item]
    prepare: Callable[[Person, int], None]


def organization(number: int) -> Item:
    return {
        "externalId": f"ORG-{number}",
        "type": "F",
        "name": f"Factory {number}",
        "addressLine1": "1 Mill Lane",
        "city": "Porto",
        "country": "PT",
        "website": "https://factory.example.com",
        "generalDescription": "Weaving.\nDyeing.",
        "ndaSigned": True,
        "ndaSignedDate": "2024-02-29",
        "latitude": 41,
        "longitude": -8,
        "customFields": {**ALL_VALUES, "millCode": f"M{number}"},
        "contacts": [{"email": f"joe@org-{number}.example", "firstName": "Joe", "role": "buyer"}],
        "contactPerson": {"name": "Ann Weaver", "email": f"ann@org-{number}.example", "type": "sales"},
    }


def changed_organization(number: int) -> Item:
    return {
        "externalId": f"ORG-{number}",
        "type": "F",
        "name": f"Works {number}",
        "addressLine1": None,
        "city": "Braga",
        "country": "ES",
        "ndaSigned": False,
        "ndaSignedDate": "2025-01-31",
        "latitude": "40.5",
        "customFields": CHANGED_VALUES,
        "contacts": [
            {"email": f"JOE@org-{number}.example", "lastName": "Miller"},
            {"email": f"eve@org-{number}.example", "firstName": "Eve"},
        ],
        "contactPerson": {"name": "Bob Dyer", "email": f"bob@org-{number}.example"},
    }


def contact(number: int) -> Item:
    return {
        "externalId": f"CON-{number}",
        "organization": external(f"PARENT-{number}"),
        "firstName": "Joe",
        "lastName": f"Miller {number}",
        "email": f"joe{number}@example.com",
        "phoneNumber": "+351 22 000",
        "role": "buyer",
        "type": "sales",
        "isPrimary": True,
        "customFields": ALL_VALUES,
    }


def changed_contact(number: int) -> Item:
    return {
        "externalId": f"CON-{number}",
        "organization": external(f"PARENT-{number}"),
        "firstName": "Joseph",
        "lastName": "",
        "email": f"joseph{number}@example.com",
        "role": "quality",
        "type": None,
        "isPrimary": False,
        "customFields": CHANGED_VALUES,
    }


def relationship(number: int) -> Item:
    return {
        "source": external(f"PARENT-{number}"),
        "target": external(f"PARENT-{number + 1}"),
        "leadSupplier": external(f"PARENT-{number}"),
        "types": ["direct supplier", "maker"],
        "relationshipStatus": "active",
        "customFields": ALL_VALUES,
        "contacts": [{"email": f"pat@parent-{number}.example"}],
    }


def changed_relationship(number: int) -> Item:
    return {
        "source": external(f"PARENT-{number}"),
        "target": external(f"PARENT-{number + 1}"),
        "leadSupplier": None,
        "types": ["maker", "supplies brand"] if number % 2 == 0 else ["direct supplier"],
        "relationshipStatus": "inactive",
        "customFields": CHANGED_VALUES,
        "contacts": [{"email": f"pat@parent-{number}.example"}, {"email": f"pat@parent-{number + 1}.example"}],
    }


def product(number: int) -> Item:
    return {
        "reference": f"PRO-{number}",
        "name": f"Shell {number}",
        "description": "Three layers.\nTaped.",
        "productType": "ADDON",
        "status": "ACTIVE",
        "taxCategory": "REDUCED",
        "category": {"key": "tops"},
        "features": [{"reference": "taped", "name": "Taped"}, {"reference": "light", "name": "Light"}],
        "displayOrder": number,
        "linkedIntegrations": [{"integration": "webshop", "reference": f"W-{number}"}],
        "billingEntityId": 1,
        "customFields": ALL_VALUES,
    }


def changed_product(number: int) -> Item:
    return {
        "reference": f"PRO-{number}",
        "name": f"Jacket {number}",
        "description": None,
        "productType": "DEFAULT",
        "status": "DEPRECATED",
        "taxCategory": "STANDARD",
        "category": None,
        "features": [{"reference": "light", "name": "Very light"}],
        "displayOrder": -number - 1,
        "linkedIntegrations": [{"integration": "plm", "reference": f"W-{number}"}, {"integration": "webshop", "reference": f"X-{number}"}],
        "billingEntityId": None,
        "customFields": CHANGED_VALUES,
    }


def make_parents(person: Person, count: int) -> None:
    """PARENT-0 … PARENT-<count>: suppliers with even numbers and brands with odd ones, each with a contact pat@parent-<number>.example."""
    parents = [
        {
            "externalId": f"PARENT-{number}",
            "type": "SB"[number % 2],
            "name": f"Parent {number}",
            "contacts": [{"email": f"pat@parent-{number}.example", "firstName": "Pat"}],
        }
        for number in range(count + 1)
    ]
    save(person.actor, "organizations", *parents)


def no_parents(person: Person, count: int) -> None:
    """Organizations refer to nothing but the account's vocabulary."""


SAMPLES = {
    sample.resource: sample
    for sample in (
        Sample("organizations", organization, changed_organization, no_parents),
        Sample("contacts", contact, changed_contact, make_parents),
        Sample("relationships", relationship, changed_relationship, make_parents),
        Sample("products", product, changed_product, no_parents),
    )
}


def items(resource: str, count: int, *, start: int = 0) -> list[Item]:
    """Valid items of a resource, none of which exists yet."""
    return [SAMPLES[resource].item(number) for number in range(start, start + count)]


def changed_items(resource: str, count: int, *, start: int = 0) -> list[Item]:
    """The same records with other values."""
    return [SAMPLES[resource].changed(number) for number in range(start, start + count)]
