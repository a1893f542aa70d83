"""The description of the API, and what it says of an answer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts.custom_roles import create_role
from accounts.grants import PrincipalName, Share, SharedRecord, set_grants
from accounts.models import ApiKey
from accounts.teams import create_team
from api.schema_pages import document
from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import RelationshipType
from tests.kit.cast import Cast, make_cast
from tests.kit.chain import Chain, contact, delivery, make_chain, save
from tests.kit.scenes import kept_for_module

Schema = dict[str, Any]
SHELL: Schema = {
    "reference": "SHELL",
    "name": "Shell",
    "category": "tops",
    "features": [{"reference": "taped", "name": "Taped"}],
    "linkedIntegrations": [{"integration": "webshop", "reference": "4711"}],
    "billingEntityId": 1,
}
SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


@dataclass(frozen=True)
class Description:
    """The document, and validators made from it."""

    root: Schema

    def operations(self) -> Iterator[tuple[str, str, Schema]]:
        """(path, method, operation) of every operation."""
        for path, methods in self.root["paths"].items():
            for method, operation in methods.items():
                yield path, method, operation

    def resolved(self, part: Schema) -> Schema:
        """The part, or what it refers to."""
        while "$ref" in part:
            found: Any = self.root
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            part = found
        return part

    def complaints(self, schema: Schema, value: object, *, strict: bool = False) -> list[str]:
        """What is wrong with a value. `strict`: members that the schema does not name are wrong, too."""
        components = self.closed if strict else self.root["components"]
        whole = (_closed(schema) if strict else schema) | {"components": components}
        checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]

    @cached_property
    def closed(self) -> Schema:
        """The components, with objects that hold what they name and nothing else."""
        closed: Schema = _closed(self.root["components"])
        return closed

    def assert_described(self, path: str, method: str, answer: Any) -> None:
        """The answer has a status that the operation knows, the headers and the content of it, and no member besides."""
        operation = self.root["paths"][path][method]
        response = self.resolved(operation["responses"][str(answer.status_code)])
        content = response["content"][answer["Content-Type"]]
        assert self.complaints(content["schema"], answer.json(), strict=True) == [], answer.content[:2_000]
        required = [name for name, header in response["headers"].items() if self.resolved(header).get("required")]
        assert all(name in answer for name in required)


def _closed(part: Any) -> Any:
    """A copy in which every object with members is closed. What is a piece of a composition is closed around the composition."""
    if isinstance(part, list):
        return [_closed(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    closed = {name: copy.deepcopy(inner) if name == "Problem" else _closed(inner) for name, inner in part.items()}
    if "allOf" in closed:
        return closed | {"unevaluatedProperties": False}
    is_object = isinstance(closed.get("properties"), dict) and closed.get("type") == "object"
    return {"additionalProperties": False} | closed if is_object else closed


@pytest.fixture(scope="session")
def description() -> Description:
    return Description(json.loads(document()))


REFERENCE_BODIES: dict[str, Schema] = {
    "/account patch": {"name": "Acme Outdoor", "policies": {"organizationNamesUnique": False}},
    "/relationship-types post": {"key": "agent", "forwardLabel": "sells for", "reverseLabel": "is sold by"},
    "/relationship-types/{id} patch": {"sourceTypes": ["F"]},
    "/contact-roles post": {"key": "seller", "label": "Seller"},
    "/contact-roles/{id} patch": {"label": "Head buyer"},
    "/categories post": {"name": "Trims"},
    "/categories/{id} patch": {"name": "Textiles and trims"},
    "/product-categories post": {"key": "bags", "name": "Bags"},
    "/product-categories/{id} patch": {"name": "Tops and shirts"},
    "/companies post": {"name": "Acme Europe"},
    "/companies/{id} patch": {"name": "Acme Outdoor Inc."},
    "/custom-fields post": {"recordType": "contact", "key": "language", "dataType": "choice", "choices": [{"key": "en"}]},
    "/custom-fields/{id} patch": {"label": "Amount", "required": False},
    "/custom-field-templates post": {"recordType": "organization", "name": "Visit"},
    "/custom-field-templates/{id} patch": {"order": 3},
}
WORDS = {
    "relationship-types": RelationshipType,
    "contact-roles": ContactRole,
    "categories": Category,
    "product-categories": ProductCategory,
    "custom-fields": CustomField,
    "custom-field-templates": CustomFieldTemplate,
}


@dataclass(frozen=True)
class Linked:
    """Two accounts; in acme a chain of two suppliers, a team, a role and a grant, so that every operation has something to show."""

    cast: Cast
    chain: Chain
    people: dict[str, int]

    def call(self, client: Client, path: str, method: str, **query: Any) -> Any:
        """The answer to an operation of the document, called as it should be."""
        name = path.split("/")[1]
        id_ = self.people.get(name) or (self.chain.of(name)[-1] if "{id}" in path else 0)
        address = f"/api/v2{path}".replace("{id}", str(id_))
        if method in ("get", "delete"):
            return getattr(client, method)(address, query_params=query, headers=self.cast.owner.headers)
        body = json.dumps(self._body(path, method))
        return getattr(client, method)(address, body, content_type="application/json", headers=self.cast.owner.headers, query_params=query)

    def _body(self, path: str, method: str) -> Schema:
        """What the operation takes."""
        if path.endswith("/upsert"):
            name = path.split("/")[1]
            items = {"organizations": {"externalId": "S-1"}, "contacts": contact("S-1"), "relationships": delivery("S-1")}
            return {name: [(items | {"products": {"reference": "SHELL"}})[name]]}
        return {
            "/members post": {"email": "new@acme.example", "role": "Viewer"},
            "/members/{id} patch": {"role": "Editor"},
            "/teams post": {"name": "Audit", "members": [self.people["members"]]},
            "/teams/{id} patch": {"name": "Sourcing"},
            "/roles post": {"name": "Auditor", "operations": ["ORGANIZATION.READ"]},
            "/roles/{id} patch": {"permissions": ["read"]},
            "/api-keys post": {"scopes": ["all"]},
            "/api-keys/{id} patch": {"name": "Nightly"},
            **REFERENCE_BODIES,
        }.get(f"{path} {method}", {"grants": [{"principal": {"kind": "account"}, "permissions": ["read"]}]})


def make_people(cast: Cast, chain: Chain) -> dict[str, int]:
    """The id of something that each address of people, keys and reference data can show; and grants on the last records of the chain."""
    team = create_team(actor=cast.owner.actor, name="Buyers", members=[cast.viewer.user.pk])
    role = create_role(actor=cast.owner.actor, said={"name": "Buyer", "operations": ["ORGANIZATION.READ"]})
    for name in ("organizations", "relationships"):
        record = SharedRecord(name.removesuffix("s"), chain.of(name)[-1])
        share = Share(PrincipalName("team", team.pk), ["edit"])
        set_grants(actor=cast.owner.actor, record=record, shares=[share])
    ProductCategory.rows.create(account=cast.acme, key="tops", name="Tops")
    product_id = save(cast.owner.actor, "products", SHELL)[0]
    key = ApiKey.rows.get(account=cast.acme, user=cast.integration.user)
    words = {name: model.objects.visible_to(cast.owner.actor).earliest("pk").pk for name, model in WORDS.items()}
    people = {"members": cast.viewer.user.pk, "teams": team.pk, "roles": role.pk, "api-keys": key.pk}
    return {**people, "companies": 1, "products": product_id, **words}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Linked]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        chain = make_chain(cast.owner, 2)
        yield Linked(cast, chain, make_people(cast, chain))


@pytest.fixture
def linked(made: Linked, db: None) -> Linked:
    """The chain, inside a savepoint of the test's own."""
    return made
