from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.members import change_role, invite, remove_member
from accounts.models import ApiKey, Grant, Membership, Principal, Role, TeamMember, User
from accounts.services import add_member
from activity.models import Change
from tests.accounts.sharing import MILL, give, history, make_guest, make_team, named
from tests.kit.calls import all_rows, assert_problem, get, rows, statements
from tests.kit.cast import Cast, Person, make_key, make_member, make_person, make_user
from tests.kit.writing import assert_refused, send, written

pytestmark = pytest.mark.django_db


def role_id(cast: Cast, name: str) -> int:
    return Role.rows.get(account=cast.acme, name=name).pk


def told(cast: Cast) -> list[tuple[str, str, object]]:
    found = Change.rows.filter(account=cast.acme, record_type="member").order_by("-sequence")
    return list(found.values_list("operation", "changes", "user_id"))


def boss(cast: Cast, *operations: str, reach: str = "all", mask: int = 0) -> Person:
    """A member who may do with members what an Owner may, and of everything else only this."""
    held = sorted({f"MEMBER.{verb}" for verb in ("CREATE", "READ", "UPDATE", "DELETE")} | set(operations))
    Role(account=cast.acme, name="Boss", operations=held, reach=reach, mask=mask).save()
    return make_person(cast.acme, "Boss", "boss@acme.example")


# --- reading ---


def test_members_come_by_id_with_role_and_state(client: Client, cast: Cast):
    User.objects.filter(pk=cast.editor.user.pk).update(is_active=False)
    found = rows(client, cast.viewer, "members")
    assert [row["email"] for row in found] == [f"{name}@acme.example" for name in ("owner", "editor", "viewer", "integration")]
    assert [row["id"] for row in found] == sorted(row["id"] for row in found)
    assert found[1] == {
        "id": cast.editor.user.pk,
        "email": "editor@acme.example",
        "name": "Editor",
        "role": {"id": role_id(cast, "Editor"), "name": "Editor"},
        "isActive": False,
        "joinedAt": found[1]["joinedAt"],
    }
    assert written(client, cast.viewer, "get", f"members/{cast.editor.user.pk}") == found[1]
    assert all_rows(client, cast.viewer, "members", limit=1) == found


def test_a_page_of_fifty_takes_as_many_statements_as_one_of_two(client: Client, cast: Cast):
    for _ in range(50):
        make_member(cast.acme, "Viewer")
    assert statements(client, cast.owner, "members", limit=2) == statements(client, cast.owner, "members", limit=50)


@pytest.mark.parametrize("role", ["Manager", "Editor", "Partner", "Integration"])
def test_who_may_not_read_members_learns_of_none(client: Client, cast: Cast, role: str):
    person = make_person(cast.acme, role, "other@acme.example")
    for path in ("members", f"members/{cast.viewer.user.pk}"):
        assert_problem(get(client, person, path), 403, "permission_denied")


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_foreign_missing_and_impossible_members_are_not_found_alike(client: Client, cast: Cast, method: str):
    sent = {"role": "Viewer"} if method == "patch" else None
    ids = [cast.stranger.user.pk, 2**62, "abc", "0", 2**63]
    bodies = [assert_problem(send(client, cast.owner, method, f"members/{id_}", sent), 404, "not_found") for id_ in ids]
    assert all(body == bodies[0] for body in bodies)
    assert Membership.rows.filter(user=cast.stranger.user).exists()


# --- letting in ---


def test_a_new_address_makes_a_user_without_password(client: Client, cast: Cast):
    answer = send(client, cast.owner, "post", "members", {"email": "New@Acme.example", "role": "Partner"})
    row = answer.json()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v2/members/{row['id']}")
    assert (row["email"], row["name"], row["role"]["name"], row["isActive"]) == ("New@Acme.example", "", "Partner", True)
    user = User.objects.get(pk=row["id"])
    assert not user.has_usable_password()
    assert Principal.rows.filter(account=cast.acme, user=user).exists()
    assert told(cast)[0] == ("create", {"user": [None, user.pk], "role": [None, "Partner"]}, cast.owner.user.pk)


