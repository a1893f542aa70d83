from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from accounts.roles import OPERATIONS
from activity.models import Change
from tests.kit.calls import all_rows, assert_problem, get, rows, statements
from tests.kit.cast import Cast, Person, make_key, make_person
from tests.kit.writing import assert_refused, send, written

pytestmark = pytest.mark.django_db
BUYER: dict[str, Any] = {
    "name": "Buyer",
    "operations": ["RELATIONSHIP.UPDATE", "ORGANIZATION.READ"],
    "reach": "all",
    "permissions": ["edit"],
}
OPENERS = [f"MEMBER.{verb}" for verb in ("CREATE", "READ", "UPDATE", "DELETE")]


def told(cast: Cast) -> list[tuple[str, Any]]:
    return list(Change.rows.filter(account=cast.acme, record_type="role").order_by("-sequence").values_list("operation", "changes"))


def make_role(cast: Cast, **fields: Any) -> int:
    role = Role(account=cast.acme, **{"name": "Buyer", "operations": ["ORGANIZATION.READ"], "reach": "all", "mask": 1, **fields})
    role.save()
    return role.pk


def boss(cast: Cast, *operations: str, reach: str = "all", mask: int = 0) -> Person:
    make_role(cast, name="Boss", operations=sorted({*OPENERS, *operations}), reach=reach, mask=mask)
    return make_person(cast.acme, "Boss", "boss@acme.example")


def test_a_role_is_made_closed_and_sorted_read_changed_and_removed(client: Client, cast: Cast):
    answer = send(client, cast.owner, "post", "roles", BUYER)
    role = answer.json()
    shown = BUYER | {"operations": ["ORGANIZATION.READ", "RELATIONSHIP.UPDATE"], "permissions": ["edit", "read"], "isBuiltIn": False}
    assert (answer.status_code, role) == (201, {"id": role["id"], **shown})
    assert answer["Location"].endswith(f"/api/v2/roles/{role['id']}")
    path = f"roles/{role['id']}"
    assert Role.rows.get(pk=role["id"]).mask == 3
    assert told(cast)[0][0] == "create"
    changed = written(client, cast.owner, "patch", path, {"reach": "granted", "permissions": []})
    assert changed == written(client, cast.viewer, "get", path) == role | {"reach": "granted", "permissions": []}
    assert told(cast)[0] == ("update", {"reach": ["all", "granted"], "permissions": [["edit", "read"], []]})
    assert send(client, cast.owner, "delete", path).status_code == 204
    assert not Role.rows.filter(pk=role["id"]).exists()
    assert told(cast)[0][0] == "delete"


def test_a_role_says_its_reach_and_permissions_or_has_all_and_none(client: Client, cast: Cast):
    role = written(client, cast.owner, "post", "roles", {"name": "Buyer", "operations": []})
    assert (role["reach"], role["permissions"], role["operations"]) == ("all", [], [])


def test_roles_come_by_name_the_built_in_ones_too(client: Client, cast: Cast):
    make_role(cast)
    found = rows(client, cast.viewer, "roles")
    assert [row["name"] for row in found] == ["Buyer", "Editor", "Integration", "Manager", "Owner", "Partner", "Viewer"]
    assert [row["isBuiltIn"] for row in found] == [False] + [True] * 6
    assert found[4]["operations"] == sorted(OPERATIONS)
    assert (found[5]["reach"], found[5]["permissions"]) == ("granted", [])
    assert all_rows(client, cast.viewer, "roles", limit=2) == found


def test_a_page_of_fifty_takes_as_many_statements_as_one_of_two(client: Client, cast: Cast):
    for number in range(50):
        make_role(cast, name=f"R{number}")
    assert statements(client, cast.owner, "roles", limit=2) == statements(client, cast.owner, "roles", limit=50)


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_foreign_missing_and_impossible_roles_are_not_found_alike(client: Client, cast: Cast, method: str):
    foreign = Role.rows.get(account=cast.globex, name="Viewer").pk
    sent = {"name": "Ours"} if method == "patch" else None
    bodies = [assert_problem(send(client, cast.owner, method, f"roles/{id_}", sent), 404, "not_found") for id_ in (foreign, 2**62, "-1")]
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("required", "name"), ("required", "operations")]),
        (BUYER | {"name": None}, [("invalid_type", "name")]),
        (BUYER | {"operations": ["ORGANIZATION.FLY"]}, [("invalid_choice", "operations[0]")]),
        (BUYER | {"operations": "ORGANIZATION.READ"}, [("invalid_type", "operations")]),
        (BUYER | {"operations": [*sorted(OPERATIONS), "ORGANIZATION.READ"]}, [("too_many", "operations")]),
        (BUYER | {"reach": "some"}, [("invalid_choice", "reach")]),
        (BUYER | {"permissions": ["share"]}, [("invalid_choice", "permissions[0]")]),
        (BUYER | {"reach": "granted"}, [("invalid_choice", "permissions")]),
        (BUYER | {"isBuiltIn": True}, [("read_only_field", "isBuiltIn")]),
        (BUYER | {"id": 1}, [("read_only_field", "id")]),
        *((BUYER | {field: 1}, [("unknown_field", field)]) for field in ("account", "createdBy", "is_built_in", "mask")),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_makes_no_sense_is_refused_by_name(client: Client, cast: Cast, body: object, errors: list[tuple[str, str]]):
    assert_refused(send(client, cast.owner, "post", "roles", body), 400, *errors)
    assert not Role.rows.filter(account=cast.acme, is_built_in=False).exists()


