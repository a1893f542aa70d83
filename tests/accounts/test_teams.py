from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import Grant, Principal, Role, Team, TeamMember
from activity.models import Change
from tests.accounts.sharing import MILL, give, history, make_team
from tests.kit.calls import all_rows, assert_problem, get, rows, statements
from tests.kit.cast import Cast, Person, make_person
from tests.kit.writing import assert_refused, send, written

pytestmark = pytest.mark.django_db


def told(cast: Cast) -> list[tuple[str, object]]:
    return list(Change.rows.filter(account=cast.acme, record_type="team").order_by("-sequence").values_list("operation", "changes"))


def ids(*people: Person) -> list[int]:
    return [person.user.pk for person in people]


def test_a_team_is_made_read_changed_and_dissolved(client: Client, cast: Cast):
    members = ids(cast.viewer, cast.editor, cast.viewer)
    answer = send(client, cast.owner, "post", "teams", {"name": " Sourcing ", "members": members})
    team = answer.json()
    assert (answer.status_code, team) == (201, {"id": team["id"], "name": "Sourcing", "members": sorted(set(members))})
    assert answer["Location"].endswith(f"/api/v2/teams/{team['id']}")
    assert Principal.rows.get(account=cast.acme, team_id=team["id"]).kind == "team"
    assert told(cast)[0] == ("create", {"name": [None, "Sourcing"], "members": [None, sorted(set(members))]})
    path = f"teams/{team['id']}"
    changed = written(client, cast.owner, "patch", path, {"name": "Buyers", "members": ids(cast.editor)})
    assert changed == written(client, cast.viewer, "get", path) == {"id": team["id"], "name": "Buyers", "members": ids(cast.editor)}
    assert told(cast)[0] == ("update", {"name": ["Sourcing", "Buyers"], "members": [sorted(set(members)), ids(cast.editor)]})
    assert send(client, cast.owner, "delete", path).status_code == 204
    assert not Team.rows.filter(account=cast.acme).exists()
    assert not TeamMember.rows.filter(account=cast.acme).exists()
    assert told(cast)[0] == ("delete", {"name": ["Buyers", None], "members": [ids(cast.editor), None]})


def test_what_is_absent_or_equal_changes_nothing(client: Client, cast: Cast):
    team = written(client, cast.owner, "post", "teams", {"name": "Sourcing", "members": ids(cast.viewer)})
    for body in ({}, team, {"members": ids(cast.viewer)}, {"name": "Sourcing"}):
        assert written(client, cast.owner, "patch", f"teams/{team['id']}", body) == team
    assert len(told(cast)) == 1
    assert written(client, cast.owner, "patch", f"teams/{team['id']}", {"members": []})["members"] == []


def test_a_team_takes_its_grants_along(client: Client, cast: Cast):
    team, other = make_team(cast.acme, "Sourcing", cast.viewer.actor), make_team(cast.acme, "Audit")
    give(cast.acme, team, "read")
    give(cast.acme, other, "read")
    give(cast.acme, team, "full", record=replace(MILL, id=9))
    assert send(client, cast.owner, "delete", f"teams/{team.id}").status_code == 204
    assert [grant.principal.team_id for grant in Grant.rows.filter(account=cast.acme)] == [other.id]
    assert [(id_, operation) for id_, operation, _ in history(cast.acme)] == [(7, "revoke"), (9, "revoke")]


def test_teams_come_by_name_each_with_its_members(client: Client, cast: Cast):
    make_team(cast.globex, "A of theirs", cast.stranger.actor)
    for name, people in (("c", [cast.viewer]), ("a", []), ("b", [cast.viewer, cast.editor])):
        make_team(cast.acme, name, *(person.actor for person in people))
    found = rows(client, cast.viewer, "teams")
    assert [(row["name"], row["members"]) for row in found] == [
        ("a", []),
        ("b", sorted(ids(cast.viewer, cast.editor))),
        ("c", ids(cast.viewer)),
    ]
    assert all_rows(client, cast.viewer, "teams", limit=1) == found


