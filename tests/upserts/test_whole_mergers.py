"""POST /organizations/{id}/merge as a whole: its story, whom it leaves alone, dry, again, and how much it tells."""

from __future__ import annotations

import pytest
from django.test import Client

from activity.models import Change
from contacts.models import Contact
from tests.kit.calls import API, Item, get, saved
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.worlds import ALL_VALUES, World
from tests.upserts.ledger import history, table_rows
from tests.upserts.test_history import comparable, played_back, records
from tests.upserts.twins import MILLS, Twins, contact, edge, make_twins, merge, merged
from upserts import registry
from upserts.references import references_of

RECORD_TABLES = ("organizations_organization", "contacts_contact", "relationships_relationship")


@pytest.fixture
def twins(client: Client, owner: Person) -> Twins:
    return make_twins(client, owner)


def full_scene(client: Client, owner: Person) -> Twins:
    """Something of every kind: moved, combined, dropped, led, listed, filled."""
    twins = make_twins(client, owner, {"city": "Porto"}, {"phone": "1", "customFields": ALL_VALUES})
    contact(client, owner, "A-1", "joe@x.example")
    contact(client, owner, "A-2", "joe@x.example", lastName="Miller", isPrimary=True)
    contact(client, owner, "A-2", "ann@x.example")
    edge(client, owner, "A-1", "B-1", types=["maker"], relationshipStatus="inactive")
    edge(client, owner, "A-2", "B-1", contacts=[{"email": "joe@x.example"}], customFields={"notes": "n"})
    edge(client, owner, "A-2", "F-1", contacts=[{"email": "ann@x.example"}, {"email": "joe@x.example"}])
    edge(client, owner, "F-1", "B-1", leadSupplier=external("A-2"))
    edge(client, owner, "A-2", "A-1")
    return twins


def test_history_tells_the_story(client: Client, owner: Person) -> None:
    """Played back from the beginning it gives what is stored, versions included, one row a change."""
    before = len(history(owner))
    twins = full_scene(client, owner)
    merged(client, owner, twins)
    changes = history(owner)
    assert [change.sequence for change in changes] == list(range(1, len(changes) + 1))
    stored, told = records(client, owner), played_back(changes[before:])
    told["organization", twins.survivor].pop("mergedFrom")
    assert set(stored) == set(told)
    for key, record in stored.items():
        shown, wanted = comparable(record, told[key])
        assert shown == wanted, key


def test_nobody_else_is_touched(client: Client, world: World) -> None:
    for person in (world.cast.stranger, world.owner):
        twins = full_scene(client, person)
    edge(client, world.owner, "F-1", "A-1")
    (aside,) = saved(client, world.owner, "organizations", {"externalId": "Z-1", "type": "S", "name": "Aside"})
    edge(client, world.owner, "Z-1", "B-1", contacts=[{"email": "bea@b.example"}])
    before = {table: table_rows(table) for table in RECORD_TABLES}
    start = len(history(world.owner))
    merged(client, world.owner, twins)
    told = {(change.record_type, change.record_id) for change in history(world.owner)[start:]}
    for table in RECORD_TABLES:
        kind = table.partition("_")[2]
        gone = {row for row in before[table] if row not in table_rows(table)}
        assert {(kind, row[2]) for row in gone} == {line for line in told if line[0] == kind}
    assert ("organization", aside["id"]) not in told


def test_a_dry_run_answers_the_same_and_changes_nothing(client: Client, owner: Person) -> None:
    twins = full_scene(client, owner)
    before = (records(client, owner), len(history(owner)))
    said = merge(client, owner, twins.survivor, twins.loser, "?dryRun=true", idempotency_key="dry")
    assert (said.status_code, said.has_header("ETag")) == (200, False)
    assert (records(client, owner), len(history(owner))) == before
    done = merged(client, owner, twins, idempotency_key="dry")
    told = said.json()
    assert (told.pop("dryRun"), done.pop("dryRun")) == (True, False)
    for body in (told, done):
        assert body["record"].pop("updatedAt")
    assert told == done


def test_merging_again_changes_nothing(client: Client, owner: Person) -> None:
    twins = full_scene(client, owner)
    first = merged(client, owner, twins)
    before = (records(client, owner), len(history(owner)))
    again = merged(client, owner, twins)
    nothing: Item = {"filled": [], "contacts": {"moved": [], "combined": []}}
    nothing |= {"relationships": {"moved": [], "combined": [], "dropped": []}}
    assert again == first | nothing
    assert (records(client, owner), len(history(owner))) == before


def test_the_same_key_answers_again(client: Client, owner: Person) -> None:
    twins = full_scene(client, owner)
    first = merge(client, owner, twins.survivor, twins.loser, idempotency_key="merge-1")
    count = Change.rows.count()
    again = merge(client, owner, twins.survivor, twins.loser, idempotency_key="merge-1")
    assert (again.content, again["ETag"], again["Idempotent-Replayed"]) == (first.content, first["ETag"], "true")
    assert Change.rows.count() == count
    assert first["ETag"] == get(client, owner, f"organizations/{twins.survivor}")["ETag"]


def test_the_answer_lists_no_more_than_a_thousand(client: Client, owner: Person, twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upserts.merging.MAX_TOLD", 1)
    moved = [contact(client, owner, "A-2", f"{name}@x.example") for name in ("ann", "joe")]
    body = merged(client, owner, twins)
    assert (body["contacts"]["moved"], body["truncated"]) == (moved[:1], True)
    assert Contact.rows.filter(organization_id=twins.survivor).count() == 2


def test_the_losers_external_id_stays_held(client: Client, owner: Person, twins: Twins) -> None:
    merged(client, owner, twins)
    path = f"{API}organizations/{twins.brand}"
    refused = client.patch(path, {"externalId": MILLS["externalId"]}, content_type="application/json", headers=owner.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "external_id_taken")


@pytest.mark.parametrize("name", list(registry.names()))
def test_whoever_may_name_an_organization_says_what_a_merge_means_for_it(name: str) -> None:
    resource = registry.get(name)
    names_one = any(registry.of_model(field.model).merges for _, _, field in references_of(resource))
    assert (resource.absorb is not None) == names_one