@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_name_is_taken_once(client: Client, cast: Cast, method: str):
    path = "roles" if method == "post" else f"roles/{make_role(cast)}"
    assert_refused(send(client, cast.owner, method, path, BUYER | {"name": "Viewer"}), 409, ("duplicate_data", "name"))


def test_built_in_roles_are_read_only(client: Client, cast: Cast):
    role = next(row for row in rows(client, cast.owner, "roles") if row["name"] == "Partner")  # that nobody has
    path = f"roles/{role['id']}"
    answer = send(client, cast.owner, "patch", path, {"permissions": ["full"], "name": "Agent"})
    assert_refused(answer, 400, ("read_only_field", "name"), ("read_only_field", "permissions"))
    assert_refused(send(client, cast.owner, "delete", path), 409, ("in_use", None))
    assert written(client, cast.owner, "patch", path, {}) == role == written(client, cast.owner, "get", path)


def test_a_role_in_use_is_not_removed(client: Client, cast: Cast):
    path = f"roles/{make_role(cast)}"
    person = make_person(cast.acme, "Buyer", "buyer@acme.example")
    (error,) = assert_refused(send(client, cast.owner, "delete", path), 409, ("in_use", None))
    assert error["params"] == {"members": 1}
    written(client, cast.owner, "patch", f"members/{person.user.pk}", {"role": "Viewer"})
    assert send(client, cast.owner, "delete", path).status_code == 204


def test_a_change_counts_from_the_members_next_call_on(client: Client, cast: Cast):
    path = f"roles/{make_role(cast)}"
    person = make_person(cast.acme, "Buyer", "buyer@acme.example")
    assert get(client, person, "me").json()["permissions"] == ["read"]
    written(client, cast.owner, "patch", path, {"permissions": ["full"], "operations": ["CONTACT.READ"]})
    me = get(client, person, "me").json()
    assert (me["permissions"], me["operations"]) == (["edit", "full", "read"], ["CONTACT.READ", "SETTINGS.READ"])


def test_what_is_kept_may_come_along_as_it_was_read(client: Client, cast: Cast):
    role = written(client, cast.owner, "post", "roles", BUYER)
    assert written(client, cast.owner, "patch", f"roles/{role['id']}", role) == role
    assert len(told(cast)) == 1


# --- nobody hands out more than it holds ---


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        ({"operations": ["ORGANIZATION.READ"], "permissions": ["read"]}, None),
        ({"operations": ["SETTINGS.READ"], "permissions": []}, None),
        ({"operations": ["ORGANIZATION.UPDATE"], "permissions": []}, ["ORGANIZATION.UPDATE"]),
        ({"operations": ["ORGANIZATION.READ"], "permissions": ["edit"]}, ["edit"]),
        ({"operations": ["API_KEY.CREATE"], "permissions": ["full"]}, ["API_KEY.CREATE", "edit", "full"]),
    ],
)
def test_nobody_makes_or_widens_a_role_beyond_its_own(client: Client, cast: Cast, more: dict[str, Any], needed: list[str] | None):
    weak = boss(cast, "ORGANIZATION.READ", mask=1)
    path = f"roles/{make_role(cast, operations=[], mask=0)}"
    for method, target in (("post", "roles"), ("patch", path)):
        answer = send(client, weak, method, target, {"name": f"By {method}", **more})
        if needed is None:
            assert answer.status_code in (200, 201), answer.content
        else:
            (error,) = assert_refused(answer, 403, ("permission_denied", None))
            assert error["params"]["needed"] == needed


def test_nobody_cuts_down_a_role_beyond_its_own(client: Client, cast: Cast):
    weak = boss(cast, "ORGANIZATION.READ", mask=1)
    path = f"roles/{make_role(cast, mask=7)}"
    assert_refused(send(client, weak, "patch", path, {"permissions": []}), 403, ("permission_denied", None))


def test_a_key_makes_no_role_beyond_its_scopes(client: Client, cast: Cast):
    key = make_key(cast.acme, "Owner", ["member.all", "organization.read"])
    assert_refused(send(client, key, "post", "roles", BUYER), 403, ("permission_denied", None))
    assert written(client, key, "post", "roles", {"name": "Reader", "operations": ["ORGANIZATION.READ"]})


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_who_only_reads_changes_no_role(client: Client, cast: Cast, method: str):
    path = "roles" if method == "post" else f"roles/{make_role(cast)}"
    assert_problem(send(client, cast.viewer, method, path, None if method == "delete" else {}), 403, "permission_denied")
    assert_problem(get(client, cast.editor, "roles"), 403, "permission_denied")
