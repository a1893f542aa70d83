"""The lists of what an account defines once: relationship types, contact roles, categories, companies, custom fields, countries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Company
from accounts.services import add_company
from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from customfields.services import save_custom_field_template
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import RelationshipType
from tests.kit.calls import all_rows, assert_problem, assert_refused_parameter, get, rows, statements
from tests.kit.cast import Cast, Person, bearer, make_cast, make_key, make_person
from tests.kit.chain import define
from tests.kit.scenes import kept_for_module

LISTS = ["relationship-types", "contact-roles", "categories", "product-categories", "companies", "custom-fields", "custom-field-templates"]
EVERYTHING = [*LISTS, "countries"]


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Acme has a vocabulary; of globex's, each list holds one word with a name that sorts first."""
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        fill(cast.owner, ["b", "a", "c"])
        fill(cast.stranger, ["0"])
        yield cast


@pytest.fixture
def cast(shown: Cast, db: None) -> Cast:
    return shown


def fill(person: Person, keys: list[str]) -> None:
    """One entry a list for every key, in this order; a second company at least."""
    rows = {"account": person.account}
    for position, key in enumerate(keys):
        RelationshipType.rows.create(**rows, key=key, forward_label=f"{key} to", reverse_label=f"{key} of", source_types=["F", "S"])
        ContactRole.rows.create(**rows, key=key, label=key.upper(), is_active=key != "c")
        Category.rows.create(**rows, name=key)
        ProductCategory.rows.create(**rows, key=key, name=f"Goods {key}")
        add_company(person.account, key)
        for record_type in ("organization", "relationship"):
            save_custom_field_template(actor=person.actor, values={"recordType": record_type, "name": key, "order": -position})
        define(person, recordType="organization", key=f"x{key}", label=key, dataType="text", template=key, order=-position)
        define(person, recordType="contact", key=f"x{key}", label=key, dataType="boolean", order=-position)


def test_relationship_types_come_by_key(client: Client, cast: Cast):
    found = rows(client, cast.viewer, "relationship-types")
    assert [row["key"] for row in found] == ["a", "b", "c"]
    id_ = RelationshipType.objects.visible_to(cast.owner.actor).get(key="a").pk
    labels = {"key": "a", "forwardLabel": "a to", "reverseLabel": "a of", "sourceTypes": ["F", "S"], "targetTypes": []}
    assert found[0] == {"id": id_, **labels, "isSymmetric": False, "isActive": True}


def test_contact_roles_come_by_key_the_inactive_ones_too(client: Client, cast: Cast):
    found = rows(client, cast.viewer, "contact-roles")
    assert [(row["key"], row["isActive"]) for row in found] == [("a", True), ("b", True), ("c", False)]
    assert found[0] == {"id": ContactRole.objects.visible_to(cast.owner.actor).get(key="a").pk, "key": "a", "label": "A", "isActive": True}


def test_categories_come_by_name(client: Client, cast: Cast):
    found = rows(client, cast.viewer, "categories")
    assert [row["name"] for row in found] == ["a", "b", "c"]
    assert found[0] == {"id": Category.objects.visible_to(cast.owner.actor).get(name="a").pk, "name": "a", "isActive": True}


def test_product_categories_come_by_key(client: Client, cast: Cast):
    found = rows(client, cast.viewer, "product-categories")
    assert [row["key"] for row in found] == ["a", "b", "c"]
    id_ = ProductCategory.objects.visible_to(cast.owner.actor).get(key="a").pk
    assert found[0] == {"id": id_, "key": "a", "name": "Goods a", "isActive": True}


def test_companies_come_by_number_as_in_me(client: Client, cast: Cast):
    companies = get(client, cast.viewer, "me").json()["account"]["companies"]
    assert rows(client, cast.viewer, "companies") == companies
    assert [company["number"] for company in companies] == [1, 2, 3, 4]


