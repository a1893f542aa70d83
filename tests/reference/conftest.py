"""Everybody, and what is sent to each list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from activity.models import Change
from tests.kit.cast import Cast, Person, make_cast
from tests.kit.scenes import kept_for_module
from tests.kit.writing import written

Body = dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """One list: its address, a good new row, a change of it, and how the row reads."""

    path: str
    record_type: str
    new: Body
    change: Body
    defaults: Body
    key: str = "key"
    fixed: Body = field(default_factory=dict)

    def __str__(self) -> str:
        return self.path

    def make(self, client: Client, person: Person, **more: object) -> str:
        """The address of a new row."""
        row = written(client, person, "post", self.path, self.new | more)
        return f"{self.path}/{row['id' if 'id' in row else 'number']}"


OPTIONS = [{"key": "red", "label": "Red"}, {"key": "blue", "label": "Blue"}]
PLAIN_FIELD = {
    "required": False,
    "isActive": True,
    "order": 0,
    "template": None,
    "maxLength": None,
    "choices": [],
    "isIdentifier": False,
    "identifierScope": None,
    "appliesTo": [],
}
TYPES = Listed(
    "relationship-types",
    "relationship_type",
    {"key": "direct supplier", "forwardLabel": "supplies", "reverseLabel": "is supplied by"},
    {"reverseLabel": "buys from", "targetTypes": ["R", "B"], "isActive": False},
    {"sourceTypes": [], "targetTypes": [], "isSymmetric": False, "isActive": True},
    fixed={"key": "supplier"},
)
ROLES = Listed(
    "contact-roles",
    "contact_role",
    {"key": "buyer", "label": "Buyer"},
    {"label": "Head buyer"},
    {"isActive": True},
    fixed={"key": "seller"},
)
CATEGORIES = Listed("categories", "category", {"name": "Textiles"}, {"name": "Trims", "isActive": False}, {"isActive": True}, key="name")
PRODUCT_CATEGORIES = Listed(
    "product-categories",
    "product_category",
    {"key": "outerwear", "name": "Outerwear"},
    {"name": "Jackets", "isActive": False},
    {"isActive": True},
    fixed={"key": "jackets"},
)
COMPANIES = Listed("companies", "company", {"number": 7, "name": "Acme Europe"}, {"name": "Acme EU"}, {}, key="number", fixed={"number": 8})
FIELDS = Listed(
    "custom-fields",
    "custom_field",
    {"recordType": "organization", "key": "colour", "label": "Colour", "dataType": "choice", "choices": OPTIONS},
    {"label": "Shade", "choices": OPTIONS[:1], "required": True, "order": -3},
    PLAIN_FIELD | {"choices": OPTIONS},
    fixed={"recordType": "contact", "key": "color"},
)
TEMPLATES = Listed(
    "custom-field-templates",
    "custom_field_template",
    {"recordType": "organization", "name": "Audit"},
    {"name": "Visit", "order": 4},
    {"order": 0, "fields": []},
    key="name",
    fixed={"recordType": "contact"},
)
LISTS = [TYPES, ROLES, CATEGORIES, PRODUCT_CATEGORIES, COMPANIES, FIELDS, TEMPLATES]


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with kept_for_module(django_db_blocker):
        yield make_cast()


@pytest.fixture
def cast(everybody: Cast, db: None) -> Cast:
    return everybody


def history(cast: Cast, record_type: str) -> list[tuple[str, Any]]:
    """(operation, changes) of acme's rows of this kind, newest first."""
    rows = Change.rows.filter(account=cast.acme, record_type=record_type).order_by("-sequence")
    return list(rows.values_list("operation", "changes"))
