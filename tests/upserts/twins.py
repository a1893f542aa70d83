"""Two suppliers that are one, a brand and a factory; and merging the two over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.kit.calls import API, Item, get, saved
from tests.kit.cast import Person
from tests.kit.chain import external

ALDER: Item = {"externalId": "A-1", "type": "S", "name": "Alder"}
USUAL: Item = {"types": ["direct supplier"], "relationshipStatus": "active"}
MILLS: Item = {"externalId": "A-2", "type": "S", "name": "Alder Mills"}


@dataclass(frozen=True, slots=True)
class Twins:
    """Ids: the survivor A-1, the loser A-2, brand B-1, factory F-1."""

    survivor: int
    loser: int
    brand: int
    factory: int


def make_twins(client: Client, person: Person, survivor: Item | None = None, loser: Item | None = None) -> Twins:
    """`survivor` and `loser` are members that the two have besides type, name and external id."""
    made = saved(
        client,
        person,
        "organizations",
        {**ALDER, **(survivor or {})},
        {**MILLS, **(loser or {})},
        {"externalId": "B-1", "type": "B", "name": "Brand", "contacts": [{"email": "bea@b.example", "firstName": "Bea"}]},
        {"externalId": "F-1", "type": "F", "name": "Factory"},
    )
    return Twins(*(result["id"] for result in made))


def merge(client: Client, person: Person, survivor: int, body: object, query: str = "", **headers: str) -> Any:
    """The answer to POST /organizations/{survivor}/merge; a number as body is the loser's id. Headers in Python: if_match."""
    said = {"from": body} if isinstance(body, int) else body
    sent = person.headers | {name.replace("_", "-"): value for name, value in headers.items()}
    path = f"{API}organizations/{survivor}/merge{query}"
    return client.post(path, json.dumps(said), content_type="application/json", headers=sent)


def merged(client: Client, person: Person, twins: Twins, query: str = "", **headers: str) -> Item:
    """The body of the answer to a merge of the two, which must succeed."""
    answer = merge(client, person, twins.survivor, twins.loser, query, **headers)
    assert answer.status_code == 200, answer.content
    found: Item = answer.json()
    return found


def edge(client: Client, person: Person, source: str, target: str, **members: Any) -> int:
    """The id of a relationship between two organizations by external id."""
    (made,) = saved(client, person, "relationships", {"source": external(source), "target": external(target), **USUAL, **members})
    identity: int = made["id"]
    return identity


def contact(client: Client, person: Person, organization: str, email: str, **members: Any) -> int:
    """The id of a contact of an organization by external id."""
    (made,) = saved(client, person, "contacts", {"organization": external(organization), "email": email, "firstName": "Joe", **members})
    identity: int = made["id"]
    return identity


def one(client: Client, person: Person, path: str) -> Item:
    """What GET shows at an address that must be there."""
    answer = get(client, person, path)
    assert answer.status_code == 200, answer.content
    found: Item = answer.json()
    return found