def test_custom_fields_come_in_the_accounts_order_whatever_their_record_type(client: Client, cast: Cast):
    found = rows(client, cast.viewer, "custom-fields")
    assert [(row["recordType"], row["key"]) for row in found] == [
        (kind, key) for key in ("xc", "xa", "xb") for kind in ("organization", "contact")
    ]
    template = next(row for row in rows(client, cast.viewer, "custom-field-templates", recordType="organization") if row["name"] == "a")
    assert {name: value for name, value in found[2].items() if name != "id"} == {
        "recordType": "organization",
        "key": "xa",
        "label": "a",
        "dataType": "text",
        "required": False,
        "isActive": True,
        "order": -1,
        "template": {"id": template["id"], "name": "a"},
        "maxLength": None,
        "choices": [],
        "isIdentifier": False,
        "identifierScope": None,
        "appliesTo": [],
    }
    assert found[3]["template"] is None


def test_options_are_shown_with_their_labels(client: Client, cast: Cast):
    options = [{"key": "high", "label": "High"}, {"key": "low", "label": "Low"}]
    define(cast.owner, recordType="relationship", key="priority", label="Priority", dataType="choice", choices=options)
    (field,) = rows(client, cast.viewer, "custom-fields", recordType="relationship")
    assert field["choices"] == options


def test_templates_come_with_their_fields_as_custom_fields_shows_them(client: Client, cast: Cast):
    templates = rows(client, cast.viewer, "custom-field-templates", recordType="organization")
    fields = rows(client, cast.viewer, "custom-fields", recordType="organization")
    assert [template["name"] for template in templates] == ["c", "a", "b"]
    assert [template["fields"] for template in templates] == [[field] for field in fields]
    assert set(templates[0]) == {"id", "recordType", "name", "order", "fields"}


@pytest.mark.parametrize("path", ["custom-fields", "custom-field-templates"])
def test_definitions_are_narrowed_by_record_type(client: Client, cast: Cast, path: str):
    other = "contact" if path == "custom-fields" else "relationship"
    assert [row["recordType"] for row in rows(client, cast.viewer, path, recordType=other)] == [other] * 3
    assert rows(client, cast.viewer, path, recordType="product") == []
    for wrong in ("organizations", "", "Contact", ["contact", "product"]):
        assert_refused_parameter(get(client, cast.viewer, path, recordType=wrong), "recordType")


def test_countries_are_whole_and_by_name(client: Client, cast: Cast):
    body = get(client, cast.viewer, "countries").json()
    assert (body["page"], body["links"]) == ({"limit": 500, "next": None}, {"next": None})
    assert {"alpha2": "TR", "numeric": "792", "name": "Türkiye"} in body["data"]
    assert len(body["data"]) == 249
    assert [row["name"] for row in body["data"]] == sorted(row["name"] for row in body["data"])
    assert_refused_parameter(get(client, cast.viewer, "countries", limit=5), "limit", "unknown_parameter")


@pytest.mark.parametrize("path", LISTS)
def test_pages_visit_every_row_once_in_order(client: Client, cast: Cast, path: str):
    whole = rows(client, cast.viewer, path)
    for limit in (1, 2, len(whole), 500):
        assert all_rows(client, cast.viewer, path, limit=limit) == whole
    assert get(client, cast.viewer, path, total="true", limit=1).json()["page"]["total"] == len(whole)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_holds_the_words_of_the_callers_account_only(client: Client, cast: Cast, path: str):
    name = {"relationship-types": "key", "contact-roles": "key", "product-categories": "key", "custom-fields": "label"}.get(path, "name")
    mine, theirs = ({row[name] for row in rows(client, person, path)} - {"Acme", "Globex"} for person in (cast.viewer, cast.stranger))
    assert (mine, theirs) == ({"a", "b", "c"}, {"0"})
    cursor = (
        get(client, cast.stranger, path, limit=1).json()["page"]["next"]
        or get(client, cast.owner, "companies", limit=1).json()["page"]["next"]
    )
    if path != "companies":
        assert_refused_parameter(get(client, cast.viewer, path, cursor=cursor), "cursor")


