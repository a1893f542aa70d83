"""The change feed of somebody who sees only what is shared with it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts.grants import PrincipalName, Share, SharedRecord, set_grants
from accounts.models import Grant
from accounts.teams import create_team
from tests.activity.feed import Event, Scene, feed, newest, page, sequences
from tests.kit.calls import all_rows, assert_problem, get, statements
from tests.kit.cast import Cast, Person, bearer, make_cast, make_key
from tests.kit.chain import make_chain, save
from tests.kit.granting import make_partner, share
from tests.kit.scenes import kept_for_module
from upserts import events

RECORDS = ("organization", "contact", "relationship")


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        make_chain(cast.stranger, 2)
        yield Scene(cast, make_chain(cast.owner, 4))


@pytest.fixture
def scene(shown: Scene, db: None) -> Scene:
    return shown


@pytest.fixture
def partner(scene: Scene) -> Person:
    return make_partner(scene.cast.acme, "partner@acme.example")


def grant(cast: Cast, kind: str, object_id: int, *names: PrincipalName) -> None:
    """Share a record with these and nobody else, as people do it: history tells of it."""
    shares = [Share(name, ["edit" if kind == "organization" else "relationship-edit"]) for name in names]
    ends: tuple[int, ...] = ()
    set_grants(actor=cast.owner.actor, record=SharedRecord(kind, object_id, ends), shares=shares)


def me(person: Person) -> PrincipalName:
    return PrincipalName("user", person.user.pk)


def visible_now(client: Client, cast: Cast, person: Person) -> list[Event]:
    """What the owner reads in the feed of records that are in the person's lists."""
    seen = {
        (name, row["id"])
        for name in RECORDS
        for row in all_rows(client, person, f"{name}s", limit=500, **({"includeArchived": "true"} if name == "organization" else {}))
    }
    return [one for one in feed(client, cast.owner) if (one["recordType"], one["recordId"]) in seen]


def told(client: Client, person: Person, after: int) -> list[tuple[str, int, str]]:
    return [(one["recordType"], one["recordId"], one["operation"]) for one in page(client, person, after=after)["data"]]


def test_without_grants_there_is_nothing_and_still_an_end(client: Client, scene: Scene, partner: Person):
    found = page(client, partner)
    assert (found["data"], found["page"]["next"], found["page"]["last"]) == ([], None, newest(scene.cast.owner))


def test_a_granted_organization_brings_its_history_its_contacts_and_its_relationships(client: Client, scene: Scene, partner: Person):
    share(partner, "organization", scene.chain.organizations[1], "read")
    found = feed(client, partner)
    assert found == visible_now(client, scene.cast, partner)
    assert {one["recordType"] for one in found} == set(RECORDS)
    assert {one["recordId"] for one in found if one["recordType"] == "organization"} == {scene.chain.organizations[1]}


def test_relationship_read_on_an_organization_shows_its_relationships_alone(client: Client, scene: Scene, partner: Person):
    share(partner, "organization", scene.chain.organizations[1], "relationship-read")
    assert {(one["recordType"], one["recordId"]) for one in feed(client, partner)} == {("relationship", scene.chain.relationships[0])}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("window", "judged"), [(events.WINDOW, events.JUDGED), (5, events.JUDGED), (events.WINDOW, 3)])
def test_it_is_the_history_of_what_the_lists_show(
    client: Client, scene: Scene, partner: Person, seed: int, window: int, judged: int, monkeypatch: pytest.MonkeyPatch
):
    chance = random.Random(seed)
    for kind, ids in (("organization", scene.chain.organizations), ("relationship", scene.chain.relationships)):
        for one in chance.sample(ids, 2):
            share(partner, kind, one, chance.choice(["read", "edit", "relationship-read", "relationship-edit", "request-onboard"]))
    expected = visible_now(client, scene.cast, partner)
    monkeypatch.setattr(events, "WINDOW", window)
    monkeypatch.setattr(events, "JUDGED", judged)
    for limit in (1, 3, 50):
        assert feed(client, partner, limit=limit) == expected
    for name in RECORDS:
        assert feed(client, partner, recordType=name) == [one for one in expected if one["recordType"] == name]


def test_the_history_of_one_record_that_it_may_not_see_is_empty(client: Client, scene: Scene, partner: Person):
    share(partner, "organization", scene.chain.organizations[1], "read")
    mine, other = scene.chain.organizations[1:3]
    assert len(feed(client, partner, recordType="organization", recordId=mine)) == 1
    assert feed(client, partner, recordType="organization", recordId=other) == []


@pytest.mark.parametrize("name", ["role", "member", "api_key", "custom_field", "account"])
def test_the_history_of_the_account_itself_is_not_for_it(client: Client, scene: Scene, partner: Person, name: str):
    assert_problem(get(client, partner, "events", recordType=name), 403, "permission_denied")


def test_a_key_scope_keeps_back_what_a_grant_gives(client: Client, scene: Scene, partner: Person):
    share(partner, "organization", scene.chain.organizations[1], "read")
    for scopes, expected in (
        (["contact.read"], {"contact"}),
        (["organization.all", "relationship.read"], {"organization", "relationship"}),
    ):
        headers = bearer(make_key(scene.cast.acme, scopes=scopes, user=partner.user))
        assert {one["recordType"] for one in client.get("/api/v2/events", headers=headers).json()["data"]} == expected
    headers = bearer(make_key(scene.cast.acme, scopes=["settings.read"], user=partner.user))
    assert_problem(client.get("/api/v2/events", headers=headers), 403, "permission_denied")


