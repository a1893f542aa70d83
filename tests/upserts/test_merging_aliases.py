"""Whoever names an organization that was merged away means its survivor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from organizations.models import Organization
from tests.kit.calls import API, Item, assert_problem, get, mistakes, outcome, refusal, saved, upserted, warnings
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World
from tests.upserts.conftest import Send
from tests.upserts.ledger import history, ledger, statements
from tests.upserts.test_records import call
from tests.upserts.twins import ALDER, MILLS, Twins, contact, edge, make_twins, merge, merged, one

WARNED = [("merged_record", "externalId")]


@pytest.fixture
def twins(client: Client, owner: Person) -> Twins:
    """Merged already."""
    made = make_twins(client, owner)
    merged(client, owner, made)
    return made


def internal(identity: int) -> Item:
    return {"kind": "internal", "value": str(identity)}


# --- references ---


@pytest.mark.parametrize("named", [lambda twins: internal(twins.loser), lambda twins: external("A-2")], ids=["internal", "external"])
def test_references_to_it_mean_the_survivor(client: Client, owner: Person, twins: Twins, named: Callable[[Twins], Item]) -> None:
    made = edge(client, owner, "F-1", "B-1", leadSupplier=named(twins))
    (out,) = saved(
        client,
        owner,
        "relationships",
        {"source": named(twins), "target": external("B-1"), "types": ["maker"], "relationshipStatus": "active"},
    )
    assert one(client, owner, f"relationships/{made}")["leadSupplier"]["id"] == twins.survivor
    assert one(client, owner, f"relationships/{out['id']}")["source"]["id"] == twins.survivor
    (person,) = saved(client, owner, "contacts", {"organization": named(twins), "email": "joe@x.example", "firstName": "Joe"})
    assert one(client, owner, f"contacts/{person['id']}")["organization"]["id"] == twins.survivor


def test_its_stub_is_still_what_it_was(client: Client, owner: Person) -> None:
    twins = make_twins(client, owner)
    known = edge(client, owner, "A-2", "B-1")
    read = one(client, owner, f"relationships/{known}")
    merged(client, owner, twins)
    again = {name: read[name] for name in ("source", "target", "types", "relationshipStatus")}
    result = outcome(client, owner, "relationships", again)
    assert (result.get("operationType"), result.get("id")) == ("unchanged", known), result
    wrong = outcome(client, owner, "relationships", again | {"source": read["source"] | {"name": "Other"}})
    assert mistakes(wrong) == [("read_only_field", "source.name")]


def test_both_names_are_one_organization(client: Client, owner: Person, twins: Twins) -> None:
    usual = {"target": external("B-1"), "types": ["maker"], "relationshipStatus": "active"}
    found = upserted(client, owner, "relationships", [{**usual, "source": external("A-1")}, {**usual, "source": external("A-2")}])
    assert [mistakes(result) for result in found] == [[("duplicate_in_batch", "target")]] * 2
    alone = outcome(client, owner, "relationships", {**usual, "source": external("A-1"), "target": external("A-2")})
    assert mistakes(alone) == [("same_organization", "target")]
    twice = upserted(client, owner, "organizations", [ALDER | {"city": "Porto"}, MILLS | {"city": "Braga"}])
    assert [mistakes(result) for result in twice] == [[("duplicate_in_batch", "externalId")]] * 2


# --- items ---


def test_an_item_that_names_it_changes_the_survivor_and_does_not_rekey_it(client: Client, owner: Person, twins: Twins, send: Send) -> None:
    result = send("organizations", MILLS | {"city": "Porto", "phone": "1"})
    assert (result["status"], result["operationType"], result["id"], result["matchedBy"]) == (200, "update", twins.survivor, "externalId")
    assert warnings(result) == WARNED
    assert result["warnings"][0]["params"] == {"id": twins.loser, "mergedInto": twins.survivor}
    shown = one(client, owner, f"organizations/{twins.survivor}")
    assert {name: shown[name] for name in ("externalId", "name", "city", "phone")} == {
        **{k: ALDER[k] for k in ("externalId", "name")},
        "city": "Porto",
        "phone": "1",
    }
    again = send("organizations", MILLS | {"city": "Porto", "phone": "1"})
    assert (again["operationType"], warnings(again)) == ("unchanged", WARNED)
    by_id = send("organizations", {"id": twins.loser, "externalId": "A-2", "city": "Braga"})
    assert (by_id["operationType"], by_id["id"], warnings(by_id)) == ("update", twins.survivor, [("merged_record", "id")])
    assert history(owner, "organization", twins.survivor)[-1].changes == {"city": ["Porto", "Braga"]}
    assert send("organizations", {"id": twins.loser, "externalId": "NEW"})["operationType"] == "unchanged"


def test_its_name_finds_the_survivor_and_does_not_rename_it(client: Client, owner: Person, twins: Twins, send: Send) -> None:
    found = send("organizations", {"type": "S", "name": "ALDER mills", "city": "Porto"})
    assert (found["operationType"], found["id"], found["matchedBy"], warnings(found)) == (
        "update",
        twins.survivor,
        "name",
        [("merged_record", "name")],
    )
    assert one(client, owner, f"organizations/{twins.survivor}")["name"] == "Alder"
    assert send("organizations", {"externalId": "A-2", "name": "Alder Mills"})["operationType"] == "unchanged"
    renamed = send("organizations", {"externalId": "A-2", "name": "Alder & Sons"})
    assert (renamed["operationType"], one(client, owner, f"organizations/{twins.survivor}")["name"]) == ("update", "Alder & Sons")


def test_its_name_renames_nothing_where_names_may_repeat_either(client: Client, owner: Person, twins: Twins, send: Send) -> None:
    Account.objects.filter(pk=owner.account.pk).update(organization_names_unique=False)
    Organization.rows.filter(account=owner.account).update(name_key=None)
    assert send("organizations", MILLS)["operationType"] == "unchanged"
    assert send("organizations", MILLS | {"name": "Alder & Sons"})["operationType"] == "update"


def test_the_survivor_can_not_take_what_it_holds(client: Client, twins: Twins, send: Send) -> None:
    keyed = refusal(send("organizations", {"id": twins.survivor, "externalId": "A-2"}), 409, "external_id_taken", "externalId")
    assert keyed["params"]["holder"]["id"] == twins.survivor
    refusal(send("organizations", {"externalId": "A-1", "name": "Alder Mills"}), 409, "duplicate_data", "name")


def test_a_new_external_id_with_its_name_belongs_to_no_new_record(client: Client, twins: Twins, send: Send) -> None:
    refusal(send("organizations", {"externalId": "A-9", "type": "S", "name": "Alder Mills"}), 409, "duplicate_data", "name")


def test_a_survivor_without_external_id_takes_the_new_one(client: Client, owner: Person, send: Send) -> None:
    twins = make_twins(client, owner, {"externalId": None})
    merged(client, owner, twins)
    result = send("organizations", {"externalId": "A-9", "type": "S", "name": "Alder Mills"})
    assert (result["id"], warnings(result)) == (twins.survivor, [("merged_record", "name"), ("external_id_added", "externalId")])
    shown = one(client, owner, f"organizations/{twins.survivor}")
    assert (shown["externalId"], shown["name"]) == ("A-9", "Alder")


def test_archiving_it_once_more_does_not_archive_the_survivor(client: Client, owner: Person, twins: Twins, send: Send) -> None:
    """The source system cleans up behind a merge: it deletes the duplicate there, too."""
    assert send("organizations", MILLS | {"status": "archived"})["operationType"] == "unchanged"
    assert call(client, owner, "delete", f"organizations/{twins.loser}").status_code == 204
    assert one(client, owner, f"organizations/{twins.survivor}")["status"] == "active"
    assert call(client, owner, "delete", f"organizations/{twins.survivor}").status_code == 204
    assert call(client, owner, "delete", f"organizations/{twins.loser}").status_code == 204


def test_contacts_inside_an_item_that_names_it_are_the_survivors(client: Client, owner: Person, twins: Twins, send: Send) -> None:
    result = send("organizations", MILLS | {"contacts": [{"email": "joe@x.example", "firstName": "Joe"}]})
    assert result["operationType"] == "update"
    assert call(client, owner, "get", "contacts").json()["data"][-1]["organization"]["id"] == twins.survivor


def test_create_only_finds_it_taken(client: Client, twins: Twins, send: Send) -> None:
    error = refusal(send("organizations", MILLS, mode="createOnly"), 409, "duplicate_data", "externalId")
    assert error["params"]["holder"] == {"id": twins.survivor, "externalId": "A-1"}


# --- its address ---


def test_get_answers_the_survivor(client: Client, owner: Person, twins: Twins) -> None:
    answer = get(client, owner, f"organizations/{twins.loser}")
    shown = get(client, owner, f"organizations/{twins.survivor}")
    assert (answer.status_code, answer.content, answer["ETag"]) == (200, shown.content, shown["ETag"])
    assert answer["Content-Location"] == f"http://testserver{API}organizations/{twins.survivor}"
    assert not shown.has_header("Content-Location")
    known = call(client, owner, "get", f"organizations/{twins.loser}", if_none_match=answer["ETag"])
    assert (known.status_code, known["Content-Location"]) == (304, answer["Content-Location"])


@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_was_read_there_can_be_sent_back_there(client: Client, owner: Person, twins: Twins, method: str) -> None:
    read = get(client, owner, f"organizations/{twins.loser}")
    with ledger() as book:
        answer = call(client, owner, method, f"organizations/{twins.loser}", read.json(), if_match=read["ETag"])
    assert (answer.status_code, answer.content) == (200, read.content), answer.content
    assert answer["Content-Location"] == read["Content-Location"]
    assert book.rows == {}
    for other in (twins.brand, 10**12):
        wrong = call(client, owner, method, f"organizations/{twins.loser}", {**read.json(), "id": other})
        assert [error["code"] for error in assert_problem(wrong, 400, "read_only_field")["errors"]] == ["read_only_field"]


def test_a_change_there_changes_the_survivor(client: Client, owner: Person, twins: Twins) -> None:
    answer = call(client, owner, "patch", f"organizations/{twins.loser}", {"city": "Porto"}, idempotency_key="alias")
    assert (answer.status_code, answer.json()["id"], answer.json()["city"]) == (200, twins.survivor, "Porto")
    again = call(client, owner, "patch", f"organizations/{twins.loser}", {"city": "Porto"}, idempotency_key="alias")
    assert (again.content, again["Content-Location"]) == (answer.content, answer["Content-Location"])
    whole = call(client, owner, "put", f"organizations/{twins.loser}", {"name": "Alder Mills"})
    assert (whole.json()["id"], whole.json()["city"], whole.json()["name"]) == (twins.survivor, None, "Alder")
    assert call(client, owner, "post", f"organizations/{twins.loser}/restore").json()["id"] == twins.survivor
    assert Organization.rows.get(pk=twins.loser).version == 2


def test_merging_into_it_merges_into_the_survivor(client: Client, owner: Person, twins: Twins) -> None:
    (other,) = saved(client, owner, "organizations", {"type": "S", "name": "Other"})
    assert merge(client, owner, twins.loser, other["id"]).json()["record"]["id"] == twins.survivor
    assert Organization.rows.get(pk=other["id"]).merged_into_id == twins.survivor
    assert merge(client, owner, twins.loser, twins.survivor).json()["code"] == "same_organization"


# --- who may see it ---


@pytest.fixture
def partner(world: World) -> Person:
    return make_partner(world.cast.acme, "partner@acme.example", "CREATE", "READ", "UPDATE")


def test_who_sees_the_survivor_sees_it_under_both_names(client: Client, twins: Twins, partner: Person) -> None:
    share(partner, "organization", twins.survivor, "edit")
    assert get(client, partner, f"organizations/{twins.loser}").json()["id"] == twins.survivor
    assert contact(client, partner, "A-2", "joe@x.example")
    assert outcome(client, partner, "organizations", {"externalId": "A-2", "city": "Porto"})["operationType"] == "update"


def test_who_sees_only_the_loser_finds_nothing_under_its_name(client: Client, twins: Twins, partner: Person) -> None:
    share(partner, "organization", twins.loser, "full")
    share(partner, "organization", twins.brand, "full")
    missing = assert_problem(get(client, partner, f"organizations/{10**12}"), 404, "not_found")
    assert assert_problem(get(client, partner, f"organizations/{twins.loser}"), 404, "not_found") == missing
    by_id = outcome(client, partner, "organizations", {"id": twins.loser, "city": "Porto"})
    refusal(by_id, 404, "not_found", "id")
    assert "warnings" not in by_id
    refusal(outcome(client, partner, "organizations", {"externalId": "A-2", "city": "Porto"}), 409, "external_id_unavailable", "externalId")
    item = {"source": external("B-1"), "target": external("A-2"), "types": ["maker"], "relationshipStatus": "active"}
    refusal(outcome(client, partner, "relationships", item), 400, "organization_not_found", "target")
    taken = outcome(client, partner, "organizations", {"id": twins.brand, "externalId": "A-2"})
    assert "A-1" not in repr(taken)


def test_a_stranger_finds_nothing(client: Client, world: World, twins: Twins) -> None:
    assert get(client, world.cast.stranger, f"organizations/{twins.loser}").status_code == 404
    made = outcome(client, world.cast.stranger, "organizations", MILLS)
    assert (made["status"], "warnings" in made) == (201, False)


# --- what it costs ---


def test_an_alias_costs_one_statement_a_batch_and_none_where_there_is_none(client: Client, owner: Person, twins: Twins) -> None:
    def count(resource: str, *items: Item) -> int:
        saved(client, owner, resource, *items)
        with statements() as found:
            results: list[Any] = saved(client, owner, resource, *items)
        assert {result["operationType"] for result in results} == {"unchanged"}
        return len(found)

    others = [{"externalId": f"N-{number}", "type": "S", "name": f"N {number}"} for number in range(5)]
    plain = count("organizations", *others, ALDER)
    assert count("organizations", *others, {"externalId": "A-2"}) == plain + 1
    usual = {"target": external("B-1"), "types": ["maker"], "relationshipStatus": "active"}
    edges = [usual | {"source": external(f"N-{number}")} for number in range(5)]
    plain = count("relationships", *edges, usual | {"source": external("A-1")})
    assert count("relationships", *edges, usual | {"source": external("A-2"), "leadSupplier": internal(twins.loser)}) == plain + 1
