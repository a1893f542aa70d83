from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts.grants import SharedRecord
from accounts.models import Grant, Role, User
from accounts.roles import OPERATIONS
from activity.models import Change
from organizations.models import Organization
from tests.accounts.sharing import EVERYONE, give, held, make_team, named
from tests.kit.calls import assert_problem, get, statements
from tests.kit.cast import Cast, Person, bearer, make_key, make_person
from tests.kit.chain import save
from tests.kit.writing import assert_refused, send, written

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Mill:
    """An organization of acme, and one of globex under the same external id."""

    cast: Cast
    id: int
    foreign: int

    @property
    def path(self) -> str:
        return f"organizations/{self.id}/grants"

    @property
    def record(self) -> SharedRecord:
        return SharedRecord("organization", self.id)


@pytest.fixture
def mill(cast: Cast) -> Mill:
    item = {"externalId": "M-1", "type": "F", "name": "Mill"}
    foreign, ours = (save(person.actor, "organizations", item)[0] for person in (cast.stranger, cast.owner))
    return Mill(cast, ours, foreign)


def guest(cast: Cast, email: str = "guest@acme.example") -> Person:
    """A member with reach granted who may do everything with what is shared with it, but not read members."""
    name = f"Guest {email}"
    operations = sorted(operation for operation in OPERATIONS if not operation.startswith("MEMBER."))
    Role(account=cast.acme, name=name, operations=operations, reach="granted", mask=0).save()
    return make_person(cast.acme, name, email)


def user(person: Person) -> dict[str, Any]:
    return {"kind": "user", "id": person.user.pk}


def test_grants_are_set_and_read_back_closed_and_sorted(client: Client, mill: Mill):
    cast = mill.cast
    team = make_team(cast.acme, "Sourcing")
    body = {
        "grants": [
            {"principal": user(cast.viewer), "permissions": ["full"]},
            {"principal": {"kind": "team", "id": team.id}, "permissions": ["share", "relationship-edit"]},
            {"principal": {"kind": "account"}, "permissions": ["read"]},
        ]
    }
    answer = written(client, cast.owner, "put", mill.path, body)
    assert answer == written(client, cast.owner, "get", mill.path)
    shown = {row["principal"]["kind"]: row for row in answer["grants"]}
    assert shown["user"] == {
        "principal": {"kind": "user", "id": cast.viewer.user.pk, "name": "Viewer"},
        "permissions": ["edit", "full", "read"],
        "cause": "manual",
        "grantedBy": {"id": cast.owner.user.pk, "name": "Owner"},
        "grantedAt": shown["user"]["grantedAt"],
    }
    assert shown["team"]["principal"] == {"kind": "team", "id": team.id, "name": "Sourcing"}
    assert shown["team"]["permissions"] == ["relationship-edit", "relationship-read", "share"]
    assert shown["account"]["principal"] == {"kind": "account", "id": None, "name": None}
    change = Change.rows.filter(account=cast.acme).latest("sequence")
    assert (change.record_type, change.record_id, change.operation, change.user_id) == (
        "organization",
        mill.id,
        "grant",
        cast.owner.user.pk,
    )


def test_what_was_read_can_be_sent_back_with_one_more(client: Client, mill: Mill):
    cast = mill.cast
    give(cast.acme, named(cast.editor.actor), "full", record=mill.record, cause="owner")
    give(cast.acme, named(cast.viewer.actor), "edit", record=mill.record)
    body = written(client, cast.owner, "get", mill.path)
    assert written(client, cast.owner, "put", mill.path, body) == body
    body["grants"].append({"principal": {"kind": "account", "id": None}, "permissions": ["read"], "cause": "manual"})
    assert len(written(client, cast.owner, "put", mill.path, body)["grants"]) == 3
    body["grants"] = []
    assert [row["cause"] for row in written(client, cast.owner, "put", mill.path, body)["grants"]] == ["owner"]


