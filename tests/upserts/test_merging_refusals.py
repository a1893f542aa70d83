"""Who may merge what: every refusal, and that nothing is written then."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership, Role
from tests.kit.calls import API, Item, assert_problem, get, saved
from tests.kit.cast import Person, make_key
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World
from tests.upserts.ledger import ledger
from tests.upserts.twins import Twins, edge, make_twins, merge, merged


@pytest.fixture
def twins(client: Client, owner: Person) -> Twins:
    return make_twins(client, owner)


def refused(answer: Any, status: int, code: str, field: str | None, at: int = 0) -> Item:
    """The error of a problem of this code that blames this member."""
    problem = assert_problem(answer, status, code)
    error: Item = problem["errors"][at]
    assert (error["code"], error["field"], error["pointer"]) == (code, field, f"/{field}" if field else "")
    return error


def full_on(partner: Person, *organizations: int) -> None:
    for identity in organizations:
        share(partner, "organization", identity, "full")


@pytest.fixture
def partner(client: Client, world: World) -> Person:
    person = make_partner(world.cast.acme, "partner@acme.example")
    get(client, person, "me")
    return person


def test_a_survivor_that_is_missing_foreign_or_invisible_is_not_found(client: Client, world: World, twins: Twins, partner: Person) -> None:
    (foreign,) = saved(client, world.cast.stranger, "organizations", {"type": "S", "name": "Theirs"})
    full_on(partner, twins.loser)
    get(client, partner, "me")
    with ledger() as book:
        problems = [
            assert_problem(merge(client, partner, survivor, twins.loser), 404, "not_found")
            for survivor in (foreign["id"], twins.survivor, 10**12, 2**63)
        ]
    assert all(problem == problems[0] for problem in problems)
    assert book.rows == {}


def test_a_loser_that_is_missing_foreign_or_invisible_is_the_same_to_the_byte(
    client: Client, world: World, twins: Twins, partner: Person
) -> None:
    (foreign,) = saved(client, world.cast.stranger, "organizations", {"type": "S", "name": "Theirs"})
    full_on(partner, twins.survivor)
    headers = {"X-Request-ID": "same"}
    with ledger() as book:
        answers = [merge(client, partner, twins.survivor, loser, **headers) for loser in (foreign["id"], twins.loser, 10**12)]
    refused(answers[0], 400, "organization_not_found", "from")
    assert {answer.content for answer in answers} == {answers[0].content}
    assert book.rows == {}


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "required", "from"),
        ({"from": None}, "invalid_type", "from"),
        ({"from": "x"}, "invalid_internal_id", "from"),
        ({"from": True}, "invalid_type", "from"),
        ({"from": 0}, "invalid_internal_id", "from"),
        ({"from": 2**63}, "invalid_internal_id", "from"),
        ({"from": 1.5}, "invalid_internal_id", "from"),
        ({"from": {"kind": "external", "value": "A-2"}}, "invalid_type", "from"),
        ({"from": 1, "into": 2}, "unknown_field", "into"),
    ],
)
def test_bodies_that_name_no_organization(client: Client, owner: Person, twins: Twins, body: object, code: str, field: str) -> None:
    with ledger() as book:
        refused(merge(client, owner, twins.survivor, body), 400, code, field)
    assert book.rows == {}


@pytest.mark.parametrize("body", [[], "x", 3, None])
def test_bodies_that_are_no_object(client: Client, owner: Person, twins: Twins, body: object) -> None:
    answer = client.post(
        f"{API}organizations/{twins.survivor}/merge", "null" if body is None else body, "application/json", headers=owner.headers
    )
    assert answer.status_code == 400, answer.content


def test_nothing_is_merged_with_itself(client: Client, owner: Person, twins: Twins) -> None:
    refused(merge(client, owner, twins.survivor, twins.survivor), 400, "same_organization", "from")


def test_only_organizations_of_one_type_are_merged(client: Client, owner: Person, twins: Twins) -> None:
    error = refused(merge(client, owner, twins.survivor, twins.factory), 400, "immutable_field", "from")
    assert error["message"] == "Only organizations of the same type can be merged: this one is F, the other one S."


def test_nothing_is_merged_into_an_archived_one(client: Client, owner: Person, twins: Twins) -> None:
    client.delete(f"{API}organizations/{twins.survivor}", headers=owner.headers)
    error = refused(merge(client, owner, twins.survivor, twins.loser), 409, "organization_archived", None)
    assert error["params"] == {"id": twins.survivor}


def test_all_that_is_wrong_is_told_at_once(client: Client, owner: Person, twins: Twins) -> None:
    client.delete(f"{API}organizations/{twins.survivor}", headers=owner.headers)
    answer = merge(client, owner, twins.survivor, twins.factory)
    assert [error["code"] for error in assert_problem(answer, 400, "immutable_field")["errors"]] == [
        "immutable_field",
        "organization_archived",
    ]


def test_what_was_merged_elsewhere_is_not_merged_again(client: Client, owner: Person, twins: Twins) -> None:
    (other,) = saved(client, owner, "organizations", {"type": "S", "name": "Other"})
    merged(client, owner, twins)
    error = refused(merge(client, owner, other["id"], twins.loser), 409, "organization_archived", "from")
    assert error["params"] == {"id": twins.loser, "mergedInto": twins.survivor}


def test_what_was_merged_where_nobody_may_look_is_not_found(client: Client, world: World, twins: Twins, partner: Person) -> None:
    (other,) = saved(client, world.owner, "organizations", {"type": "S", "name": "Other"})
    merged(client, world.owner, twins)
    full_on(partner, other["id"], twins.loser)
    refused(merge(client, partner, other["id"], twins.loser), 400, "organization_not_found", "from")


def test_it_takes_the_operation(client: Client, world: World, twins: Twins) -> None:
    assert_problem(merge(client, world.cast.viewer, twins.survivor, twins.loser), 403, "permission_denied")
    role = Role(account=world.cast.acme, name="No update", operations=["ORGANIZATION.READ", "ORGANIZATION.DELETE"], reach="all", mask=7)
    role.save()
    Membership.rows.filter(user=world.cast.integration.user).update(role=role)
    assert_problem(merge(client, world.cast.integration, twins.survivor, twins.loser), 403, "permission_denied")


@pytest.mark.parametrize("held", [("full", "edit"), ("edit", "full"), ("edit", "edit")])
def test_it_takes_full_on_both(client: Client, twins: Twins, partner: Person, held: tuple[str, str]) -> None:
    for identity, permission in zip((twins.survivor, twins.loser), held, strict=True):
        share(partner, "organization", identity, permission)
    with ledger() as book:
        error = refused(merge(client, partner, twins.survivor, twins.loser), 403, "permission_denied", None)
    assert error["params"] == {"needed": ["full_organization"]}
    assert book.rows == {}


def test_an_editor_and_a_key_that_may_only_update_lack_full(client: Client, world: World, twins: Twins) -> None:
    refused(merge(client, world.cast.editor, twins.survivor, twins.loser), 403, "permission_denied", None)
    key = make_key(world.cast.acme, "Owner", ["organization.update"])
    person = Person(world.owner.user, world.cast.acme, world.owner.actor, key)
    refused(merge(client, person, twins.survivor, twins.loser), 403, "permission_denied", None)


def test_who_holds_full_on_both_may_and_is_told_of_nothing_else(client: Client, world: World, twins: Twins, partner: Person) -> None:
    full_on(partner, twins.survivor, twins.loser)
    moved = edge(client, world.owner, "A-2", "B-1")
    led = edge(client, world.owner, "F-1", "B-1", leadSupplier=external("A-2"))
    body = merged(client, partner, twins)
    assert body["relationships"]["moved"] == [moved]
    shown = get(client, world.owner, f"relationships/{led}").json()
    assert (shown["leadSupplier"]["id"], shown["version"]) == (twins.survivor, 2)


def test_a_stale_version_is_refused_and_nothing_changes(client: Client, owner: Person, twins: Twins) -> None:
    tag = get(client, owner, f"organizations/{twins.survivor}")["ETag"]
    with ledger() as book:
        for stale in ('"9-0123456789abcdef"', '"x"'):
            refused_at = assert_problem(merge(client, owner, twins.survivor, twins.loser, if_match=stale), 412, "precondition_failed")
            assert refused_at["errors"][0]["params"] == {"current": 1}
    assert book.rows == {}
    assert_problem(merge(client, owner, twins.survivor, twins.loser, if_match="7"), 400, "invalid_parameter")
    assert merge(client, owner, twins.survivor, twins.loser, if_match=tag).status_code == 200


def test_headers_and_parameters_that_mean_nothing_here_are_refused(client: Client, owner: Person, twins: Twins) -> None:
    assert_problem(merge(client, owner, twins.survivor, twins.loser, if_none_match='"x"'), 400, "invalid_parameter")
    assert_problem(merge(client, owner, twins.survivor, twins.loser, "?dryrun=true"), 400, "unknown_parameter")
    assert_problem(merge(client, owner, twins.survivor, twins.loser, "?dryRun=yes"), 400, "invalid_parameter")


def test_only_organizations_have_the_address(client: Client, owner: Person) -> None:
    for name in ("contacts", "relationships"):
        answer = client.post(f"{API}{name}/1/merge", {"from": 2}, content_type="application/json", headers=owner.headers)
        assert_problem(answer, 404, "not_found")
