"""A small supply chain, made by the engine, to read back: suppliers that deliver to one brand, with people and custom fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from customfields.services import save_custom_field, save_custom_field_template
from organizations.models import Category
from relationships.models import RelationshipType
from tests.kit.cast import Person
from upserts import registry
from upserts.batch import Batch
from upserts.services import upsert


@dataclass(frozen=True, slots=True)
class Chain:
    """Ids in the order they were made. Organizations: the brand first; relationships: one from each supplier to the brand."""

    organizations: list[int]
    contacts: list[int]
    relationships: list[int]

    def of(self, name: str) -> list[int]:
        """The ids of a resource, by its plural name."""
        ids: list[int] = getattr(self, name)
        return ids


def save(actor: Actor, name: str, *items: dict[str, Any]) -> list[int]:
    """Upsert items that must all succeed; their ids."""
    outcome = upsert(Batch(registry.get(name), items), actor=actor)
    assert outcome.failed == 0, outcome.results()
    return [result["id"] for result in outcome.results()]


def make_chain(person: Person, suppliers: int = 2) -> Chain:
    """A brand B-0, suppliers S-1 … and for each of the suppliers a relationship to the brand; called again: more suppliers.

    Every record has all that could cost a statement to show: category, template, contact person, types, lead supplier, contacts.
    """
    if not RelationshipType.objects.visible_to(person.actor).exists():
        make_vocabulary(person)
    category = Category.objects.visible_to(person.actor).get()
    template = CustomFieldTemplate.objects.visible_to(person.actor).get()
    keys = [f"S-{number}" for number in range(1, suppliers + 1)]
    return Chain(
        organizations=save(person.actor, "organizations", *(organization(key, category.pk, template.pk) for key in ["B-0", *keys])),
        contacts=save(person.actor, "contacts", *(contact(key) for key in ["B-0", *keys])),
        relationships=save(person.actor, "relationships", *(delivery(key) for key in keys)),
    )


def make_vocabulary(person: Person) -> None:
    """Two relationship types, a contact role, a category, a field on every record type and a template with one more."""
    rows = {"account": person.account}
    RelationshipType.rows.create(**rows, key="direct supplier", forward_label="supplies", reverse_label="is supplied by")
    RelationshipType.rows.create(**rows, key="maker", forward_label="makes for", reverse_label="has made by", source_types=["F", "S"])
    ContactRole.rows.create(**rows, key="buyer", label="Buyer")
    Category.rows.create(**rows, name="Textiles")
    for record_type in ("organization", "contact", "relationship"):
        define(person, recordType=record_type, key="spend", label="Spend", dataType="money")
    save_custom_field_template(actor=person.actor, values={"recordType": "organization", "name": "Audit"})
    define(person, recordType="organization", key="auditedOn", label="Audited on", dataType="date", template="Audit", order=1)


def define(person: Person, **values: object) -> CustomField:
    """A custom field, by the members of the wire."""
    save_custom_field(actor=person.actor, values=values)
    field: CustomField = CustomField.objects.visible_to(person.actor).get(key=values["key"], record_type=values["recordType"])
    return field


def external(key: str) -> dict[str, str]:
    """A reference to an organization."""
    return {"kind": "external", "value": key}


def organization(key: str, category_id: int, template_id: int) -> dict[str, Any]:
    return {
        "externalId": key,
        "type": "B" if key == "B-0" else "S",
        "name": f"Works {key}",
        "category": category_id,
        "template": {"id": template_id},
        "customFields": {"spend": "12.5", "auditedOn": "2025-02-28"},
        "contactPerson": {"name": "Ann Weaver", "email": f"ann@{key.lower()}.example"},
    }


def contact(key: str) -> dict[str, Any]:
    """Joe, besides the contact person Ann."""
    return {
        "externalId": f"joe-{key}",
        "organization": external(key),
        "firstName": "Joe",
        "email": f"joe@{key.lower()}.example",
        "role": "buyer",
        "customFields": {"spend": 3},
    }


def delivery(key: str) -> dict[str, Any]:
    return {
        "source": external(key),
        "target": external("B-0"),
        "leadSupplier": external(key),
        "types": ["direct supplier", "maker"],
        "relationshipStatus": "active",
        "customFields": {"spend": "0.5"},
        "contacts": [{"email": "joe@b-0.example"}, {"email": f"joe@{key.lower()}.example"}],
    }
