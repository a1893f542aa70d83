"""Random batches over a handful of keys: creations, changes, clashes, mistakes and every option, from one seed."""

from __future__ import annotations

import random
from typing import Any

from tests.kit.calls import Item
from tests.kit.chain import external

KEYS = ["K-1", "K-2", "K-3", "K-4"]
NAMES = ["Mill", "Dye", "Ink", "Loom", "MILL"]
EMAILS = ["joe@x.example", "JOE@x.example", "eve@x.example", "ann@x.example"]
MODES = ["upsert", "upsert", "upsert", "createOnly", "updateOnly"]
RESOURCES = ["organizations", "contacts", "relationships"]


class Traffic:
    """Calls that a lively account makes, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def call(self) -> tuple[str, list[Item], dict[str, Any]]:
        """(resource, items, query) of the next call."""
        resource = self.random.choice(RESOURCES)
        items = [getattr(self, resource)(key) for key in self.keys(self.random.randint(1, 4))]
        query: dict[str, Any] = {"mode": self.random.choice(MODES)}
        for flag, share in (("dryRun", 0.1), ("atomic", 0.2), ("revive", 0.5)):
            if self.random.random() < share:
                query[flag] = True
        return resource, items, query

    def keys(self, count: int) -> list[str]:
        """Mostly different ones, so that not every batch is full of clashes."""
        return self.random.choices(KEYS, k=count) if self.random.random() < 0.2 else self.random.sample(KEYS, count)

    def organizations(self, key: str) -> Item:
        place = KEYS.index(key) if self.random.random() < 0.8 else self.random.randrange(len(NAMES))
        item = {"externalId": key, "type": "S" if self.random.random() < 0.05 else "F", "name": NAMES[place]}
        extra: dict[str, Any] = {
            "city": self.one(["Porto", "Faro", "", None]),
            "status": self.one(["active"] * 7 + ["archived"]),
            "customFields": self.fields(),
            "contactPerson": self.one([None, {"name": self.one(["Joe Miller", "Eve"]), "email": self.one(EMAILS)}]),
            "contacts": [{"email": email, "firstName": self.one(["Joe", "Eve"])} for email in self.some(EMAILS)],
            "fieldActions": {"contacts": self.one(["append", "append", "remove"])},
            "colour": "red",
        }
        return item | self.part(extra, rare="colour")

    def contacts(self, key: str) -> Item:
        item: Item = {"organization": external(key), "email": self.one(EMAILS), "firstName": self.one(["Joe", "Eve"])}
        extra: dict[str, Any] = {
            "externalId": f"C-{key}",
            "lastName": self.one(["Miller", None]),
            "isPrimary": self.one([True, False]),
            "role": self.one(["buyer", "quality", None]),
            "customFields": self.fields(),
            "ifVersion": self.one([1, 2]),
        }
        return item | self.part(extra, rare="ifVersion")

    def relationships(self, key: str) -> Item:
        item: Item = {
            "source": external(key),
            "target": external(self.one(KEYS)),
            "types": self.some(["direct supplier", "maker"]) or ["maker"],
            "relationshipStatus": self.one(["active", "active", "inactive"]),
        }
        extra: dict[str, Any] = {
            "leadSupplier": self.one([None, external(self.one(KEYS))]),
            "contacts": [{"email": email} for email in self.some(EMAILS[:3])],
            "fieldActions": {"types": self.one(["append", "remove", "replace"]), "contacts": self.one(["append", "remove"])},
            "customFields": self.fields(),
            "types": ["unheard of"],
        }
        return item | self.part(extra, rare="types")

    def fields(self) -> Item:
        values = {
            "notes": self.one(["a", "b", None]),
            "headcount": self.one([1, "2", ""]),
            "labels": self.one([[], ["bio"], ["eco", "bio"]]),
        }
        return self.part(values)

    def part(self, members: dict[str, Any], rare: str = "") -> dict[str, Any]:
        return {name: value for name, value in members.items() if self.random.random() < (0.03 if name == rare else 0.4)}

    def one(self, choices: Any) -> Any:
        return self.random.choice(choices)

    def some(self, choices: list[Any]) -> list[Any]:
        return self.random.sample(choices, self.random.randint(0, len(choices)))
