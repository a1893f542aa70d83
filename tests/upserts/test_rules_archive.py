"""Archived organizations: what hits them, and how they come back (api.md, rule 8)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from organizations.models import Organization
from tests.kit.calls import get, outcome, refusal
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.worlds import World
from tests.upserts.conftest import Send
from tests.upserts.edges import edge, record
from tests.upserts.ledger import history, ledger

MILL: dict[str, Any] = {"type": "F", "name": "Mill", "externalId": "M-1"}


@pytest.fixture
def archived(send: Send) -> int:
    """An archived organization, with one contact."""
    made = send("organizations", {**MILL, "contacts": [{"email": "joe@x.example", "firstName": "Joe"}], "customFields": {"spend": 1}})
    assert send("organizations", {**MILL, "status": "archived"})["operationType"] == "update"
    identity: int = made["id"]
    return identity


def test_archiving_is_told_as_what_it_is(owner: Person, archived: int) -> None:
    assert [change.operation for change in history(owner, "organization", archived)] == ["create", "archive"]
    assert history(owner, "organization", archived)[1].changes == {"status": ["active", "archived"]}


@pytest.mark.parametrize(
    "item",
    [
        MILL,
        {**MILL, "city": "Porto"},
        {**MILL, "status": "active"},
        {**MILL, "status": "archived", "city": "Porto"},
        {**MILL, "status": "archived", "customFields": {"spend": 2}},
        {**MILL, "status": "archived", "contacts": [{"email": "joe@x.example", "lastName": "Miller"}]},
        {**MILL, "status": "archived", "contacts": [{"email": "new@x.example", "firstName": "New"}]},
        {**MILL, "status": "archived", "contactPerson": {"name": "Joe", "email": "joe@x.example"}},
    ],
)
def test_an_archived_organization_takes_nothing(send: Send, archived: int, item: dict[str, Any]) -> None:
    with ledger() as book:
        result = send("organizations", item)
    assert (result["status"], {error["code"] for error in result["errors"]}) == (409, {"organization_archived"})
    assert book.rows == {}


def test_repeating_what_is_archived_is_unchanged(send: Send, archived: int) -> None:
    """The same file can be sent twice, and PUT keeps an archived status."""
    assert send("organizations", {**MILL, "status": "archived"})["operationType"] == "unchanged"


def test_revive_restores_and_changes_in_one_go(client: Client, owner: Person, send: Send, archived: int) -> None:
    result = send("organizations", {**MILL, "city": "Porto", "customFields": {"spend": 2}}, revive=True)
    assert (result["id"], result["operationType"], result["version"], result["status"]) == (archived, "restore", 3, 200)
    found = get(client, owner, f"organizations/{archived}").json()
    assert (found["status"], found["city"], found["customFields"]) == ("active", "Porto", {"spend": "2.00"})
    last = history(owner, "organization", archived)[-1]
    assert (last.operation, last.changes["status"]) == ("restore", ["archived", "active"])


def test_a_restored_one_counts_as_restored(client: Client, owner: Person, send: Send, archived: int) -> None:
    assert send("organizations", MILL, revive=True)["operationType"] == "restore"
    assert send("organizations", MILL, revive=True)["operationType"] == "unchanged"


def test_revive_does_nothing_to_what_is_active_or_new(send: Send) -> None:
    assert send("organizations", MILL, revive=True)["operationType"] == "create"
    assert send("organizations", {**MILL, "city": "Faro"}, revive=True)["operationType"] == "update"


def test_archiving_and_restoring_take_full_permission(client: Client, world: World, archived: int) -> None:
    revived = outcome(client, world.cast.editor, "organizations", MILL, revive=True)
    assert refusal(revived, 403, "permission_denied", None)["params"]["needed"] == ["full_organization"]
    other = {"type": "F", "name": "Dye", "externalId": "D-1"}
    assert outcome(client, world.cast.editor, "organizations", other)["operationType"] == "create"
    closed = outcome(client, world.cast.editor, "organizations", {**other, "status": "archived"})
    assert refusal(closed, 403, "permission_denied", None)["params"]["needed"] == ["full_organization"]


def test_the_name_of_an_archived_organization_stays_held(send: Send, archived: int) -> None:
    refusal(send("organizations", {"type": "F", "name": "mill", "externalId": "M-2"}), 409, "duplicate_data", "name")


def test_contacts_of_an_archived_organization_take_nothing(client: Client, owner: Person, send: Send, archived: int) -> None:
    new = {"organization": external("M-1"), "firstName": "Eve", "email": "eve@x.example"}
    refusal(send("contacts", new), 409, "organization_archived", "organization")


def test_archiving_touches_no_edge(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge())
    send("organizations", {"externalId": "S-1", "status": "archived"})
    assert record(client, owner, made["id"])["relationshipStatus"] == "active"
    assert record(client, owner, made["id"])["version"] == 1
    assert Organization.rows.get(pk=ends["S-1"]).status == "archived"
