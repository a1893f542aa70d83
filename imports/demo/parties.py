"""The organizations of the demo: brands and retailers, sourcing groups, three tiers of suppliers, inspection agencies.

Party number n is the same in every size: a larger demo only adds to a smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from imports.demo.countries import Country, Namer, Place, ascii_word, countries

SEED = 20250101
BUYERS_LIVE_IN = ("US", "GB", "DE", "FR", "SE", "JP")
# The pair of the API's example: both exist, but no relationship between them, which is left to whoever tries it.
BRAND, SUPPLIER = "ID-123", "LC-111"
CAST = {BRAND: ("US", "Larkfell Creek Outdoor Inc."), SUPPLIER: ("VN", "Lamiso Tan Garments Co., Ltd")}
# Two that are known twice, as in real accounts: once under another form of the name, once misspelt.
TWINS = {
    "LC-121": ("VN", "LAMISO TAN Garments Company Limited"),
    "LC-126": ("PT", "Têxteis Serra do Outeiro Lda"),
    "LC-166": ("PT", "Texteis Serra de Outeiro, Lda"),
}


@dataclass(frozen=True)
class Trade:
    """What a party does. `tier`: 0 buys, 1 sews, 2 makes fabric and trims, 3 makes raw material; None: beside the chain."""

    name: str
    type: str
    tier: int | None
    prefix: str
    category: str
    roles: Sequence[str]


BRANDS = Trade("brand", "B", 0, "ID", "Brand or retailer", ("Sourcing Manager", "Compliance Officer", "Accounts Payable"))
RETAILERS = Trade("retailer", "R", 0, "ID", "Brand or retailer", ("Sourcing Manager", "Merchandiser", "Accounts Payable"))
AGENCIES = Trade("agency", "I", None, "QA", "Inspection", ("Lead Inspector", "Managing Director"))
GROUPS = Trade("group", "S", None, "LCG", "Sourcing group", ("Managing Director", "Merchandiser"))
SEWING = Trade("sewing", "F", 1, "LC", "Cut and sew", ("Production Planner", "Quality Manager", "Compliance Officer", "Merchandiser"))
MILLS = Trade("fabric", "F", 2, "LC", "Fabric and trims", ("Production Planner", "Quality Manager", "Merchandiser"))
TRADERS = Trade("fabric", "S", 2, "LC", "Fabric and trims", ("Merchandiser", "Managing Director"))
SPINNERS = Trade("material", "F", 3, "LC", "Raw material", ("Production Planner", "Managing Director"))
MERCHANTS = Trade("material", "S", 3, "LC", "Raw material", ("Merchandiser", "Managing Director"))

# Forty parties at a time, over and over.
ROUND = (BRANDS, RETAILERS, AGENCIES, *[GROUPS] * 2, *[SEWING] * 14, *[MILLS] * 8, *[TRADERS] * 4, *[SPINNERS] * 5, *[MERCHANTS] * 4)


@dataclass(frozen=True)
class Person:
    """Somebody to talk to."""

    first_name: str
    last_name: str
    email: str
    phone: str
    role: str


@dataclass(frozen=True)
class Party:
    """One organization. `people`: the first is its contact person."""

    number: int
    external_id: str
    trade: Trade
    name: str
    country: Country
    place: Place
    domain: str
    people: Sequence[Person] = field(default=())

    def random(self, subject: str) -> Random:
        """Chance that depends on this party and the subject only."""
        return Random(f"{SEED}/{self.external_id}/{subject}")


def parties(count: int) -> Iterator[Party]:
    """The first so many parties of the demo."""
    random, namer, numbers = Random(SEED), Namer(), {"ID": 123, "LC": 111, "LCG": 1, "QA": 101}
    for number in range(count):
        trade = ROUND[number % len(ROUND)]
        external_id = _external_id(trade, numbers)
        if external_id in CAST:
            code, name = CAST[external_id]
            country, name = countries()[code], namer.once(name)
        else:
            country = _country(trade, random)
            name = namer.name(country, trade.name, random)
        place = random.choice(country.places)
        if external_id in TWINS:  # after the dice: whoever comes later is the same with them and without
            code, name = TWINS[external_id]
            country, place = countries()[code], countries()[code].places[0]
        domain = f"{ascii_word(name.replace(country.form, ''))}.example"
        yield _with_people(Party(number, external_id, trade, name, country, place, domain))


def _external_id(trade: Trade, numbers: dict[str, int]) -> str:
    """The next key of the account's own numbering: ID-123, ID-124 and so on; LC-111, LCG-1 and QA-101 begin the other series."""
    number = numbers[trade.prefix]
    numbers[trade.prefix] = number + 1
    return f"{trade.prefix}-{number}"


def _country(trade: Trade, random: Random) -> Country:
    known = countries()
    codes = BUYERS_LIVE_IN if trade.tier == 0 else tuple(known)
    return known[random.choices(codes, [known[code].weight for code in codes])[0]]


def _with_people(party: Party) -> Party:
    random = party.random("people")
    roles = party.trade.roles[: random.randint(1, len(party.trade.roles))]
    people = {person.email: person for person in (_person(party, role, random) for role in roles)}
    if party.external_id == SUPPLIER:
        joe = Person("Joe", "Walker", "joe@example.com", f"{party.country.dial} 55 0100", "Merchandiser")
        people = {joe.email: joe, **people}
    return Party(**{**vars(party), "people": tuple(people.values())})


def _person(party: Party, role: str, random: Random) -> Person:
    first, last = random.choice(party.country.first_names), random.choice(party.country.last_names)
    email = f"{ascii_word(first)}.{ascii_word(last)}@{party.domain}"
    return Person(first, last, email, f"{party.country.dial} {random.randint(20, 99)} {random.randint(100_0000, 999_9999)}", role)
