"""Four organizations with people and three relationships between them, to look at from pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.grants import SharedRecord
from organizations.insp_id import insp_id
from relationships.models import RelationshipType
from tests.kit.cast import Person
from tests.kit.chain import external, save
from tests.kit.worlds import World, make_world


@dataclass(frozen=True, slots=True)
class Edges:
    """Arden Mill (F-1) supplies Cotta Brand (B-1), which is `main`, and Eve Retail (R-1); Delta Textiles (S-1) supplies Arden Mill.

    `ids` are the organizations' by their external ids.
    """

    world: World
    ids: dict[str, int]
    main: int
    retail: int
    incoming: int

    @property
    def owner(self) -> Person:
        return self.world.owner

    def page(self, key: str, below: str = "") -> str:
        """The address of an organization's page."""
        return f"/organizations/{insp_id(self.ids[key])}{below}"

    @property
    def edge(self) -> SharedRecord:
        return SharedRecord("relationship", self.main, (self.ids["F-1"], self.ids["B-1"]))

    def organization(self, key: str) -> SharedRecord:
        return SharedRecord("organization", self.ids[key])


NAMES = {"F-1": "Arden Mill", "B-1": "Cotta Brand", "S-1": "Delta Textiles", "R-1": "Eve Retail"}


def make_edges() -> Edges:
    world = make_world()
    actor = world.owner.actor
    for key, label in (("maker", "makes for"), ("supplies brand", "is a source of")):
        _relabel(world, key, label)
    ids = save(actor, "organizations", *({"externalId": key, "type": key[0], "name": name} for key, name in NAMES.items()))
    save(actor, "contacts", *(person(name, key) for key in ("F-1", "B-1") for name in ("Ann", "Bob")))
    main = {
        **edge("F-1", "B-1", "direct supplier", "supplies brand"),
        "leadSupplier": external("S-1"),
        "customFields": {"notes": "Primary supplier"},
        "contacts": [{"email": "ann@f-1.example"}, {"email": "bob@b-1.example"}],
    }
    edges = save(actor, "relationships", main, edge("F-1", "R-1", "maker"), edge("S-1", "F-1", "direct supplier", status="inactive"))
    return Edges(world, dict(zip(NAMES, ids, strict=True)), *edges)


def person(name: str, key: str) -> dict[str, Any]:
    """A contact of the organization of this key."""
    return {"organization": external(key), "firstName": name, "lastName": "Weaver", "email": f"{name.lower()}@{key.lower()}.example"}


def edge(source: str, target: str, *types: str, status: str = "active") -> dict[str, Any]:
    """An item between two organizations."""
    return {"source": external(source), "target": external(target), "types": list(types), "relationshipStatus": status}


def _relabel(world: World, key: str, forward: str) -> None:
    RelationshipType.rows.filter(account=world.cast.acme, key=key).update(forward_label=forward, reverse_label=f"{key} reversed")