def test_a_known_user_becomes_a_member_whatever_the_case_of_the_address(client: Client, cast: Cast):
    body = {"email": "STRANGER@globex.example", "role": role_id(cast, "Viewer")}
    assert written(client, cast.owner, "post", "members", body)["id"] == cast.stranger.user.pk
    assert Membership.rows.get(account=cast.globex, user=cast.stranger.user).role.name == "Owner"


def test_a_member_is_let_in_once(client: Client, cast: Cast):
    answer = send(client, cast.owner, "post", "members", {"email": "VIEWER@acme.example", "role": "Viewer"})
    assert_refused(answer, 409, ("duplicate_data", "email"))


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("required", "email"), ("required", "role")]),
        ({"email": "ann", "role": "Viewer"}, [("invalid_email", "email")]),
        ({"email": None, "role": None}, [("invalid_type", "email"), ("invalid_type", "role")]),
        ({"email": "a@b.example", "role": "  "}, [("blank", "role")]),
        ({"email": "a@b.example", "role": True}, [("invalid_type", "role")]),
        ({"email": "a@b.example", "role": {"id": 1}}, [("invalid_type", "role")]),
        ({"email": "a@b.example", "role": "View\x00er"}, [("invalid_characters", "role")]),
        ({"email": "a@b.example", "role": "Boss"}, [("reference_not_found", "role")]),
        ({"email": "a@b.example", "role": 2**70}, [("reference_not_found", "role")]),
        ({"email": "a@b.example", "role": -1}, [("reference_not_found", "role")]),
        *(
            ({"email": "a@b.example", "role": "Viewer", name: 1}, [("unknown_field", name)])
            for name in ("account", "account_id", "permissions", "createdBy", "isBuiltIn", "isActive", "is_superuser", "password", "id")
        ),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_by_name(client: Client, cast: Cast, body: object, errors: list[tuple[str, str]]):
    assert_refused(send(client, cast.owner, "post", "members", body), 400, *errors)
    assert not User.objects.filter(email="a@b.example").exists()


def test_a_role_of_another_account_is_none_of_ours(client: Client, cast: Cast):
    foreign = Role.rows.get(account=cast.globex, name="Viewer").pk
    bodies = [{"email": "a@b.example", "role": id_} for id_ in (foreign, 2**62)]
    answers = [assert_refused(send(client, cast.owner, "post", "members", body), 400, ("reference_not_found", "role")) for body in bodies]
    assert answers[0][0]["message"] == answers[1][0]["message"]
    (error,) = assert_refused(
        send(client, cast.owner, "post", "members", {"email": "a@b.example", "role": "Viewr"}), 400, ("reference_not_found", "role")
    )
    assert error["params"]["suggestions"] == ["Viewer"]


@pytest.mark.parametrize("body", [b" ", b"{", b"[]", b'{"email": 1, "email": 2}', b"\xff"])
def test_a_body_that_is_no_object_is_refused(client: Client, cast: Cast, body: bytes):
    answer = client.post("/api/v2/members", body, content_type="application/json", headers=cast.owner.headers)
    assert answer.status_code == 400
    assert answer.json()["code"] in ("malformed_json", "invalid_type")


# --- nobody hands out more than it holds ---


def test_nobody_lets_in_somebody_mightier(client: Client, cast: Cast):
    weak = boss(cast, "ORGANIZATION.READ", mask=1)
    (error,) = assert_refused(
        send(client, weak, "post", "members", {"email": "a@b.example", "role": "Owner"}), 403, ("permission_denied", "role")
    )
    assert {"full", "edit", "API_KEY.CREATE", "ORGANIZATION.UPDATE"} <= set(error["params"]["needed"])
    assert not {"read", "ORGANIZATION.READ", "MEMBER.CREATE"} & set(error["params"]["needed"])
    Role(account=cast.acme, name="Reader", operations=["ORGANIZATION.READ"], mask=1).save()
    assert written(client, weak, "post", "members", {"email": "a@b.example", "role": "Reader"})


