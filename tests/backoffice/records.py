"""Records in the admin, for its tests: what there is of each type, and how it is named on the wire."""

from __future__ import annotations

from typing import Any

from contacts.models import Contact
from organizations.models import Organization
from products.models import Product
from relationships.models import Relationship
from tests.kit.cast import Person
from tests.kit.chain import save
from tests.kit.samples import SAMPLES, items

MODELS: dict[str, type[Any]] = {"organizations": Organization, "contacts": Contact, "relationships": Relationship, "products": Product}


def fill(person: Person, count: int, *, start: int = 0) -> None:
    """So many records of every type."""
    SAMPLES["contacts"].prepare(person, start + count)
    for name in MODELS:
        save(person.actor, name, *items(name, count, start=start))


def one(name: str, person: Person) -> int:
    """The id of the first record of a type that is made by `fill`."""
    keys = {"organizations": "ORG-0", "contacts": "CON-0", "products": "PRO-0"}
    rows = MODELS[name].rows.filter(account=person.account)
    found: int = (rows.filter(external_id=keys[name]) if name in keys else rows.order_by("pk")).values_list("pk", flat=True)[0]
    return found
