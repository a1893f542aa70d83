"""The read model of a product, in one statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from upserts.members import CUSTOM_FIELDS, PERMISSIONS, SIGNATURE, Member, ReadModel, plain

Row = dict[str, Any]


def _category(identity: int | None, key: str | None, name: str | None) -> Row | None:
    return None if identity is None else {"id": identity, "key": key, "name": name}


def _entries(*members: str) -> Callable[[str], list[Row]]:
    """Reads a stored list of objects, their members in this order: jsonb has one of its own."""

    def read(text: str) -> list[Row]:
        return [{member: entry[member] for member in members} for entry in msgspec.json.decode(text)]

    return read


PRODUCT = ReadModel(
    {
        "id": Member(("id",)),
        "objectType": Member((), lambda: "product"),
        **plain(
            {
                "reference": "external_id",
                "name": "name",
                "description": "description",
                "productType": "product_type",
                "status": "status",
                "taxCategory": "tax_category",
            }
        ),
        "category": Member(("category_id", "category__key", "category__name"), _category),
        "parentProductId": Member(("parent_id",)),
        "features": Member(("features",), _entries("reference", "name")),
        "displayOrder": Member(("display_order",)),
        "linkedIntegrations": Member(("linked_integrations",), _entries("integration", "reference")),
        "billingEntityId": Member(("billing_entity__number",)),
        "customFields": CUSTOM_FIELDS,
        "permissions": PERMISSIONS,
        **SIGNATURE,
    }
)