def test_a_reach_over_grants_hands_out_no_reach_over_all(client: Client, cast: Cast):
    weak = boss(cast, "ORGANIZATION.READ", reach="granted")
    for name, reach in (("All", "all"), ("Granted", "granted")):
        Role(account=cast.acme, name=name, operations=["ORGANIZATION.READ"], reach=reach, mask=0).save()
    (error,) = assert_refused(
        send(client, weak, "post", "members", {"email": "a@b.example", "role": "All"}), 403, ("permission_denied", "role")
    )
    assert error["params"]["needed"] == ["reach all"]
    assert written(client, weak, "post", "members", {"email": "a@b.example", "role": "Granted"})


def test_a_key_hands_out_what_its_scopes_allow(client: Client, cast: Cast):
    key = make_key(cast.acme, "Owner", ["member.all", "organization.read"])
    body = {"email": "a@b.example", "role": "Viewer"}
    assert_refused(send(client, key, "post", "members", body), 403, ("permission_denied", "role"))
    Role(account=cast.acme, name="Clerk", operations=["ORGANIZATION.READ", "MEMBER.READ"], reach="granted", mask=0).save()
    assert written(client, key, "post", "members", body | {"role": "Clerk"})


def test_a_key_hands_out_no_permissions_that_its_scopes_keep_back(client: Client, cast: Cast):
    key = make_key(cast.acme, "Owner", ["member.all", "organization.read", "contact.read", "relationship.read"])
    for name, mask in (("Editing", 3), ("Reading", 1)):
        Role(account=cast.acme, name=name, operations=["ORGANIZATION.READ"], mask=mask).save()
    body = {"email": "a@b.example", "role": "Editing"}
    (error,) = assert_refused(send(client, key, "post", "members", body), 403, ("permission_denied", "role"))
    assert error["params"]["needed"] == ["edit"]
    assert written(client, key, "post", "members", body | {"role": "Reading"})


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_nobody_touches_somebody_mightier(client: Client, cast: Cast, method: str):
    weak = boss(cast, "ORGANIZATION.READ", mask=1)
    Role(account=cast.acme, name="Reader", operations=["ORGANIZATION.READ"], mask=1).save()
    sent = {"role": "Reader"} if method == "patch" else None
    answer = send(client, weak, method, f"members/{cast.integration.user.pk}", sent)
    assert_refused(answer, 403, ("permission_denied", "role" if method == "patch" else None))
    assert Membership.rows.get(account=cast.acme, user=cast.integration.user).role.name == "Integration"


# --- another role ---


def test_a_role_is_changed_by_name_or_id_and_counts_from_the_next_call_on(client: Client, cast: Cast):
    path = f"members/{cast.viewer.user.pk}"
    assert_problem(send(client, cast.viewer, "delete", path), 403, "permission_denied")
    assert written(client, cast.owner, "patch", path, {"role": "Editor"})["role"]["name"] == "Editor"
    assert get(client, cast.viewer, "me").json()["role"] == "Editor"
    assert told(cast)[0] == ("update", {"role": ["Viewer", "Editor"]}, cast.owner.user.pk)
    count = len(told(cast))
    for body in ({"role": role_id(cast, "Editor")}, {}):
        assert written(client, cast.owner, "patch", path, body)["role"]["name"] == "Editor"
    assert len(told(cast)) == count


def test_what_is_kept_by_relata_may_come_along_as_it_was_read(client: Client, cast: Cast):
    path = f"members/{cast.viewer.user.pk}"
    row = written(client, cast.owner, "get", path) | {"role": "Editor"}
    assert written(client, cast.owner, "patch", path, row)["role"]["name"] == "Editor"
    for name, value in (("email", "x@y.example"), ("isActive", False), ("id", 1), ("joinedAt", None), ("name", "")):
        assert_refused(send(client, cast.owner, "patch", path, {name: value}), 400, ("read_only_field", name))
    for name in ("account", "permissions", "createdBy", "isBuiltIn", "is_staff"):
        assert_refused(send(client, cast.owner, "patch", path, {name: 1}), 400, ("unknown_field", name))


