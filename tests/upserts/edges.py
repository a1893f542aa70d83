"""Relationships between three organizations: the fixture `ends` of conftest.py."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.kit.calls import Item, get, saved
from tests.kit.cast import Person
from tests.kit.chain import external


def make_ends(client: Client, person: Person) -> dict[str, int]:
    """Supplier S-1, brand B-1, factory F-1, by key; Joe at the first two, Ann at the brand, Eve at the factory."""
    joe, ann, eve = ({"email": f"{name.lower()}@x.example", "firstName": name} for name in ("Joe", "Ann", "Eve"))
    made = saved(
        client,
        person,
        "organizations",
        {"externalId": "S-1", "type": "S", "name": "Supplier", "contacts": [joe]},
        {"externalId": "B-1", "type": "B", "name": "Brand", "contacts": [joe, ann]},
        {"externalId": "F-1", "type": "F", "name": "Factory", "contacts": [eve]},
    )
    return {key: result["id"] for key, result in zip(("S-1", "B-1", "F-1"), made, strict=True)}


def edge(source: str = "S-1", target: str = "B-1", **members: Any) -> Item:
    usual: Item = {"types": ["direct supplier"], "relationshipStatus": "active"}
    return {"source": external(source), "target": external(target), **usual, **members}


def record(client: Client, person: Person, identity: int) -> Item:
    found: Item = get(client, person, f"relationships/{identity}").json()
    return found
