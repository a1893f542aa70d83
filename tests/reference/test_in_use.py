"""What is in use is not removed: it is deactivated, or stays."""

from __future__ import annotations

import pytest
from django.test import Client

from activity.models import Change
from organizations.models import Organization
from tests.kit.calls import get, outcome, refusal, rows, saved
from tests.kit.cast import Cast
from tests.kit.chain import make_chain
from tests.kit.writing import assert_refused, send, written
from tests.reference.conftest import history

pytestmark = pytest.mark.django_db


def of(client: Client, cast: Cast, path: str, name: str, value: str) -> str:
    """The address of the row that is called so."""
    return f"{path}/{next(row['id'] for row in rows(client, cast.owner, path) if row[name] == value)}"


@pytest.mark.parametrize(
    ("path", "name", "value", "record_type"),
    [
        ("relationship-types", "key", "maker", "relationship_type"),
        ("contact-roles", "key", "buyer", "contact_role"),
        ("categories", "name", "Textiles", "category"),
        ("custom-fields", "key", "auditedOn", "custom_field"),
    ],
)
def test_one_in_use_is_deactivated_and_answered(client: Client, cast: Cast, path: str, name: str, value: str, record_type: str):
    make_chain(cast.owner)
    address = of(client, cast, path, name, value)
    row = get(client, cast.owner, address).json()
    answer = send(client, cast.owner, "delete", address)
    assert (answer.status_code, answer.json()) == (200, row | {"isActive": False})
    assert history(cast, record_type)[0] == ("update", {"isActive": [True, False]})
    before = Change.rows.count()
    assert written(client, cast.owner, "delete", address) == row | {"isActive": False} == get(client, cast.owner, address).json()
    assert Change.rows.count() == before
    assert written(client, cast.owner, "patch", address, {"isActive": True}) == row


def test_what_records_hold_stays_readable(client: Client, cast: Cast):
    chain = make_chain(cast.owner)
    paths = [f"organizations/{chain.organizations[1]}", f"relationships/{chain.relationships[0]}", f"contacts/{chain.contacts[1]}"]
    before = [get(client, cast.owner, path).json() for path in paths]
    for path, name, value in (
        ("relationship-types", "key", "maker"),
        ("contact-roles", "key", "buyer"),
        ("categories", "name", "Textiles"),
        ("custom-fields", "key", "auditedOn"),
    ):
        assert send(client, cast.owner, "delete", of(client, cast, path, name, value)).status_code == 200
    assert [get(client, cast.owner, path).json() for path in paths] == before


def test_an_archived_organization_uses_what_it_names(client: Client, cast: Cast):
    chain = make_chain(cast.owner)
    Organization.rows.filter(pk__in=chain.organizations).update(status="archived")
    assert send(client, cast.owner, "delete", of(client, cast, "categories", "name", "Textiles")).status_code == 200


def test_uses_in_another_account_do_not_count(client: Client, cast: Cast):
    make_chain(cast.stranger)
    for path, body in (
        ("contact-roles", {"key": "buyer", "label": "Buyer"}),
        ("custom-fields", {"recordType": "organization", "key": "spend", "dataType": "money"}),
    ):
        row = written(client, cast.owner, "post", path, body)
        assert send(client, cast.owner, "delete", f"{path}/{row['id']}").status_code == 204


def test_a_template_in_use_stays_until_nothing_names_it(client: Client, cast: Cast):
    chain = make_chain(cast.owner)
    path = of(client, cast, "custom-field-templates", "name", "Audit")
    (error,) = assert_refused(send(client, cast.owner, "delete", path), 409, ("in_use", None))
    assert error["params"] == {"usedBy": ["custom fields", "organizations"]}
    for organization in chain.organizations:
        written(client, cast.owner, "patch", f"organizations/{organization}", {"template": None})
    (error,) = assert_refused(send(client, cast.owner, "delete", path), 409, ("in_use", None))
    assert error["params"] == {"usedBy": ["custom fields"]}
    written(client, cast.owner, "patch", of(client, cast, "custom-fields", "key", "auditedOn"), {"template": None})
    assert send(client, cast.owner, "delete", path).status_code == 204


def test_a_company_in_use_stays_and_so_does_the_last_one(client: Client, cast: Cast):
    assert_refused(send(client, cast.owner, "delete", "companies/1"), 409, ("in_use", None))
    written(client, cast.owner, "post", "companies", {"name": "Acme Europe"})
    saved(client, cast.owner, "organizations", {"type": "F", "name": "Mill", "externalId": "M-1", "company": 2})
    (error,) = assert_refused(send(client, cast.owner, "delete", "companies/2"), 409, ("in_use", None))
    assert error["params"] == {"usedBy": ["organizations"]}
    assert send(client, cast.owner, "delete", "companies/1").status_code == 204
    assert get(client, cast.owner, "me").json()["account"]["companies"] == [{"number": 2, "name": "Acme Europe"}]


def test_a_company_without_a_number_gets_the_next_one(client: Client, cast: Cast):
    numbers = [written(client, cast.owner, "post", "companies", {"name": "Acme"} | more)["number"] for more in ({}, {"number": 9}, {})]
    assert numbers == [2, 9, 10]
    written(client, cast.owner, "post", "companies", {"name": "Last", "number": 2**31 - 1})
    assert written(client, cast.owner, "post", "companies", {"name": "Beyond"})["number"] == 3


def test_what_is_deactivated_is_not_newly_used(client: Client, cast: Cast):
    make_chain(cast.owner)
    written(client, cast.owner, "delete", of(client, cast, "categories", "name", "Textiles"))
    category = rows(client, cast.owner, "categories")[0]["id"]
    wrong = outcome(client, cast.owner, "organizations", {"externalId": "N", "type": "F", "name": "New", "category": category})
    refusal(wrong, 400, "reference_not_found", "category")


def test_types_of_organizations_come_once_and_in_one_order(client: Client, cast: Cast):
    body = {"key": "k", "forwardLabel": "a", "reverseLabel": "b", "sourceTypes": ["B", "F", "B"]}
    row = written(client, cast.owner, "post", "relationship-types", body)
    assert row["sourceTypes"] == ["F", "B"]
    before = Change.rows.count()
    assert written(client, cast.owner, "patch", f"relationship-types/{row['id']}", {"sourceTypes": ["B", "F"]}) == row
    assert Change.rows.count() == before
    answer = send(client, cast.owner, "patch", f"relationship-types/{row['id']}", {"sourceTypes": ["X"]})
    assert_refused(answer, 400, ("invalid_choice", "sourceTypes[0]"))