def test_a_grant_and_its_end_are_told_to_whom_they_reach_and_of_nobody_else(client: Client, scene: Scene, partner: Person):
    cast, shared = scene.cast, scene.chain.organizations[1]
    other = make_partner(cast.acme, "other@acme.example")
    before = newest(cast.owner)
    grant(cast, "organization", shared, me(partner), me(other))
    (seen,) = page(client, partner, after=before)["data"]
    assert (seen["recordType"], seen["recordId"], seen["operation"]) == ("organization", shared, "grant")
    assert [[one["principal"]["id"] for one in grants] for grants in seen["changes"]["grants"]] == [[], [partner.user.pk]]
    grant(cast, "organization", shared, me(other))
    assert visible_now(client, cast, partner) == []
    first, last = feed(client, partner)
    assert (first["operation"], last["operation"], last["recordId"]) == ("grant", "revoke", shared)
    assert [[one["principal"]["id"] for one in grants] for grants in last["changes"]["grants"]] == [[partner.user.pk], []]
    save(cast.owner.actor, "organizations", {"externalId": "S-1", "name": "Renamed"})
    assert [one["operation"] for one in feed(client, partner)] == ["grant", "revoke"]
    assert [one["operation"] for one in feed(client, other, recordType="organization")] == ["create", "grant", "update"]


def test_grants_to_a_team_and_to_everyone_are_told_to_their_members(client: Client, scene: Scene, partner: Person):
    cast, (shared, other) = scene.cast, scene.chain.organizations[1:3]
    team = create_team(actor=cast.owner.actor, name="Buyers", members=[partner.user.pk])
    strangers = create_team(actor=cast.owner.actor, name="Others", members=[cast.viewer.user.pk])
    before = newest(cast.owner)
    grant(cast, "organization", shared, PrincipalName("team", team.pk), PrincipalName("team", strangers.pk), PrincipalName("account"))
    grant(cast, "organization", other, PrincipalName("team", strangers.pk))
    (seen,) = page(client, partner, after=before)["data"]
    assert [one["principal"] for one in seen["changes"]["grants"][1]] == [{"kind": "team", "id": team.pk}, {"kind": "account", "id": None}]
    grant(cast, "organization", shared)
    assert told(client, partner, before) == [("organization", shared, "grant"), ("organization", shared, "revoke")]


def remove(cast: Cast, client: Client, name: str, id_: int) -> None:
    assert client.delete(f"/api/v2/{name}/{id_}", headers=cast.owner.headers).status_code == 204


def test_the_end_of_what_hung_on_a_shared_organization_is_told_without_what_it_held(client: Client, scene: Scene, partner: Person):
    cast, chain = scene.cast, scene.chain
    share(partner, "organization", chain.organizations[1], "read")
    before = newest(cast.owner)
    for edge in chain.relationships[:2]:
        remove(cast, client, "relationships", edge)
    for contact in chain.contacts[1:3]:
        remove(cast, client, "contacts", contact)
    assert told(client, partner, before) == [("relationship", chain.relationships[0], "delete"), ("contact", chain.contacts[1], "delete")]
    assert [one["changes"] for one in page(client, partner, after=before)["data"]] == [{}, {}]
    assert all(one["changes"] for one in feed(client, cast.owner, operation="delete"))


@pytest.mark.parametrize("permission", ["read", "relationship-read"])
def test_the_end_of_a_relationship_is_told_to_who_saw_it_from_its_target(client: Client, scene: Scene, partner: Person, permission: str):
    share(partner, "organization", scene.chain.organizations[0], permission)
    remove(scene.cast, client, "relationships", scene.chain.relationships[0])
    assert len(feed(client, partner, operation="delete")) == 1


def test_the_end_of_a_relationship_that_was_shared_by_itself_is_told_by_the_end_of_the_grant(client: Client, scene: Scene, partner: Person):
    cast, edge = scene.cast, scene.chain.relationships[0]
    grant(cast, "relationship", edge, me(partner), me(make_partner(cast.acme, "other@acme.example")))
    before = newest(cast.owner)
    remove(cast, client, "relationships", edge)
    assert ("relationship", edge, "revoke") in told(client, partner, before)
    (seen,) = feed(client, partner, operation="revoke")
    assert [[one["principal"]["id"] for one in grants] for grants in seen["changes"]["grants"]] == [[partner.user.pk], []]


def test_who_has_lost_the_organization_learns_nothing_more_of_what_hung_on_it(client: Client, scene: Scene, partner: Person):
    one = share(partner, "organization", scene.chain.organizations[1], "read")
    Grant.rows.filter(pk=one.pk).delete()
    remove(scene.cast, client, "relationships", scene.chain.relationships[0])
    assert feed(client, partner) == []


def test_a_page_takes_as_many_statements_for_fifty_events_as_for_few(client: Client, scene: Scene, partner: Person):
    cast, chain = scene.cast, scene.chain
    share(partner, "organization", chain.organizations[1], "read")
    remove(cast, client, "relationships", chain.relationships[0])
    remove(cast, client, "contacts", chain.contacts[1])
    grant(cast, "organization", chain.organizations[1], PrincipalName("team", create_team(actor=cast.owner.actor, name="A", members=[]).pk))
    share(partner, "organization", chain.organizations[1], "read")
    few = statements(client, partner, "events", limit=2)
    for number in range(60):
        save(cast.owner.actor, "organizations", {"externalId": "S-1", "name": f"Works {number}"})
    assert len(sequences(page(client, partner, limit=50)["data"])) == 50
    assert statements(client, partner, "events", limit=50) == few <= statements(client, partner, "countries") + 10
