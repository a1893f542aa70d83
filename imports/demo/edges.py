"""Who supplies whom in the demo. An edge's values depend on its two ends only, so that every run says the same of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from imports.demo.parties import AGENCIES, BRAND, BRANDS, GROUPS, RETAILERS, SEED, SUPPLIER, Party

OWN_BRAND_SHARE = 0.3
SUPPLYING = ("direct supplier", "component supplier", "material supplier")  # by the buyer's tier


@dataclass(frozen=True)
class Edge:
    """One relationship. `lead` None: nobody takes the lead."""

    source: Party
    target: Party
    types: Sequence[str]
    lead: Party | None = None

    @property
    def ends(self) -> tuple[str, str]:
        return self.source.external_id, self.target.external_id

    def random(self) -> Random:
        """Chance that depends on the two ends only."""
        return Random(f"{SEED}/{self.source.external_id}/{self.target.external_id}")


class Chain:
    """The network: grown party by party, each tied to earlier ones, then filled up."""

    def __init__(self) -> None:
        self.parties: list[Party] = []
        self._tiers: dict[int, list[Party]] = {0: [], 1: [], 2: [], 3: []}
        self._groups: list[Party] = []
        self._agencies: list[Party] = []
        self._group_of: dict[str, Party] = {}
        self._known: set[tuple[str, str]] = {(BRAND, SUPPLIER), (SUPPLIER, BRAND)}

    def join(self, party: Party) -> Iterator[Edge]:
        """Take a party in, and the edges that tie it to those before it."""
        random = party.random("edges")
        yield from self._first_edges(party, random)
        self.parties.append(party)
        if party.trade.tier is not None:
            self._tiers[party.trade.tier].append(party)
        elif party.trade is GROUPS:
            self._groups.append(party)
        elif party.trade is AGENCIES:
            self._agencies.append(party)

    def fill(self, count: int) -> Iterator[Edge]:
        """So many more edges between a supplier and a buyer one tier above it."""
        random = Random(f"{SEED}/fill")
        suppliers = [party for party in self.parties if party.trade.tier]
        while count > 0:
            for edge in self._new(self._supplying(random.choice(suppliers), random)):
                yield edge
                count -= 1

    def _first_edges(self, party: Party, random: Random) -> Iterator[Edge]:
        if party.trade is RETAILERS:
            yield from self._new(
                Edge(brand, party, ["stockist"]) for brand in self._tiers[0] if brand.trade is BRANDS and random.random() < 0.5
            )
        if not party.trade.tier:
            return
        if party.trade.type == "F" and self._groups and random.random() < 0.6:
            self._group_of[party.external_id] = group = random.choice(self._groups)
            yield from self._new([Edge(group, party, ["operates"])])
        for _ in range(random.randint(1, 3)):
            yield from self._new(self._supplying(party, random))
        if random.random() < 0.7:
            yield from self._new([Edge(random.choice(self._agencies), party, ["inspects"])])
        if party.trade.tier == 1 and self._tiers[1] and random.random() < 0.15:
            yield from self._new([Edge(random.choice(self._tiers[1]), party, ["shares capacity"])])

    def _supplying(self, party: Party, random: Random) -> list[Edge]:
        """One buyer of this party, a tier above it."""
        tier = int(party.trade.tier or 0) - 1
        above = self._tiers[tier]
        buyer = above[0] if tier == 0 and random.random() < OWN_BRAND_SHARE else random.choice(above)
        types = [SUPPLYING[tier]]
        if tier == 0 and party.trade.type == "F" and Random(f"{buyer.external_id}/{party.external_id}").random() < 0.4:
            types.append("contract manufacturer")
        return [Edge(buyer, party, types, self._group_of.get(party.external_id))]

    def _new(self, edges: Iterator[Edge] | Sequence[Edge]) -> Iterator[Edge]:
        """Those whose ends are not tied yet."""
        for edge in edges:
            if edge.ends not in self._known:
                self._known.add(edge.ends)
                yield edge