def test_a_page_of_fifty_takes_as_many_statements_as_one_of_two(client: Client, cast: Cast):
    for number in range(50):
        make_team(cast.acme, f"T{number}", cast.viewer.actor, cast.editor.actor)
    assert statements(client, cast.owner, "teams", limit=2) == statements(client, cast.owner, "teams", limit=50)


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_foreign_missing_and_impossible_teams_are_not_found_alike(client: Client, cast: Cast, method: str):
    foreign = make_team(cast.globex, "Theirs")
    sent = {"name": "Ours"} if method == "patch" else None
    bodies = [assert_problem(send(client, cast.owner, method, f"teams/{id_}", sent), 404, "not_found") for id_ in (foreign.id, 2**62, "x")]
    assert bodies[0] == bodies[1] == bodies[2]
    assert Team.rows.get(pk=foreign.id).name == "Theirs"


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("required", "name")]),
        ({"name": ""}, [("blank", "name")]),
        ({"name": "x" * 101}, [("too_long", "name")]),
        ({"name": "a", "members": 5}, [("invalid_type", "members")]),
        (
            {"name": "a", "members": ["x", 0, True]},
            [("invalid_type", "members[0]"), ("invalid_format", "members[1]"), ("invalid_type", "members[2]")],
        ),
        ({"name": "a", "members": [2**62]}, [("reference_not_found", "members[0]")]),
        ({"name": "a", "members": [1] * 1001}, [("too_many", "members")]),
        ({"name": "a", "id": 5}, [("read_only_field", "id")]),
        *(({"name": "a", field: 1}, [("unknown_field", field)]) for field in ("account", "permissions", "createdBy", "isBuiltIn", "kind")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_makes_no_sense_is_refused_by_name(client: Client, cast: Cast, body: object, errors: list[tuple[str, str]]):
    assert_refused(send(client, cast.owner, "post", "teams", body), 400, *errors)
    assert not Team.rows.filter(account=cast.acme).exists()


def test_people_of_another_account_join_no_team(client: Client, cast: Cast):
    body = {"name": "Mixed", "members": ids(cast.viewer, cast.stranger)}
    assert_refused(send(client, cast.owner, "post", "teams", body), 400, ("reference_not_found", "members[1]"))
    team = make_team(cast.acme, "Sourcing")
    assert_refused(send(client, cast.owner, "patch", f"teams/{team.id}", body), 400, ("reference_not_found", "members[1]"))
    assert not TeamMember.rows.exists()


@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_name_is_taken_once(client: Client, cast: Cast, method: str):
    make_team(cast.acme, "Sourcing")
    path = "teams" if method == "post" else f"teams/{make_team(cast.acme, 'Audit').id}"
    assert_refused(send(client, cast.owner, method, path, {"name": "Sourcing"}), 409, ("duplicate_data", "name"))
    make_team(cast.globex, "Theirs")
    assert written(client, cast.owner, method, path, {"name": "Theirs"})


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_who_only_reads_changes_no_team(client: Client, cast: Cast, method: str):
    team = make_team(cast.acme, "Sourcing")
    path = "teams" if method == "post" else f"teams/{team.id}"
    assert_problem(send(client, cast.viewer, method, path, None if method == "delete" else {"name": "x"}), 403, "permission_denied")
    for path in ("teams", f"teams/{team.id}"):
        assert_problem(get(client, cast.editor, path), 403, "permission_denied")


def test_joining_a_team_takes_as_much_as_sharing_what_it_holds(client: Client, cast: Cast):
    held = [f"MEMBER.{verb}" for verb in ("READ", "UPDATE")]
    Role(account=cast.acme, name="Clerk", operations=held, mask=3).save()
    clerk = make_person(cast.acme, "Clerk", "clerk@acme.example")
    team = make_team(cast.acme, "Sourcing", cast.viewer.actor)
    path = f"teams/{team.id}"
    assert written(client, clerk, "patch", path, {"members": ids(clerk)})  # nothing is shared with it yet
    give(cast.acme, team, "read")
    (error,) = assert_refused(
        send(client, clerk, "patch", path, {"members": ids(clerk, cast.viewer)}), 403, ("permission_denied", "members")
    )
    assert error["params"]["needed"] == ["read"]
    assert written(client, clerk, "patch", path, {"members": ids(clerk), "name": "Buyers"})  # nobody joins
    Role.rows.filter(account=cast.acme, name="Clerk").update(mask=7)
    assert send(client, clerk, "patch", path, {"members": ids(clerk, cast.viewer)}).status_code == 403  # it may not share
    Role.rows.filter(account=cast.acme, name="Clerk").update(operations=[*held, "ORGANIZATION.SHARE"])
    assert written(client, clerk, "patch", path, {"members": ids(clerk, cast.viewer)})
    assert written(client, cast.owner, "patch", path, {"members": ids(clerk, cast.viewer, cast.editor)})