@pytest.mark.parametrize("path", EVERYTHING)
def test_any_role_reads(client: Client, cast: Cast, path: str):
    partner = make_person(cast.acme, "Partner", "partner@acme.example")
    expected = rows(client, cast.owner, path)
    for person in (cast.editor, cast.viewer, cast.integration, partner):
        assert rows(client, person, path) == expected


@pytest.mark.parametrize("path", LISTS)
def test_a_key_reads_as_far_as_its_scopes_go(client: Client, cast: Cast, path: str):
    reader, other = (bearer(make_key(cast.acme, scopes=[scope])) for scope in ("settings.read", "organization.all"))
    assert client.get(f"/api/v2/{path}", headers=reader).status_code == 200
    assert_problem(client.get(f"/api/v2/{path}", headers=other), 403, "permission_denied")


@pytest.mark.parametrize("path", EVERYTHING)
def test_what_can_not_be_served_is_refused(client: Client, cast: Cast, path: str):
    assert_problem(client.get(f"/api/v2/{path}"), 401, "not_authenticated")
    assert_refused_parameter(get(client, cast.viewer, path, q="a"), "q", "unknown_parameter")
    answer = client.get(f"/api/v2/{path}", headers=cast.viewer.headers | {"If-None-Match": "*"})
    assert_refused_parameter(answer, "If-None-Match")
    for method in (client.put, client.patch, client.delete):
        assert_problem(method(f"/api/v2/{path}", headers=cast.owner.headers), 405, "method_not_allowed")
    assert_problem(get(client, cast.viewer, f"{path}/{2**62}"), 404, "not_found")


@pytest.mark.parametrize("path", LISTS)
def test_bad_pages_are_refused(client: Client, cast: Cast, path: str):
    wrong: list[tuple[str, Any]] = [("limit", "0"), ("limit", "501"), ("limit", "1e2"), ("cursor", "x"), ("total", "1")]
    for name, value in wrong:
        assert_refused_parameter(get(client, cast.viewer, path, **{name: value}), name)


@pytest.mark.parametrize("path", EVERYTHING)
def test_an_answer_is_for_its_reader_and_head_has_no_body(client: Client, cast: Cast, path: str):
    answer = get(client, cast.viewer, path)
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "X-API-KEY", "X-Platform-Id"} <= set(answer["Vary"].split(", "))
    head = client.head(f"/api/v2/{path}", headers=cast.viewer.headers)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", answer["Content-Length"])


def test_a_page_of_50_takes_as_many_statements_as_one_of_2(client: Client, cast: Cast):
    crowd(cast.owner, 50)
    for path in LISTS:
        # Key, grants of the viewer, rows, and what templates hold.
        assert statements(client, cast.viewer, path, limit=2) == statements(client, cast.viewer, path, limit=50) <= 4, path


def crowd(person: Person, size: int) -> None:
    """So many more of everything; every template has a field."""
    of, words = {"account": person.account}, [f"w{number}" for number in range(size)]
    RelationshipType.rows.bulk_create(RelationshipType(**of, key=word, forward_label=word, reverse_label=word) for word in words)
    ContactRole.rows.bulk_create(ContactRole(**of, key=word, label=word) for word in words)
    Category.rows.bulk_create(Category(**of, name=word) for word in words)
    ProductCategory.rows.bulk_create(ProductCategory(**of, key=word, name=word) for word in words)
    Company.rows.bulk_create(Company(**of, number=number, name="w") for number in range(100, 100 + size))
    templates = CustomFieldTemplate.rows.bulk_create(CustomFieldTemplate(**of, record_type="organization", name=word) for word in words)
    CustomField.rows.bulk_create(
        CustomField(**of, record_type="organization", key=one.name, label="w", data_type="text", template=one) for one in templates
    )
