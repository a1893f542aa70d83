"""Products have no grants: who may read sees all of them, and only a reach over the whole account changes them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from tests.kit.calls import API, Item, assert_problem, get, outcome, post_upsert, refusal, rows, saved
from tests.kit.cast import Person, bearer, make_key, make_person
from tests.kit.granting import make_partner
from tests.kit.worlds import World
from tests.kit.writing import send as call

SHELL: Item = {"reference": "SHELL", "name": "Shell"}


@pytest.fixture
def shell(client: Client, owner: Person) -> int:
    made: int = saved(client, owner, "products", SHELL)[0]["id"]
    return made


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        ("Owner", ["edit", "full", "read"]),
        ("Manager", ["edit", "full", "read"]),
        ("Integration", ["edit", "full", "read"]),
        ("Editor", ["edit", "read"]),
        ("Viewer", ["read"]),
        ("Partner", ["read"]),
    ],
)
def test_any_role_reads_and_is_told_what_it_may_do(client: Client, world: World, shell: int, role: str, permissions: list[str]):
    person = make_person(world.cast.acme, role, f"another-{role.lower()}@acme.example")
    assert get(client, person, f"products/{shell}").json()["permissions"] == permissions
    assert [row["id"] for row in rows(client, person, "products")] == [shell]
    assert len(rows(client, person, "products", permission="edit")) == ("edit" in permissions)


@pytest.mark.parametrize("who", ["Viewer", "Partner"])
def test_who_may_not_change_them_is_refused_at_the_door(client: Client, world: World, shell: int, who: str):
    person = make_person(world.cast.acme, who, f"another-{who.lower()}@acme.example")
    path = f"products/{shell}"
    for method, target, body in (
        ("post", "products/upsert", SHELL),
        ("post", "products", SHELL),
        ("patch", path, {"name": "x"}),
        ("put", path, {"name": "x"}),
        ("delete", path, None),
    ):
        assert_problem(call(client, person, method, target, body), 403, "permission_denied")
    assert get(client, person, path).json()["version"] == 1


def test_a_role_of_the_accounts_own_that_reaches_grants_reads_all_and_changes_none(client: Client, world: World, shell: int):
    partner = make_partner(world.cast.acme, "founder@acme.example", "CREATE", "READ", "UPDATE", "DELETE")
    assert get(client, partner, f"products/{shell}").json()["permissions"] == ["read"]
    refused = assert_problem(post_upsert(client, partner, "products", SHELL), 403, "permission_denied")
    # Its role lists the operations: what it lacks is the reach.
    assert refused["detail"] == "You may not do this; it needs PRODUCT.CREATE or PRODUCT.UPDATE, in a role that reaches every record."


@pytest.mark.parametrize(("mask", "may_change"), [(0, False), (1, False), (3, True), (7, True)])
def test_a_role_of_the_accounts_own_needs_the_operation_and_the_mask(client: Client, world: World, shell: int, mask: int, may_change: bool):
    Role(account=world.cast.acme, name="Catalogue", operations=["PRODUCT.READ", "PRODUCT.UPDATE"], reach="all", mask=mask).save()
    keeper = make_person(world.cast.acme, "Catalogue", "keeper@acme.example")
    changed = outcome(client, keeper, "products", SHELL | {"name": "Ridge"})
    if may_change:
        assert changed["operationType"] == "update"
    else:
        assert refusal(changed, 403, "permission_denied", None)["params"] == {"needed": ["edit_product"]}
    refusal(outcome(client, keeper, "products", SHELL | {"reference": "NEW"}), 403, "create_not_permitted", None)
    assert_problem(call(client, keeper, "delete", f"products/{shell}"), 403, "permission_denied")
    assert get(client, keeper, f"products/{shell}").json()["name"] == ("Ridge" if may_change else "Shell")


def test_a_role_without_the_operation_reads_none(client: Client, world: World, shell: int):
    Role(account=world.cast.acme, name="Clerk", operations=["ORGANIZATION.READ"], reach="all", mask=7).save()
    clerk = make_person(world.cast.acme, "Clerk", "clerk@acme.example")
    for path in ("products", f"products/{shell}"):
        assert_problem(get(client, clerk, path), 403, "permission_denied")


@pytest.mark.parametrize(("scope", "permissions"), [("product.read", ["read"]), ("product.all", ["edit", "full", "read"])])
def test_a_key_shows_no_more_than_its_scopes_let_through(client: Client, world: World, shell: int, scope: str, permissions: list[str]):
    headers = bearer(make_key(world.cast.acme, user=world.owner.user, scopes=[scope]))
    assert client.get(f"{API}products/{shell}", headers=headers).json()["permissions"] == permissions


def test_other_accounts_and_missing_ones_are_the_same_404(client: Client, world: World, shell: int):
    stranger = world.cast.stranger

    def answer(method: str, id_: int, body: Any = None) -> Any:
        return assert_problem(call(client, stranger, method, f"products/{id_}", body), 404, "not_found")

    for method, body in (("get", None), ("patch", {"name": "x"}), ("put", {"name": "x"}), ("delete", None)):
        assert answer(method, shell, body) == answer(method, 2**62, body)
    assert rows(client, stranger, "products") == []
