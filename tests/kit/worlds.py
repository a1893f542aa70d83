"""An account with everything an item can refer to: relationship types, roles, categories, custom fields of every kind, a template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import RelationshipType
from tests.kit.cast import Cast, Person, make_cast

RECORD_TYPES = ("organization", "contact", "relationship", "product")
# One key per data type, with a value in the form it is stored in.
FIELDS: dict[str, tuple[str, Any]] = {
    "notes": ("text", "Primary supplier"),
    "headcount": ("number", 1200),
    "spend": ("money", "12.50"),
    "auditedOn": ("date", "2025-02-28"),
    "certified": ("boolean", True),
    "grade": ("choice", "A"),
    "labels": ("multiChoice", ["bio", "fair"]),
    "portal": ("url", "https://portal.example.com/a"),
    "helpdesk": ("email", "help@example.com"),
}
ALL_VALUES = {key: value for key, (_, value) in FIELDS.items()}
CHANGED_VALUES: dict[str, Any] = {
    "notes": "Second source",
    "headcount": -3,
    "spend": "0.05",
    "auditedOn": "2024-02-29",
    "certified": False,
    "grade": "B",
    "labels": ["eco"],
    "portal": "http://other.example.com",
    "helpdesk": "desk@example.com",
}
CHOICES = {"grade": ("A", "B", "C"), "labels": ("bio", "fair", "eco")}


@dataclass(frozen=True, slots=True)
class World:
    """The cast with the account "acme" set up. `category` and `template` are acme's; `template_fields` by key."""

    cast: Cast
    category: Category
    template: CustomFieldTemplate
    template_fields: dict[str, CustomField]

    @property
    def owner(self) -> Person:
        return self.cast.owner


def make_world() -> World:
    """Both accounts with the same vocabulary, so that nothing but the wall between them tells them apart."""
    cast = make_cast()
    make_vocabulary(cast.stranger)
    make_vocabulary(cast.owner)
    account = cast.acme
    fields = CustomField.rows.filter(account=account, template__isnull=False)
    return World(
        cast=cast,
        category=Category.rows.get(account=account, name="Textiles"),
        template=CustomFieldTemplate.rows.get(account=account, name="Audit"),
        template_fields={field.key: field for field in fields},
    )


def make_vocabulary(person: Person) -> None:
    """All reference data of one account.

    Relationship types: "direct supplier" and "maker" (any ends), "supplies brand" (F or S to B), "partner" (symmetric, S and B),
    "former" (inactive). Custom fields beside FIELDS: "legacy" (inactive) and, for organizations, "millCode" (factories only)
    and the template Audit with "auditor" (text) and "score" (number).
    """
    of = {"account": person.account}
    labels = {"forward_label": "supplies", "reverse_label": "is supplied by"}
    RelationshipType.rows.bulk_create(
        [
            RelationshipType(**of, **labels, key="direct supplier"),
            RelationshipType(**of, **labels, key="maker"),
            RelationshipType(**of, **labels, key="supplies brand", source_types=["F", "S"], target_types=["B"]),
            RelationshipType(**of, **labels, key="partner", source_types=["S"], target_types=["B"], is_symmetric=True),
            RelationshipType(**of, **labels, key="former", is_active=False),
        ]
    )
    ContactRole.rows.bulk_create([ContactRole(**of, key=key, label=key.title()) for key in ("buyer", "quality")])
    Category.rows.bulk_create([Category(**of, name=name) for name in ("Textiles", "Leather")])
    ProductCategory.rows.bulk_create([ProductCategory(**of, key=key, name=key.title()) for key in ("tops", "footwear")])
    ProductCategory.rows.create(**of, key="retired", name="Retired", is_active=False)
    template = CustomFieldTemplate(**of, record_type="organization", name="Audit")
    template.save()
    CustomField.rows.bulk_create([field for record_type in RECORD_TYPES for field in _fields(person, record_type)])
    CustomField.rows.bulk_create(
        [
            _field(person, "organization", "millCode", "text", applies_to=["F"]),
            _field(person, "organization", "auditor", "text", template=template),
            _field(person, "organization", "score", "number", template=template),
        ]
    )


def _fields(person: Person, record_type: str) -> list[CustomField]:
    named = [_field(person, record_type, key, kind) for key, (kind, _) in FIELDS.items()]
    return [*named, _field(person, record_type, "legacy", "text", is_active=False)]


def _field(person: Person, record_type: str, key: str, kind: str, **columns: Any) -> CustomField:
    choices = [{"key": option, "label": option.title()} for option in CHOICES.get(key, ())]
    return CustomField(
        account=person.account, record_type=record_type, key=key, label=key.title(), data_type=kind, choices=choices, **columns
    )
