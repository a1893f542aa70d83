"""An account as large as a big customer's: many organizations, all different, their contacts, as many products, and twice as
many relationships.

filling.py fills accounts that are to be written to, all alike; this one is only read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import Account, Company, User
from accounts.services import add_member, create_account, create_api_key
from benchmarks import directory_rows, filling
from benchmarks.requests import NAMES
from customfields.models import CustomField
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import RelationshipType

SLUG = "directory"
RECORD_TYPES = ("organization", "contact", "relationship", "product")
CATEGORIES = ("Textiles", "Leather", "Packaging", "Chemicals", "Metal", "Logistics", "Services", "Testing")
GOODS = ("outerwear", "tops", "bottoms", "footwear", "bags", "care")
TYPES = ("direct supplier", "material", "subcontractor", "agent", "auditor")
FIELDS = {
    "notes": "text",
    "headcount": "number",
    "spend": "money",
    "auditedOn": "date",
    "certified": "boolean",
    "grade": "choice",
    "labels": "multiChoice",
    "portal": "url",
    "helpdesk": "email",
}
OPTIONS = {"grade": ("A", "B", "C", "D"), "labels": ("bio", "fair", "eco", "recycled")}


@dataclass(frozen=True, slots=True)
class Directory:
    """The account, a key of its owner, how many rows of each record type it holds, and ids that requests ask for by name."""

    account: Account
    key: str
    counts: dict[str, int]
    named: dict[str, int]


def make_directory(user: User, organizations: int) -> Directory:
    """The account, filled, with fresh statistics and nothing left to autovacuum."""
    account = create_account(SLUG, SLUG.title())
    add_member(account, user, "Owner")
    _make_vocabulary(account)
    given: dict[str, Any] = {"account": account.pk, "user": user.pk, "organizations": organizations}
    given |= {name: words.split() for name, words in directory_rows.WORDS.items()}
    given |= {"company": Company.rows.get(account=account).pk}
    given |= {"categories": list(Category.rows.filter(account=account).order_by("pk").values_list("pk", flat=True))}
    given |= {"goods": list(ProductCategory.rows.filter(account=account).order_by("pk").values_list("pk", flat=True))}
    with connection.cursor() as cursor:
        for table, statement in directory_rows.FILLING.items():
            cursor.execute(statement, given)
            cursor.execute(f"ANALYZE {table}")  # or the next one, and every foreign key check, is planned for an empty table
    filling.settle(directory_rows.FILLING)
    return Directory(account, create_api_key(account, user), _counts(account), _named(account))


def _make_vocabulary(account: Account) -> None:
    for name in CATEGORIES:
        Category.rows.create(account=account, name=name)
    for key in GOODS:
        ProductCategory.rows.create(account=account, key=key, name=key.title())
    for key in TYPES:
        RelationshipType.rows.create(account=account, key=key, forward_label=key, reverse_label=key)
    for record_type in RECORD_TYPES:
        for key, data_type in FIELDS.items():
            choices = [{"key": option, "label": option.title()} for option in OPTIONS.get(key, ())]
            CustomField.rows.create(
                account=account, record_type=record_type, key=key, label=key.title(), data_type=data_type, choices=choices
            )


def _counts(account: Account) -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for name in NAMES:
            cursor.execute(f"SELECT count(*) FROM {name}_{name.removesuffix('s')} WHERE account_id = %s", [account.pk])
            counts[name] = cursor.fetchone()[0]
    return counts


def _named(account: Account) -> dict[str, int]:
    """`hub`: the organization with thousands of relationships; `line`: the product with thousands of variants; the others: like most."""
    with connection.cursor() as cursor:
        cursor.execute(directory_rows.NAMED, {"account": account.pk})
        names = [column.name for column in cursor.description or ()]
        return dict(zip(names, cursor.fetchone(), strict=True))