@pytest.mark.parametrize(
    ("index", "name", "value"),
    [
        (0, "cause", "import"),
        (0, "cause", ["owner"]),
        (0, "grantedBy", {"id": 1, "name": "x"}),
        (0, "grantedAt", None),
        (0, "permissions", ["read"]),
        (1, "cause", "owner"),
        (1, "grantedAt", "2026-01-01T00:00:00Z"),
    ],
)
def test_what_relata_keeps_is_not_set(client: Client, mill: Mill, index: int, name: str, value: object):
    cast = mill.cast
    give(cast.acme, named(cast.editor.actor), "full", record=mill.record, cause="owner")
    give(cast.acme, named(cast.viewer.actor), "edit", record=mill.record)
    body = written(client, cast.owner, "get", mill.path)
    body["grants"].sort(key=lambda row: row["cause"], reverse=True)  # owner, manual
    body["grants"][index][name] = value
    answer = send(client, cast.owner, "put", mill.path, body)
    assert ("read_only_field", f"grants[{index}].{name}") in [(error["code"], error["field"]) for error in answer.json()["errors"]]
    assert len(held(cast.acme, mill.record)) == 2


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("required", "grants")]),
        ([], [("invalid_type", None)]),
        ({"grants": {}}, [("invalid_type", "grants")]),
        ({"grants": [5]}, [("invalid_type", "grants[0]")]),
        ({"grants": [{}]}, [("required", "grants[0].principal"), ("required", "grants[0].permissions")]),
        (
            {"grants": [{"principal": {"kind": "robot", "id": 0}, "permissions": ["fly"]}]},
            [
                ("invalid_choice", "grants[0].principal.kind"),
                ("invalid_format", "grants[0].principal.id"),
                ("invalid_choice", "grants[0].permissions[0]"),
            ],
        ),
        ({"grants": [{"principal": {"kind": "account"}, "permissions": []}]}, [("too_short", "grants[0].permissions")]),
        ({"grants": [{"principal": {"kind": "account"}, "permissions": ["share"]}]}, [("invalid_format", "grants[0].permissions")]),
        ({"grants": [{"principal": {"kind": "user"}, "permissions": ["read"]}]}, [("reference_not_found", "grants[0].principal")]),
        (
            {"grants": [{"principal": {"kind": "account", "id": 1}, "permissions": ["read"]}]},
            [("reference_not_found", "grants[0].principal")],
        ),
        ({"grants": [{"principal": {"kind": "account"}, "permissions": ["read"]}] * 1001}, [("too_many", "grants")]),
        *(
            ({"grants": [{"principal": {"kind": "account"}, "permissions": ["read"], name: 1}]}, [("unknown_field", f"grants[0].{name}")])
            for name in ("account", "createdBy", "mask", "isBuiltIn", "objectId")
        ),
        ({"grants": [], "account": 1}, [("unknown_field", "account")]),
    ],
    ids=lambda value: str(value)[:70],
)
def test_what_makes_no_sense_is_refused_by_name(client: Client, mill: Mill, body: object, errors: list[tuple[str, str]]):
    give(mill.cast.acme, EVERYONE, "read", record=mill.record)
    assert_refused(send(client, mill.cast.owner, "put", mill.path, body), 400, *errors)
    assert held(mill.cast.acme, mill.record) == [("account", None, 1, "manual")]


def test_nobody_of_another_account_is_granted_anything(client: Client, mill: Mill):
    cast = mill.cast
    strangers = [user(cast.stranger), {"kind": "user", "id": 2**62}, {"kind": "team", "id": make_team(cast.globex, "Theirs").id}]
    bodies = [{"grants": [{"principal": principal, "permissions": ["read"]}]} for principal in strangers]
    wrong = ("reference_not_found", "grants[0].principal")
    errors = [assert_refused(send(client, cast.owner, "put", mill.path, body), 400, wrong)[0] for body in bodies]
    assert errors[0]["message"] == errors[1]["message"]
    assert not Grant.rows.exists()


def test_one_principal_is_named_once(client: Client, mill: Mill):
    entry = {"principal": {"kind": "account"}, "permissions": ["read"]}
    answer = send(client, mill.cast.owner, "put", mill.path, {"grants": [entry, entry]})
    wrong = [("duplicate_in_batch", f"grants[{index}].principal") for index in (0, 1)]
    assert assert_refused(answer, 409, *wrong)[0]["params"] == {"indexes": [0, 1]}


@pytest.mark.parametrize("method", ["get", "put"])
def test_foreign_invisible_missing_and_impossible_records_are_not_found_alike(client: Client, mill: Mill, method: str):
    stranger = guest(mill.cast)
    body = {"grants": [{"principal": {"kind": "account"}, "permissions": ["read"]}]} if method == "put" else None
    asked = [(mill.cast.owner, mill.foreign), (mill.cast.owner, 2**62), (mill.cast.owner, "abc"), (stranger, mill.id), (stranger, 2**62)]
    bodies = [assert_problem(send(client, person, method, f"organizations/{id_}/grants", body), 404, "not_found") for person, id_ in asked]
    assert all(found == bodies[0] for found in bodies)
    assert not Grant.rows.exists()


