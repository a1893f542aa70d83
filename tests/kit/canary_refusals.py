"""Everything that somebody can be told by naming what it does not see: exactly, and misspelled, for a suggestion gives away most."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.test import Client

from tests.kit.canary import Planted
from tests.kit.canary_readings import API, Heard
from tests.kit.canary_scene import UNLISTED, Aviary
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.matrix_standings import FOREIGN, HIDDEN, OWN

Call = tuple[str, str, Any]
ORGANIZATION = {"type": "S", "name": "Fresh", "company": 1}
MODES = ("upsert", "updateOnly", "createOnly")


def refusals(client: Client, person: Person, calls: Iterator[Call]) -> Iterator[Heard]:
    """The answers to these calls. Nothing remains of them."""
    for method, path, body in calls:
        data = json.dumps(body)
        with transaction.atomic():
            answer = client.generic(method, API + path, data.encode(), content_type="application/json", headers=person.headers)
            transaction.set_rollback(True)
        yield Heard(f"{method} {path} {data}", f"{path} {data}", answer.content.decode())


def naming_the_hidden(aviary: Aviary) -> Iterator[Call]:
    """Keys, names, words and ids of hidden and foreign rows in every place that takes such."""
    for where, calls in _BY_WORD.items():
        for word in _spellings(aviary.planted, where):
            yield from calls(aviary, word)
    for key in ("MERGED-1", "merged-1"):
        yield from _organization_key(aviary, key)
    for name in ("Merged", "MERGED"):
        yield from _organization_name(aviary, name)
    yield from _product_by_id(aviary)
    for standing in (HIDDEN, FOREIGN):
        yield from _by_id(aviary, standing)
        yield from _people_by_id(aviary, standing)


def people_at_unseen_ends(aviary: Aviary) -> Iterator[Call]:
    """Addresses of people at the ends of an edge that is all that the asker sees of them."""
    for email in (aviary.unlisted, aviary.unlisted.upper(), aviary.unlisted[1:], UNLISTED):
        for more in ({}, {"firstName": "Una"}):
            yield "PATCH", f"relationships/{aviary.edge}", {"contacts": [{"email": email, **more}]}


def _edge(aviary: Aviary, **members: Any) -> dict[str, Any]:
    values = aviary.scene.values
    ends = {"source": external(values["organization key", OWN]), "target": external(values["organization key target", OWN])}
    return {**ends, "types": [values["type", OWN]], "relationshipStatus": "active", **members}


def _contact(aviary: Aviary, **members: Any) -> dict[str, Any]:
    own = external(aviary.scene.values["organization key", OWN])
    return {"organization": own, "firstName": "Joe", "email": "fresh@people.example", **members}


def _organization_key(aviary: Aviary, key: str) -> Iterator[Call]:
    for end in ("source", "target", "leadSupplier"):
        yield "POST", "relationships/upsert", _edge(aviary, **{end: external(key)})
    yield "POST", "contacts/upsert", _contact(aviary, organization=external(key))
    yield "POST", "organizations", ORGANIZATION | {"externalId": key}
    for mode in MODES:
        yield "POST", f"organizations/upsert?mode={mode}", {"organizations": [ORGANIZATION | {"externalId": key}]}


def _organization_name(aviary: Aviary, name: str) -> Iterator[Call]:
    yield "POST", "organizations", ORGANIZATION | {"name": name}
    yield "POST", "organizations/upsert", ORGANIZATION | {"name": name}
    yield "PATCH", f"organizations/{aviary.scene.values['organization', OWN]}", {"name": name}


def _contact_key(aviary: Aviary, key: str) -> Iterator[Call]:
    yield "PATCH", f"contacts/{aviary.scene.values['contact', OWN]}", {"externalId": key}
    for mode in MODES:
        yield "POST", f"contacts/upsert?mode={mode}", {"contacts": [_contact(aviary, externalId=key)]}


def _address(aviary: Aviary, word: str) -> Iterator[Call]:
    listed = {"contacts": [{"email": f"{word}@kx.example"}]}
    yield "POST", "relationships/upsert", _edge(aviary, **listed)
    yield "PATCH", f"relationships/{aviary.scene.values['relationship', OWN]}", listed
    yield "POST", "organizations/upsert", ORGANIZATION | {"contacts": [{"email": f"{word}@kx.example", "firstName": "Joe"}]}


def _type(aviary: Aviary, key: str) -> Iterator[Call]:
    yield "POST", "relationships/upsert", _edge(aviary, types=[key])
    yield "GET", f"organizations/{aviary.scene.values['organization', OWN]}/graph?types={key}", None


def _field(aviary: Aviary, key: str) -> Iterator[Call]:
    yield "POST", "organizations/upsert", ORGANIZATION | {"customFields": {key: "x"}}
    yield "POST", "relationships/upsert", _edge(aviary, customFields={key: "x"})
    yield "POST", "products/upsert", {"reference": "FRESH", "name": "Fresh", "customFields": {key: "x"}}
    for name in ("organizations", "contacts", "relationships", "products"):
        yield "GET", f"{name}?customFields.{key}=x", None


def _product_key(aviary: Aviary, key: str) -> Iterator[Call]:
    yield "PATCH", f"products/{aviary.scene.values['product', OWN]}", {"reference": key}
    for mode in MODES:
        yield "POST", f"products/upsert?mode={mode}", {"products": [{"reference": key, "name": "Fresh"}]}


def _product_category(aviary: Aviary, key: str) -> Iterator[Call]:
    yield "POST", "products/upsert", {"reference": "FRESH", "name": "Fresh", "category": key}


def _link(aviary: Aviary, word: str) -> Iterator[Call]:
    links = [{"integration": integration, "reference": word} for integration in ("webshop", word)]
    yield "POST", "products/upsert", {"reference": "FRESH", "name": "Fresh", "linkedIntegrations": links}


def _role(aviary: Aviary, name: str) -> Iterator[Call]:
    yield "POST", "members", {"email": "fresh@people.example", "role": name}
    yield "PATCH", f"members/{aviary.scene.values['user', OWN]}", {"role": name}


_BY_WORD: dict[tuple[str, str], Callable[[Aviary, str], Iterator[Call]]] = {
    ("organizations.Organization", "external_id"): _organization_key,
    ("organizations.Organization", "name"): _organization_name,
    ("contacts.Contact", "external_id"): _contact_key,
    ("contacts.Contact", "email"): _address,
    ("contacts.ContactRole", "key"): lambda aviary, key: iter([("POST", "contacts/upsert", _contact(aviary, role=key))]),
    ("relationships.RelationshipType", "key"): _type,
    ("customfields.CustomField", "key"): _field,
    ("products.Product", "external_id"): _product_key,
    ("products.Product", "linked_integrations"): _link,
    ("products.ProductCategory", "key"): _product_category,
    ("accounts.Role", "name"): _role,
    ("accounts.Team", "name"): lambda aviary, name: iter([("POST", "teams", {"name": name})]),
}


def _by_id(aviary: Aviary, standing: str) -> Iterator[Call]:
    values = aviary.scene.values
    id_, contact_id, edge_id = (values[kind, standing] for kind in ("organization", "contact", "relationship"))
    yield "POST", "organizations/upsert", {"id": id_, "city": "Porto"}
    yield "POST", "contacts/upsert", _contact(aviary, id=contact_id)
    yield "POST", "relationships/upsert", _edge(aviary, id=edge_id)
    for end in ("source", "target", "leadSupplier"):
        yield "POST", "relationships/upsert", _edge(aviary, **{end: {"kind": "internal", "value": str(id_)}})
    for name, its_id in (("organizations", id_), ("contacts", contact_id), ("relationships", edge_id)):
        yield "PATCH", f"{name}/{its_id}", {}
        yield "PUT", f"{name}/{its_id}", {"name": "Fresh"}
        yield "DELETE", f"{name}/{its_id}", None
    yield "POST", f"organizations/{id_}/restore", None


def _product_by_id(aviary: Aviary) -> Iterator[Call]:
    """Of products nothing is hidden inside an account."""
    theirs, parent = (aviary.scene.values[kind, FOREIGN] for kind in ("product", "product parent"))
    yield "POST", "products/upsert", {"id": theirs, "name": "Fresh"}
    yield "POST", "products/upsert", {"reference": "FRESH", "name": "Fresh", "parentProductId": parent}
    yield "POST", "products/upsert", {"reference": "FRESH", "name": "Fresh", "categoryId": aviary.scene.values["product category", FOREIGN]}
    for method in ("PATCH", "PUT", "DELETE"):
        yield method, f"products/{theirs}", {"name": "Fresh"} if method != "DELETE" else None


def _people_by_id(aviary: Aviary, standing: str) -> Iterator[Call]:
    values = aviary.scene.values
    for kind in ("user", "team"):
        if (kind, standing) in values:
            grant = {"principal": {"kind": kind, "id": values[kind, standing]}, "permissions": ["read"]}
            yield "PUT", f"organizations/{values['organization', OWN]}/grants", {"grants": [grant]}
            yield "POST", "teams", {"name": "Fresh", "members": [values[kind, standing]]}
            yield "POST", "api-keys", {"scopes": ["all"], "user": values[kind, standing]}


def _spellings(planted: Planted, where: tuple[str, str]) -> Iterator[str]:
    """A word of each side in that column: as it is, shouted, with a letter missing, with one too many."""
    found = {side: word for word, (side, its_place) in planted.words.items() if its_place == where}
    for word in found.values():
        yield from (word, word.upper(), word[:-1], f"{word[:3]}-{word[3:]}")
