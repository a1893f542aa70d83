"""What an upsert item answers to whom (permissions.md), as far as roles and scopes of keys reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership, Role
from accounts.roles import RECORDS, operations
from tests.kit.calls import Item, assert_problem, mistakes, outcome, post_upsert, refusal, saved, upserted
from tests.kit.cast import Person, make_key, make_person, make_user
from tests.kit.chain import external
from tests.kit.numbers import MISSING
from tests.kit.samples import SAMPLES, changed_items, items
from tests.kit.worlds import World
from tests.upserts.edges import edge
from tests.upserts.ledger import ledger
from upserts import registry

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}
every_resource = pytest.mark.parametrize("resource", list(registry.names()))
every_shared_resource = pytest.mark.parametrize("resource", [one.name for one in registry.every() if one.sharing.granted_on])
Hire = Callable[..., Person]


@pytest.fixture
def hire(world: World) -> Hire:
    """`hire(["CREATE", "READ"], mask=2)`: a member whose own role allows these verbs on all records, with this mask."""

    def person(verbs: list[str], *, mask: int = 7, reach: str = "all") -> Person:
        member = make_person(world.cast.acme, "Viewer", f"{'-'.join(verbs)}.{mask}.{reach}@acme.example".lower())
        role = Role(account=world.cast.acme, name=member.user.email, operations=sorted(operations(RECORDS, verbs)), reach=reach, mask=mask)
        role.save()
        Membership.rows.filter(user=member.user).update(role=role)
        return member

    return person


def with_scopes(world: World, *scopes: str) -> Person:
    """The owner, through a key with these scopes only."""
    owner = world.owner
    return Person(owner.user, owner.account, owner.actor, make_key(owner.account, user=owner.user, scopes=scopes))


def _without_contacts(resource: str, batch: list[Item]) -> list[Item]:
    """Organizations without their people: those need rights of their own."""
    if resource != "organizations":
        return batch
    return [{name: value for name, value in item.items() if not name.startswith("contact")} for item in batch]


@every_resource
def test_who_may_create_only_does_not_update(client: Client, world: World, hire: Hire, resource: str) -> None:
    SAMPLES[resource].prepare(world.owner, 2)
    saved(client, world.owner, resource, *items(resource, 1))
    creator = hire(["CREATE", "READ"])
    found = upserted(client, creator, resource, _without_contacts(resource, [*changed_items(resource, 1), *items(resource, 1, start=1)]))
    assert [result["status"] for result in found] == [403, 201], found
    error = refusal(found[0], 403, "permission_denied", None)
    assert error["params"]["needed"] == [f"{registry.get(resource).permission}.UPDATE"]


@every_resource
def test_who_may_update_only_does_not_create(client: Client, world: World, hire: Hire, resource: str) -> None:
    SAMPLES[resource].prepare(world.owner, 2)
    (made,) = saved(client, world.owner, resource, *items(resource, 1))
    editor = hire(["UPDATE", "READ"])
    batch = _without_contacts(resource, [*changed_items(resource, 1), *items(resource, 1, start=1)])
    found = upserted(client, editor, resource, batch)
    assert [result["status"] for result in found] == [200, 403], found
    assert found[0]["id"] == made["id"]
    error = refusal(found[1], 403, "create_not_permitted", None)
    assert error["params"]["needed"] == [f"{registry.get(resource).permission}.CREATE"]


@every_resource
def test_a_key_that_may_create_only_does_not_update(client: Client, world: World, resource: str) -> None:
    SAMPLES[resource].prepare(world.owner, 1)
    saved(client, world.owner, resource, *items(resource, 1))
    creator = with_scopes(world, f"{registry.get(resource).record_type}.create", "organization.read")
    with ledger() as book:
        (result,) = upserted(client, creator, resource, changed_items(resource, 1))
    assert result["status"] >= 400
    assert book.rows == {}


def test_a_key_that_may_create_only_creates(client: Client, world: World) -> None:
    creator = with_scopes(world, "organization.create")
    made = outcome(client, creator, "organizations", MILL)
    assert made["operationType"] == "create"
    again = outcome(client, creator, "organizations", MILL)
    assert mistakes(again) == [("external_id_unavailable", "externalId")]


@every_shared_resource
def test_what_is_invisible_is_told_apart_from_nothing_but_by_its_key(client: Client, world: World, hire: Hire, resource: str) -> None:
    """Reach `granted` without a grant: ids are not found, keys are unavailable, and nothing is said about the holder."""
    SAMPLES[resource].prepare(world.owner, 1)
    (made,) = saved(client, world.owner, resource, *items(resource, 1))
    partner = hire(["READ", "UPDATE", "CREATE"], reach="granted", mask=0)
    if resource == "organizations":
        by_id, by_nothing = (outcome(client, partner, resource, {"id": identity, "city": "Porto"}) for identity in (made["id"], MISSING))
        assert mistakes(by_id) == mistakes(by_nothing) == [("not_found", "id")]
        assert repr(by_id) == repr(by_nothing).replace(str(MISSING), str(made["id"]))
        error = refusal(outcome(client, partner, resource, {"externalId": "ORG-0"}), 409, "external_id_unavailable", "externalId")
        assert error["params"] == {}
        by_name = outcome(client, partner, resource, {"type": "F", "name": "FACTORY 0", "externalId": "ORG-9"})
        assert refusal(by_name, 409, "external_id_unavailable", "name")["params"] == {}
    else:
        result = outcome(client, partner, resource, items(resource, 1)[0])
        end = "organization" if resource == "contacts" else "source"
        assert ("organization_not_found", end) in mistakes(result)
        assert all(error["params"].get("suggestions", []) == [] for error in result["errors"])


def test_every_unknown_key_may_not_be_created_alike(client: Client, world: World, hire: Hire) -> None:
    editor = hire(["UPDATE", "READ"])
    first, second = upserted(client, editor, "organizations", [MILL, {"type": "B", "name": "Brand"}])
    assert {**first, "index": 0} | {"errors": 0} == {**second, "index": 0} | {"errors": 0}
    assert [error["code"] for error in (*first["errors"], *second["errors"])] == ["create_not_permitted"] * 2


def test_editing_takes_edit_and_rekeying_takes_full(client: Client, world: World) -> None:
    editor = world.cast.editor
    saved(client, world.owner, "organizations", MILL, {"type": "F", "name": "Dye"})
    assert outcome(client, editor, "organizations", {**MILL, "city": "Porto"})["operationType"] == "update"
    filled = outcome(client, editor, "organizations", {"type": "F", "name": "Dye", "externalId": "D-1"})
    assert filled["operationType"] == "update"
    for key in ("M-2", None):
        changed = outcome(client, editor, "organizations", {"id": filled["id"], "externalId": key})
        assert refusal(changed, 403, "permission_denied", None)["params"]["needed"] == ["full_organization"]
    assert outcome(client, world.owner, "organizations", {"id": filled["id"], "externalId": None})["operationType"] == "update"


def test_changing_the_external_id_by_email_takes_full(client: Client, world: World) -> None:
    saved(client, world.owner, "organizations", MILL)
    joe = {"organization": external("M-1"), "firstName": "Joe", "email": "joe@x.example"}
    saved(client, world.owner, "contacts", {**joe, "externalId": "C-1"})
    refusal(outcome(client, world.cast.editor, "contacts", {**joe, "externalId": "C-2"}), 403, "permission_denied", None)
    assert outcome(client, world.cast.integration, "contacts", {**joe, "externalId": "C-2"})["operationType"] == "update"


@every_resource
def test_reading_alone_does_not_change(client: Client, world: World, hire: Hire, resource: str) -> None:
    """The operation without the capability: the role may update, its mask only reads."""
    SAMPLES[resource].prepare(world.owner, 2)
    saved(client, world.owner, resource, *items(resource, 1))
    reader = hire(["CREATE", "READ", "UPDATE"], mask=1)
    changed = outcome(client, reader, resource, changed_items(resource, 1)[0])
    assert (changed["status"], changed["errors"][0]["code"]) == (403, "permission_denied")
    if resource in ("contacts", "relationships"):  # what is new there changes what it belongs to
        new = outcome(client, reader, resource, items(resource, 1, start=1)[0])
        assert (new["status"], new["errors"][0]["code"]) == (403, "create_not_permitted")


def test_a_key_of_one_record_type_changes_no_other(client: Client, world: World, ends: dict[str, int]) -> None:
    key = with_scopes(world, "relationship.write", "organization.read")
    assert_problem(post_upsert(client, key, "organizations", [MILL]), 403, "permission_denied")
    assert_problem(post_upsert(client, key, "contacts", [MILL]), 403, "permission_denied")
    assert outcome(client, key, "relationships", edge())["status"] < 300


def test_nested_contacts_take_the_right_to_contacts(client: Client, world: World) -> None:
    key = with_scopes(world, "organization.write")
    result = outcome(client, key, "organizations", {**MILL, "contacts": [{"email": "joe@x.example", "firstName": "Joe"}]})
    assert (result["status"], result["errors"][0]["code"], result["errors"][0]["field"]) == (403, "create_not_permitted", "contacts[0]")
    assert outcome(client, key, "organizations", MILL)["operationType"] == "create"


def test_a_revoked_membership_ends_it(client: Client, world: World) -> None:
    person = make_person(world.cast.acme, "Owner", make_user("gone@acme.example").email.replace("gone", "leaver"))
    Membership.rows.filter(user=person.user).delete()
    assert post_upsert(client, person, "organizations", [MILL]).status_code == 401


def test_who_may_create_only_takes_no_flag_from_a_stored_contact(client: Client, world: World, hire: Hire) -> None:
    """A new primary contact changes the former one: that is an update."""
    saved(client, world.owner, "organizations", {**MILL, "contactPerson": {"name": "Ann", "email": "ann@x.example"}})
    new = {"organization": external("M-1"), "firstName": "Bob", "email": "bob@x.example", "isPrimary": True}
    creator = hire(["CREATE", "READ"])
    with ledger() as book:
        result = outcome(client, creator, "contacts", new)
    assert result["status"] == 403, result
    assert book.rows == {}
    assert outcome(client, creator, "contacts", {**new, "isPrimary": False})["operationType"] == "create"
