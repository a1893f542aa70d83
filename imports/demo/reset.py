"""Emptying the demo account. Every record that goes leaves its line in the history, like everything else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db import connection
from django.db.models import Model

from accounts.actor import Actor
from accounts.models import Account, Company, Grant
from accounts.services import system_actor
from activity.services import RecordedChange, record
from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate, IdentifierValue
from database.transactions import account_transaction
from imports.demo.seeding import SLUG
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import RelationshipType
from upserts import registry
from upserts.models import Receipt

CHANGES_AT_ONCE = 5_000
DEFINITIONS: tuple[tuple[type[Model], str], ...] = (
    (CustomField, "custom_field"),
    (CustomFieldTemplate, "custom_field_template"),
    (RelationshipType, "relationship_type"),
    (ContactRole, "contact_role"),
    (Category, "category"),
    (ProductCategory, "product_category"),
    (Company, "company"),
)


def empty_demo(account: Account) -> dict[str, int]:
    """Delete the demo account's records and definitions; how many, by record type. Users, keys and history stay.

    One transaction. Raises ValueError for any other account, Busy when its lock is not free in time.
    """
    if account.slug != SLUG:
        raise ValueError(f"Only the account “{SLUG}” is emptied, not “{account.slug}”.")
    actor = system_actor(account, None, "command")
    with account_transaction(account.pk):
        gone = {}
        # Products and relationships before contacts before organizations: rooms were loaded from the bottom up.
        for resource in reversed(list(registry.every())):
            for link in resource.links:
                _delete(link.model, actor)
            gone[resource.record_type] = _delete_recorded(resource.model, resource.record_type, actor)
        _delete(IdentifierValue, actor)
        _delete(Grant, actor)
        _delete(Receipt, actor)  # answers that speak of what is gone
        for model, record_type in DEFINITIONS:
            gone[record_type] = _delete_recorded(model, record_type, actor)
    return gone


def _delete_recorded(model: type[Model], record_type: str, actor: Actor) -> int:
    ids = iter(sorted(_delete(model, actor)))
    count = 0
    for chunk in _chunks(ids):
        record([RecordedChange(record_type, pk, "delete", {}) for pk in chunk], actor.origin())
        count += len(chunk)
    return count


def _delete(model: type[Model], actor: Actor) -> list[int]:
    """Every row of the account, in one statement: Django would read them all first. Answers their ids."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE account_id = %s RETURNING id", [actor.account_id])
        return [pk for (pk,) in cursor.fetchall()]


def _chunks(ids: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(ids, CHANGES_AT_ONCE)):
        yield chunk
