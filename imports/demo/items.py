"""The demo's parties, people and edges as upsert items, just as a consumer would send them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from imports.demo.edges import Edge
from imports.demo.parties import SUPPLIER, Party, Person

Item = dict[str, Any]
FIRST_DAY = date(2012, 1, 2)
PROCESSES = {
    "sewing": ("cutting", "sewing", "knitting", "printing"),
    "fabric": ("weaving", "knitting", "dyeing", "printing"),
    "material": ("spinning", "tanning"),
}
TRADES = {
    "brand": "Brand with collections of its own, sold through retailers and online.",
    "retailer": "Retailer with shops of its own.",
    "agency": "Independent inspection agency.",
    "group": "Sourcing group; runs several factories and takes the lead towards their buyers.",
    "sewing": "Cuts, sews and packs finished goods.",
    "fabric": "Makes fabric and trims for sewing factories.",
    "material": "Makes yarn, leather or fibre for mills.",
}
NOTES = (
    "Primary supplier relationship",
    "Backup capacity for peak season",
    "On probation after late deliveries",
    "Nominated for recycled materials",
)
GROUPS_OF_GOODS = ("tops", "bottoms", "outerwear", "footwear", "accessories")


@dataclass(frozen=True)
class Words:
    """Ids that the account gave to what items can only name by id: categories by name, the audit template."""

    categories: Mapping[str, int]
    audit_template: int


def organization(party: Party, words: Words) -> Item:
    """The organization of a party."""
    random, place = party.random("organization"), party.place
    item: Item = {
        "externalId": party.external_id,
        "type": party.trade.type,
        "name": party.name,
        "category": words.categories[party.trade.category],
        "addressLine1": f"{random.randint(1, 240)} {random.choice(party.country.streets)}",
        "city": place.city,
        "stateProvince": place.province,
        "zipPostalCode": place.postal_code,
        "country": party.country.code,
        "phone": f"{party.country.dial} {random.randint(20, 99)} {random.randint(100_0000, 999_9999)}",
        "website": f"https://www.{party.domain}",
        "generalDescription": f"{TRADES[party.trade.name]} In {place.city}.",
        "latitude": _near(place.latitude, random),
        "longitude": _near(place.longitude, random),
    }
    item |= _signed("nda", random) | _signed("msa", random)
    item["customFields"] = _organization_fields(party, random)
    if party.trade.type == "F" and (random.random() < 0.6 or party.external_id == SUPPLIER):
        item["template"] = {"id": words.audit_template}
        item["customFields"] |= _audit(party, random)
    return item


def contacts(party: Party) -> Iterator[Item]:
    """The people of a party; the first is its contact person."""
    for place, person in enumerate(party.people):
        yield _contact(party, person, place)


def relationship(edge: Edge) -> Item:
    """The relationship of an edge."""
    random = edge.random()
    fields: Item = {"custom1": _day(random), "priority": random.choices(("high", "medium", "low"), (2, 5, 3))[0]}
    if random.random() < 0.3:
        fields["notes"] = random.choice(NOTES)
    if edge.types[0] != "inspects":
        fields |= _trade_fields(edge, random)
    return {
        "source": _external(edge.source),
        "target": _external(edge.target),
        "leadSupplier": _external(edge.lead) if edge.lead is not None else None,
        "types": list(edge.types),
        "relationshipStatus": "active" if random.random() < 0.92 else "inactive",
        "customFields": fields,
        "contacts": [{"email": person.email} for person in edge.target.people[: random.randint(0, 2)]],
    }


def _external(party: Party) -> Item:
    return {"kind": "external", "value": party.external_id}


def _contact(party: Party, person: Person, place: int) -> Item:
    random = party.random(person.email)
    return {
        "externalId": f"{party.external_id}/{place + 1}",
        "organization": _external(party),
        "firstName": person.first_name,
        "lastName": person.last_name,
        "email": person.email,
        "phoneNumber": person.phone,
        "role": person.role,
        "type": random.choice(("account_management", "billing", "executive", "sales", "support", "technical")),
        "isPrimary": place == 0,
        "customFields": {"language": random.choice(("en", "local", "both")), "trainedOn": _day(random), "isDeputy": place > 2},
    }


def _organization_fields(party: Party, random: Random) -> Item:
    fields: Item = {
        "tradeName": party.name.split(" ")[0],
        "annualTurnover": f"{random.randint(400, 90_000) * 1000}.00",
        "foundedOn": f"{random.randint(1955, 2019)}-{random.randint(1, 12):02}-01",
        "ownership": random.choice(("family", "private", "listed", "cooperative")),
        "codeOfConduct": f"https://www.{party.domain}/code-of-conduct",
        "grievanceMailbox": f"grievance@{party.domain}",
    }
    if processes := PROCESSES.get(party.trade.name):
        fields["processes"] = _some(processes, random)
    if party.trade.type in ("F", "S"):
        fields["sapVendor"] = str(100_000 + party.number)
    if party.trade.type == "F":
        fields |= {"workers": random.randint(4, 480) * 10, "hasUnion": random.random() < 0.45}
    return fields


def _audit(party: Party, random: Random) -> Item:
    findings = max(0, random.randint(-3, 9))
    return {
        "auditedOn": _day(random),
        "auditor": f"{random.choice(party.country.first_names)} {random.choice(party.country.last_names)}",
        "auditGrade": "A" if findings == 0 else "B" if findings < 5 else "C",
        "openFindings": findings,
        "auditReport": f"https://audits.{party.domain}/latest",
    }


def _trade_fields(edge: Edge, random: Random) -> Item:
    return {
        "annualVolume": f"{random.randint(5, 4_000) * 1000}.{random.choice(('00', '50'))}",
        "leadTimeDays": random.randint(2, 24) * 5,
        "isExclusive": random.random() < 0.1,
        "productGroups": _some(GROUPS_OF_GOODS, random),
        "frameworkContract": f"https://contracts.{edge.source.domain}/{edge.target.external_id}",
        "orderDesk": f"orders@{edge.target.domain}",
    }


def _signed(name: str, random: Random) -> Item:
    """`ndaSigned` and its date, or the same of the MSA."""
    signed = random.random() < 0.6
    return {f"{name}Signed": signed, f"{name}SignedDate": _day(random) if signed else None}


def _some(options: Sequence[str], random: Random) -> list[str]:
    return sorted(random.sample(options, random.randint(1, len(options) - 1)))


def _day(random: Random) -> str:
    return (FIRST_DAY + timedelta(days=random.randint(0, 4_700))).isoformat()


def _near(degrees: float, random: Random) -> Decimal:
    """Somewhere in town: within four kilometres or so."""
    return Decimal(str(degrees)) + Decimal(random.randint(-4_000, 4_000)).scaleb(-5)
