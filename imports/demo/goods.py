"""The products of the demo: what the fictional brand sells and what it is made of, as upsert items.

Style number n is the same in every size: a larger demo only adds to a smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from imports.demo.parties import SEED

Item = dict[str, Any]
RANGES = ("Ridge", "Tarn", "Fell", "Scree", "Cairn", "Beck", "Corrie", "Heather", "Larch", "Bracken", "Gritstone", "Skylark")
COLOURS = {"BLK": "Black", "MOS": "Moss", "RST": "Rust", "SKY": "Sky", "SND": "Sand"}
FEATURES = {
    "waterproof": "Waterproof to 20,000 mm",
    "breathable": "Breathable",
    "packable": "Packs into its own pocket",
    "repairable": "Repairable",
    "recycled": "Recycled content",
    "quick-dry": "Dries quickly",
}


@dataclass(frozen=True)
class Line:
    """A line of goods, in colours or not. `hs_code` is their heading in the customs tariff."""

    category: str
    goods: str
    composition: str
    hs_code: str
    has_colours: bool = True


LINES = (
    Line("outerwear", "Shell Jacket", "100 % recycled nylon", "6201.40"),
    Line("tops", "Merino Tee", "100 % merino wool", "6109.90"),
    Line("footwear", "Trail Shoe", "Polyester, rubber", "6404.11"),
    Line("materials", "Ripstop 40D", "100 % recycled nylon", "5407.42", has_colours=False),
    Line("bottoms", "Trek Pants", "94 % nylon, 6 % elastane", "6203.43"),
    Line("outerwear", "Down Parka", "Nylon, down", "6201.40"),
    Line("tops", "Grid Fleece", "100 % recycled polyester", "6110.30"),
    Line("footwear", "Hiking Boot", "Leather, rubber", "6403.91"),
    Line("materials", "Merino Jersey 190", "100 % merino wool", "6006.10", has_colours=False),
    Line("care", "Repair Kit", "Nylon, polyurethane", "6307.90", has_colours=False),
)


@dataclass(frozen=True)
class Style:
    """Something in the catalogue, in some colours or none. `codes` are those of its colours."""

    number: int
    line: Line
    name: str
    codes: tuple[str, ...]

    @property
    def reference(self) -> str:
        return f"STY-{self.number:04}"

    def random(self, subject: str) -> Random:
        """Chance that depends on this style and the subject only."""
        return Random(f"{SEED}/{self.reference}/{subject}")


def styles(count: int) -> Iterator[Style]:
    """The first so many styles."""
    for number in range(1, count + 1):
        place, line = divmod(number - 1, len(LINES))
        edition, series = divmod(place, len(RANGES))
        name = f"{RANGES[series]} {LINES[line].goods}" + (f" {edition + 1}" if edition else "")
        style = Style(number, LINES[line], name, ())
        chosen = style.random("colours").sample(sorted(COLOURS), style.random("number").randint(2, 3))
        yield Style(number, LINES[line], name, tuple(chosen) if LINES[line].has_colours else ())


def product(style: Style) -> Item:
    """The product of a style."""
    random = style.random("product")
    return {
        "reference": style.reference,
        "name": style.name,
        "description": f"{style.name}. {style.line.composition}.",
        "productType": "ADDON" if style.line.category == "care" else "DEFAULT",
        "status": random.choices(("ACTIVE", "DRAFT", "DEPRECATED"), (8, 1, 1))[0],
        "taxCategory": "STANDARD",
        "category": style.line.category,
        "features": [{"reference": key, "name": FEATURES[key]} for key in random.sample(sorted(FEATURES), random.randint(1, 3))],
        "displayOrder": style.number * 10,
        "linkedIntegrations": [
            {"integration": "plm", "reference": f"P{style.number:06}"},
            {"integration": "webshop", "reference": str(7_000_000 + style.number * 10)},
        ],
        "billingEntityId": 1,
        "customFields": {
            "season": random.choice(("allYear", "springSummer", "fallWinter")),
            "composition": style.line.composition,
            "hsCode": style.line.hs_code,
            "wholesalePrice": f"{random.randint(8, 240)}.{random.choice(('00', '50'))}",
            "launchedOn": f"{random.randint(2019, 2025)}-{random.randint(1, 12):02}-01",
        },
    }


def variants(style: Style, ids: Mapping[str, int]) -> Iterator[Item]:
    """The colours of a style as products below it. `ids` are those of the styles, by reference."""
    for place, code in enumerate(style.codes, 1):
        random = style.random(code)
        yield {
            "reference": f"{style.reference}-{code}",
            "name": f"{style.name}, {COLOURS[code]}",
            "status": random.choices(("ACTIVE", "ARCHIVED"), (9, 1))[0],
            "category": style.line.category,
            "parentProductId": ids[style.reference],
            "displayOrder": style.number * 10 + place,
            "linkedIntegrations": [{"integration": "webshop", "reference": str(7_000_000 + style.number * 10 + place)}],
            "billingEntityId": 1,
            "customFields": {"colour": COLOURS[code]},
        }