@pytest.mark.parametrize("role", ["Editor", "Viewer", "Partner", "Integration"])
def test_roles_without_the_operation_share_nothing(client: Client, mill: Mill, role: str):
    person = make_person(mill.cast.acme, role, "other@acme.example")
    assert_problem(send(client, person, "put", mill.path, {"grants": []}), 403, "permission_denied")


def test_a_key_shares_only_with_the_scope(client: Client, mill: Mill):
    body = {"grants": [{"principal": {"kind": "account"}, "permissions": ["read"]}]}
    narrow, wide = (make_key(mill.cast.acme, "Owner", [scope]) for scope in ("organization.write", "organization.share"))
    assert_problem(send(client, narrow, "put", mill.path, body), 403, "permission_denied")
    assert written(client, wide, "put", mill.path, body)
    assert_problem(client.get(f"/api/v2/{mill.path}", headers=bearer(wide)), 403, "permission_denied")


def test_a_sharer_gives_no_more_than_it_holds(client: Client, mill: Mill):
    cast, person = mill.cast, guest(mill.cast)
    give(cast.acme, named(person.actor), "read", record=mill.record, cause="owner")
    body = {"grants": [{"principal": {"kind": "account"}, "permissions": ["read"]}]}
    assert_refused(send(client, person, "put", mill.path, body), 403, ("share_not_permitted", None))
    give(cast.acme, named(person.actor), "edit", "share", record=mill.record, cause="import")
    assert written(client, person, "put", mill.path, body)
    for beyond in (["full"], ["read", "share"], ["request-onboard"]):
        body["grants"][0]["permissions"] = beyond
        answer = send(client, person, "put", mill.path, body)
        (error,) = assert_refused(answer, 403, ("share_not_permitted", "grants[0].permissions"))
        assert error["params"]["permissions"] == beyond[-1:]
    assert ("account", None, 1, "manual") in held(cast.acme, mill.record)


def test_the_last_holder_of_full_can_not_drop_itself(client: Client, mill: Mill):
    cast, person = mill.cast, guest(mill.cast)
    give(cast.acme, named(person.actor), "full", record=mill.record)
    User.objects.filter(memberships__account=cast.acme, memberships__role__mask=7).update(is_active=False)
    assert_refused(send(client, person, "put", mill.path, {"grants": []}), 409, ("last_full_holder", "grants"))
    assert held(cast.acme, mill.record) == [("user", person.user.pk, 7, "manual")]


def test_who_may_not_share_learns_of_its_own_grants_only(client: Client, mill: Mill):
    cast, person, other = mill.cast, guest(mill.cast), guest(mill.cast, "other@acme.example")
    for principal in (named(person.actor), named(other.actor)):
        give(cast.acme, principal, "edit", record=mill.record)
    assert [row["principal"]["id"] for row in get(client, person, mill.path).json()["grants"]] == [person.user.pk]
    assert len(get(client, cast.viewer, mill.path).json()["grants"]) == 2


def test_a_grant_counts_from_the_next_call_on_and_so_does_its_end(client: Client, mill: Mill):
    cast, person = mill.cast, guest(mill.cast)
    path = f"organizations/{mill.id}"
    assert get(client, person, path).status_code == 404
    written(client, cast.owner, "put", mill.path, {"grants": [{"principal": user(person), "permissions": ["edit"]}]})
    assert get(client, person, path).json()["permissions"] == ["edit", "read"]
    written(client, cast.owner, "put", mill.path, {"grants": []})
    assert get(client, person, path).status_code == 404


def test_thirty_grants_take_as_many_statements_as_one(client: Client, mill: Mill):
    cast = mill.cast
    give(cast.acme, EVERYONE, "read", record=mill.record)
    few = statements(client, cast.owner, mill.path)
    for number in range(30):
        give(cast.acme, make_team(cast.acme, f"T{number}"), "read", record=mill.record)
    assert statements(client, cast.owner, mill.path) == few


def test_what_can_not_be_served_is_refused(client: Client, mill: Mill):
    assert Organization.objects.visible_to(mill.cast.owner.actor).filter(id=mill.id).exists()
    assert_problem(client.get(f"/api/v2/{mill.path}"), 401, "not_authenticated")
    assert_problem(get(client, mill.cast.owner, mill.path, q="a"), 400, "unknown_parameter")
    for method in ("post", "patch", "delete"):
        assert_problem(send(client, mill.cast.owner, method, mill.path), 405, "method_not_allowed")
