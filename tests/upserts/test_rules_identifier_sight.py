"""Who may know of a value of an identifier field, and what it opens to whom."""

from __future__ import annotations

from typing import Any

from django.test import Client

from customfields.models import CustomField
from organizations.insp_id import insp_id
from tests.kit.calls import (
    Item,
    assert_problem,
    outcome,
    post_upsert,
    refusal,
    rows,
    saved,
)
from tests.kit.cast import Person
from tests.kit.granting import make_partner, share
from tests.kit.numbers import unmistakable_ids
from tests.kit.worlds import World
from tests.upserts.conftest import Send
from tests.upserts.identifying import BY_SAP, identified, identifier

MILL: Item = {"type": "F", "name": "Mill"}


def test_a_value_of_an_invisible_record_is_unavailable_and_nothing_is_said(
    client: Client, owner: Person, world: World, sap: CustomField
) -> None:
    batch = [identified("organizations", 0, sap="1"), identified("organizations", 1, sap="2")]
    with unmistakable_ids():
        hidden, seen = saved(client, owner, "organizations", *batch)
    partner = make_partner(owner.account, "p@x.example", "CREATE", "READ", "UPDATE")
    share(partner, "organization", seen["id"], "edit")
    new = {"type": "F", "name": "New", "customFields": {"sap": "1"}}
    for item, query in ((new, {}), (new, BY_SAP), ({"id": seen["id"], "customFields": {"sap": "1"}}, {})):
        result = outcome(client, partner, "organizations", item, **query)
        assert refusal(result, 409, "external_id_unavailable", "customFields.sap")["params"] == {}
        assert not any(name in repr(result) for name in (str(hidden["id"]), insp_id(hidden["id"])))
    identifier(owner, "organizations", "vat")
    saved(client, owner, "organizations", {"id": seen["id"], "customFields": {"vat": "7"}})
    result = outcome(client, partner, "organizations", {"customFields": {"sap": "1", "vat": "7"}}, mode="updateOnly")
    assert refusal(result, 409, "external_id_unavailable", "customFields.sap")["params"] == {}


def test_values_of_another_account_are_nobodys(client: Client, owner: Person, world: World, sap: CustomField) -> None:
    stranger = world.cast.stranger
    identifier(stranger, "organizations", "sap")
    saved(client, stranger, "organizations", MILL | {"customFields": {"sap": "1"}})
    (made,) = saved(client, owner, "organizations", MILL | {"customFields": {"sap": "1"}}, **BY_SAP)
    assert made["operationType"] == "create"
    assert [row["id"] for row in rows(client, owner, "organizations", **{"customFields.sap": "1"})] == [made["id"]]


def test_a_viewer_of_a_record_may_not_change_what_it_finds(client: Client, owner: Person, sap: CustomField) -> None:
    (seen,) = saved(client, owner, "organizations", MILL | {"customFields": {"sap": "1"}})
    partner = make_partner(owner.account, "p@x.example")
    share(partner, "organization", seen["id"], "read")
    result = outcome(client, partner, "organizations", {"customFields": {"sap": "1"}, "city": "Porto"}, mode="updateOnly")
    assert refusal(result, 403, "permission_denied", None)["params"]["needed"] == ["edit_organization"]


def test_results_of_a_bare_item_point_into_it(client: Client, owner: Person, sap: CustomField) -> None:
    saved(client, owner, "organizations", MILL | {"customFields": {"sap": "1"}})
    answer = post_upsert(client, owner, "organizations", MILL | {"customFields": {"sap": "1"}}, mode="createOnly", **BY_SAP)
    body: Any = assert_problem(answer, 409, "duplicate_data")
    assert body["errors"][0]["pointer"] == "/customFields/sap"


def test_the_send_fixture_finds_by_identifier(send: Send, sap: CustomField) -> None:
    made = send("organizations", MILL | {"customFields": {"sap": "1"}})
    assert send("organizations", {"customFields": {"sap": "1"}, "city": "Porto"}, mode="updateOnly")["id"] == made["id"]