# --- the last Owner ---


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_the_last_owner_stays(client: Client, cast: Cast, method: str):
    path, sent = f"members/{cast.owner.user.pk}", {"role": "Viewer"} if method == "patch" else None
    assert_refused(send(client, cast.owner, method, path, sent), 409, ("last_full_holder", "role"))
    second = make_person(cast.acme, "Owner", "second@acme.example")
    User.objects.filter(pk=second.user.pk).update(is_active=False)  # one who can't sign in is no help
    assert_refused(send(client, cast.owner, method, path, sent), 409, ("last_full_holder", "role"))
    User.objects.filter(pk=second.user.pk).update(is_active=True)
    written(client, cast.owner, method, path, sent)
    assert Membership.rows.filter(account=cast.acme, role__name="Owner").get().user == second.user


def test_an_owner_may_be_said_again_to_be_one(client: Client, cast: Cast):
    assert written(client, cast.owner, "patch", f"members/{cast.owner.user.pk}", {"role": "Owner"})["role"]["name"] == "Owner"


def test_an_owner_of_another_account_is_no_owner_of_this_one(client: Client, cast: Cast):
    add_member(cast.acme, cast.stranger.user, "Viewer")
    answer = send(client, cast.owner, "delete", f"members/{cast.owner.user.pk}")
    assert_refused(answer, 409, ("last_full_holder", "role"))


# --- letting go ---


def test_who_leaves_takes_nothing_along_and_finds_nothing_back(client: Client, cast: Cast):
    editor = cast.editor
    team = make_team(cast.acme, "Sourcing", editor.actor, cast.viewer.actor)
    give(cast.acme, named(editor.actor), "read")
    give(cast.acme, named(editor.actor), "full", record=replace(MILL, kind="relationship"))
    give(cast.acme, team, "read")
    assert send(client, cast.owner, "delete", f"members/{editor.user.pk}").status_code == 204
    assert get(client, editor, "me").status_code == 401
    assert ApiKey.rows.get(user=editor.user).revoked_at is not None
    assert [row.membership.user_id for row in TeamMember.rows.filter(account=cast.acme)] == [cast.viewer.user.pk]
    assert [row.principal.team_id for row in Grant.rows.filter(account=cast.acme)] == [team.id]
    assert User.objects.get(pk=editor.user.pk).is_active
    add_member(cast.acme, editor.user, "Owner")
    assert get(client, editor, "me").status_code == 401
    tale = Change.rows.filter(account=cast.acme, user_id=cast.owner.user.pk).order_by("sequence").values_list("record_type", "operation")
    assert list(tale) == [
        ("api_key", "update"),
        ("team", "update"),
        ("organization", "revoke"),
        ("relationship", "revoke"),
        ("member", "delete"),
    ]
    assert history(cast.acme)[0][2][0][0]["principal"] == {"kind": "user", "id": editor.user.pk}


def test_who_leaves_one_account_stays_in_the_others(client: Client, cast: Cast):
    add_member(cast.acme, cast.stranger.user, "Viewer")
    give(cast.globex, named(cast.stranger.actor), "full")
    assert send(client, cast.owner, "delete", f"members/{cast.stranger.user.pk}").status_code == 204
    assert get(client, cast.stranger, "me").json()["role"] == "Owner"
    assert Grant.rows.filter(account=cast.globex).count() == 1


def test_letting_go_takes_as_many_statements_for_much_as_for_little(cast: Cast):
    counts = []
    for size in (1, 20):
        guest = make_guest(cast.acme)
        user = User.objects.get(pk=guest.user_id)
        for number in range(size):
            make_key(cast.acme, user=user)
            make_team(cast.acme, f"T{size}-{number}", guest, cast.viewer.actor)
            give(cast.acme, named(guest), "read", record=replace(MILL, id=number + 1))
        with CaptureQueriesContext(connection) as caught:
            remove_member(actor=cast.owner.actor, user_id=guest.user_id)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_services_are_the_same_door(cast: Cast):
    membership = invite(actor=cast.owner.actor, email="a@b.example", role="Viewer")
    assert change_role(actor=cast.owner.actor, user_id=membership.user_id, role="Editor").role.name == "Editor"
    remove_member(actor=cast.owner.actor, user_id=membership.user_id)
    assert not Membership.rows.filter(account=cast.acme, user_id=membership.user_id).exists()
    assert make_user().memberships.count() == 0
