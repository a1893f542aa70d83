"""Identifier fields of which every user has values of its own: a namespace each, that nobody else reads, finds or is stopped by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from customfields.models import CustomField
from tests.kit.calls import API, Item, get, mistakes, outcome, post_upsert, refusal, rows, saved, upserted
from tests.kit.calls import warnings as warned
from tests.kit.cast import Person
from tests.kit.samples import SAMPLES
from tests.kit.worlds import World
from tests.upserts.identifying import BY_MINE, found_by, held, identified, identifier
from tests.upserts.ledger import history, ledger
from upserts import registry
from upserts.batch import Batch
from upserts.services import upsert

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}
NAMED = [name for name in registry.names() if registry.get(name).is_named]
every_resource = pytest.mark.parametrize("resource", list(registry.names()))
SECRET = "ANNS-OWN-4711"


@pytest.fixture
def ann(world: World) -> Person:
    return world.owner


@pytest.fixture
def bob(world: World) -> Person:
    return world.cast.integration


@pytest.fixture
def mine(ann: Person) -> CustomField:
    return identifier(ann, "organizations", "mine", "user")


def own(client: Client, person: Person, path: str) -> Any:
    return get(client, person, path).json()["customFields"].get("mine")


@pytest.mark.parametrize("resource", NAMED)
def test_one_value_of_two_users_is_two_records(client: Client, ann: Person, bob: Person, resource: str) -> None:
    SAMPLES[resource].prepare(ann, 2)
    identifier(ann, resource, "mine", "user")
    (hers,) = saved(client, ann, resource, identified(resource, 0, mine="1000"), **BY_MINE)
    (his,) = saved(client, bob, resource, identified(resource, 1, mine="1000"), **BY_MINE)
    assert hers["operationType"] == his["operationType"] == "create"
    assert hers["id"] != his["id"]
    assert held(ann, "mine") == {(hers["id"], ann.user.pk, "1000"), (his["id"], bob.user.pk, "1000")}
    for person, made in ((ann, hers), (bob, his)):
        item = identified(resource, 0 if person is ann else 1, mine="1000")
        (again,) = saved(client, person, resource, item)
        assert (again["id"], again["matchedBy"], again["operationType"]) == (made["id"], found_by(resource, item, "mine"), "unchanged")


@every_resource
def test_two_users_have_two_values_of_one_record(client: Client, ann: Person, bob: Person, resource: str) -> None:
    """Each reads, lists, filters and finds by its own; what one changes is nothing to the other."""
    SAMPLES[resource].prepare(ann, 1)
    identifier(ann, resource, "mine", "user")
    (made,) = saved(client, ann, resource, identified(resource, 0, mine="A"))
    (his,) = saved(client, bob, resource, SAMPLES[resource].item(0) | {"customFields": {"mine": "B"}})
    assert his["id"] == made["id"]
    for person, value, other in ((ann, "A", "B"), (bob, "B", "A")):
        assert own(client, person, f"{resource}/{made['id']}") == value
        assert [row["customFields"]["mine"] for row in rows(client, person, resource) if row["id"] == made["id"]] == [value]
        for query in ({"customFields.mine": value}, {"customFields.mine__in": f"{value},x"}):
            assert [row["id"] for row in rows(client, person, resource, **query)] == [made["id"]]
        assert rows(client, person, resource, **{"customFields.mine": other}) == []
    assert held(ann, "mine") == {(made["id"], ann.user.pk, "A"), (made["id"], bob.user.pk, "B")}


def test_what_differs_is_judged_by_the_askers_own_value(client: Client, ann: Person, bob: Person, mine: CustomField) -> None:
    saved(client, ann, "organizations", MILL | {"customFields": {"mine": "A"}})
    saved(client, bob, "organizations", MILL | {"customFields": {"mine": "B"}})
    for person, value in ((ann, "A"), (bob, "B")):
        with ledger() as book:
            (again,) = saved(client, person, "organizations", MILL | {"customFields": {"mine": value}})
        assert (again["operationType"], book.rows) == ("unchanged", {})
    (changed,) = saved(client, bob, "organizations", MILL | {"customFields": {"mine": "A"}})
    assert (changed["operationType"], changed["version"]) == ("update", 3)


def test_put_of_one_user_leaves_the_values_of_others(client: Client, ann: Person, bob: Person, mine: CustomField) -> None:
    (made,) = saved(client, ann, "organizations", MILL | {"customFields": {"mine": "A", "notes": "x"}})
    path = f"{API}organizations/{made['id']}"
    body = get(client, bob, f"organizations/{made['id']}").json()
    assert body["customFields"] == {"notes": "x"}
    answer = client.put(path, body, content_type="application/json", headers=bob.headers)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    body["customFields"] = {"notes": "y", "mine": "B"}
    answer = client.put(path, body, content_type="application/json", headers=bob.headers)
    assert (answer.status_code, answer.json()["customFields"]) == (200, {"notes": "y", "mine": "B"})
    assert own(client, ann, f"organizations/{made['id']}") == "A"
    body = answer.json()
    del body["customFields"]["mine"]
    answer = client.put(path, body, content_type="application/json", headers=bob.headers)
    assert (answer.status_code, answer.json()["customFields"]) == (200, {"notes": "y"})
    assert held(ann, "mine") == {(made["id"], ann.user.pk, "A")}


def test_another_users_value_is_nowhere_in_the_record_itself(client: Client, ann: Person, mine: CustomField) -> None:
    """So whoever reads the column of custom fields without asking for whom reads nobody's."""
    saved(client, ann, "organizations", MILL | {"customFields": {"mine": SECRET, "notes": "x"}})
    saved(
        client,
        ann,
        "organizations",
        MILL | {"city": "Porto", "customFields": {"mine": SECRET + "2", "notes": "y"}},
        {"type": "F", "name": "B"},
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT custom_fields::text FROM organizations_organization")
        assert SECRET not in repr(cursor.fetchall())


def test_no_answer_to_another_user_holds_the_value(client: Client, ann: Person, bob: Person, mine: CustomField) -> None:
    (made,) = saved(client, ann, "organizations", MILL | {"customFields": {"mine": SECRET}})
    saved(client, ann, "organizations", MILL | {"customFields": {"mine": SECRET + "2"}})
    answers = [get(client, bob, path) for path in ("organizations", f"organizations/{made['id']}", "events?limit=500")]
    taken = {"type": "F", "name": "Dye", "customFields": {"mine": SECRET + "2"}}
    answers.append(post_upsert(client, bob, "organizations", [MILL | {"city": "Porto"}], prefer="return=representation"))
    answers.append(get(client, bob, "organizations", **{"customFields.mine": SECRET + "2"}))
    for answer in answers:
        assert (answer.status_code, SECRET in answer.content.decode()) == (200, False), answer.content
    (other,) = saved(client, bob, "organizations", taken, **BY_MINE)
    assert (other["operationType"], other["id"] != made["id"]) == ("create", True)


def test_events_tell_the_value_to_its_owner_alone(client: Client, ann: Person, bob: Person, mine: CustomField) -> None:
    (made,) = saved(client, ann, "organizations", MILL)
    saved(client, ann, "organizations", MILL | {"city": "Porto", "customFields": {"mine": "A"}})
    query = {"recordType": "organization", "recordId": made["id"], "operation": "update"}
    (hers,), (his,) = (rows(client, person, "events", **query) for person in (ann, bob))
    assert hers["changes"] == {"city": [None, "Porto"], "customFields.mine": [None, "A"]}
    assert his["changes"] == {"city": [None, "Porto"]}
    assert (hers["sequence"], hers["at"]) == (his["sequence"], his["at"])


def test_a_value_that_only_another_user_holds_is_unknown(client: Client, ann: Person, bob: Person, mine: CustomField) -> None:
    saved(client, ann, "organizations", MILL | {"customFields": {"mine": "A"}})
    result = outcome(client, bob, "organizations", {"customFields": {"mine": "A"}}, mode="updateOnly", **BY_MINE)
    missing = outcome(client, bob, "organizations", {"customFields": {"mine": "nobodys"}}, mode="updateOnly", **BY_MINE)
    assert mistakes(result) == [("does_not_exist", None)]
    assert result == missing


def test_ones_own_value_on_another_record_is_duplicate_data(client: Client, ann: Person, mine: CustomField) -> None:
    first, _ = saved(client, ann, "organizations", MILL | {"customFields": {"mine": "A"}}, {"type": "F", "name": "Dye", "externalId": "D"})
    error = refusal(
        outcome(client, ann, "organizations", {"externalId": "D", "customFields": {"mine": "A"}}),
        409,
        "duplicate_data",
        "customFields.mine",
    )
    assert error["params"]["holder"]["id"] == first["id"]


def test_a_known_email_takes_the_users_own_new_value(client: Client, ann: Person, bob: Person) -> None:
    SAMPLES["contacts"].prepare(ann, 1)
    identifier(ann, "contacts", "mine", "user")
    (made,) = saved(client, ann, "contacts", identified("contacts", 0, mine="A"))
    (his,) = saved(client, bob, "contacts", identified("contacts", 0, mine="B"))
    assert (his["id"], his["matchedBy"], warned(his)) == (made["id"], "email", [("identifier_added", "customFields.mine")])
    assert his["warnings"][0]["params"]["former"] is None


def test_batches_of_both_claim_what_is_theirs(client: Client, ann: Person, mine: CustomField) -> None:
    batch = [identified("organizations", number, mine="A") for number in range(2)]
    assert [mistakes(one) for one in upserted(client, ann, "organizations", batch)] == [[("duplicate_in_batch", "customFields.mine")]] * 2


def test_history_keeps_whose_value_it_was(client: Client, ann: Person, bob: Person, mine: CustomField) -> None:
    (made,) = saved(client, ann, "organizations", MILL | {"customFields": {"mine": "A"}})
    saved(client, bob, "organizations", MILL | {"customFields": {"mine": "B"}})
    told = [change.changes for change in history(ann, "organization", made["id"])]
    assert told[0][f"customFields.mine@{ann.user.pk}"] == [None, "A"]
    assert told[1] == {f"customFields.mine@{bob.user.pk}": [None, "B"]}


def test_nobody_in_particular_has_no_values(client: Client, ann: Person, mine: CustomField) -> None:
    """A command that acts for no user."""
    (made,) = saved(client, ann, "organizations", MILL | {"customFields": {"mine": "A"}})
    nobody = replace(ann.actor, user_id=None, user_name="")
    item = MILL | {"customFields": {"mine": "B"}}
    (result,) = upsert(Batch(registry.get("organizations"), [item]), actor=nobody).results()
    assert mistakes(result) == [("custom_field_not_applicable", "customFields.mine")]
    (result,) = upsert(Batch(registry.get("organizations"), [MILL | {"city": "Porto"}]), actor=nobody).results()
    assert (result["id"], result["operationType"]) == (made["id"], "update")
    assert own(client, ann, f"organizations/{made['id']}") == "A"


def test_a_number_of_ones_own_reads_as_a_number_and_is_compared_as_one(client: Client, ann: Person, bob: Person) -> None:
    identifier(ann, "organizations", "mine", "user", "number")
    (made,) = saved(client, ann, "organizations", MILL | {"customFields": {"mine": "0012"}})
    assert own(client, ann, f"organizations/{made['id']}") == 12
    for query, found in (("customFields.mine__gte", 1), ("customFields.mine__lte", 0)):
        value = 12 if found else 11
        assert len(rows(client, ann, "organizations", **{query: value})) == found
        assert rows(client, bob, "organizations", **{query: value}) == []


def test_values_of_all_users_go_with_the_record(client: Client, ann: Person, bob: Person) -> None:
    SAMPLES["contacts"].prepare(ann, 1)
    identifier(ann, "contacts", "mine", "user")
    (made,) = saved(client, ann, "contacts", identified("contacts", 0, mine="A"))
    saved(client, bob, "contacts", identified("contacts", 0, mine="B") | {"id": made["id"]})
    assert len(held(ann, "mine")) == 2
    client.delete(f"{API}contacts/{made['id']}", headers=bob.headers)
    assert held(ann, "mine") == set()
