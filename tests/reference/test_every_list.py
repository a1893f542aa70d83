"""What holds for every list of reference data alike."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from activity.models import Change
from tests.kit.calls import NO_IDS, assert_problem, get, rows
from tests.kit.cast import Cast, bearer, make_key, make_person
from tests.kit.writing import assert_refused, send, written
from tests.reference.conftest import CATEGORIES, COMPANIES, FIELDS, LISTS, TEMPLATES, Listed, history

pytestmark = pytest.mark.django_db
every_list = pytest.mark.parametrize("listed", LISTS, ids=str)


@every_list
def test_a_row_is_made_read_changed_and_removed(client: Client, cast: Cast, listed: Listed):
    answer = send(client, cast.owner, "post", listed.path, listed.new)
    row = answer.json()
    address = row["number"] if listed is COMPANIES else row["id"]
    assert answer.status_code == 201
    assert {name: value for name, value in row.items() if name != "id"} == listed.defaults | listed.new
    path = f"{listed.path}/{address}"
    assert answer["Location"].endswith(f"/api/v2/{path}")
    assert row in rows(client, cast.viewer, listed.path)
    assert get(client, cast.viewer, path).json() == row
    changed = written(client, cast.owner, "patch", path, listed.change)
    assert changed == written(client, cast.viewer, "get", path) == row | listed.change
    assert history(cast, listed.record_type)[0] == ("update", {name: [row[name], value] for name, value in listed.change.items()})
    gone = send(client, cast.owner, "delete", path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert_problem(get(client, cast.owner, path), 404, "not_found")
    operation, changes = history(cast, listed.record_type)[0]
    assert (operation, changes[listed.key]) == ("delete", [changed[listed.key], None])


@every_list
def test_history_tells_the_birth_of_a_row(client: Client, cast: Cast, listed: Listed):
    row = written(client, cast.owner, "post", listed.path, listed.new)
    operation, changes = history(cast, listed.record_type)[0]
    assert operation == "create"
    assert changes == {name: [None, value] for name, value in row.items() if name not in ("id", "fields") and value is not None}


@every_list
def test_what_is_absent_or_equal_changes_nothing(client: Client, cast: Cast, listed: Listed):
    path = listed.make(client, cast.owner)
    before, row = Change.rows.count(), written(client, cast.owner, "get", path)
    for body in ({}, row, listed.new):
        assert written(client, cast.owner, "patch", path, body) == row
    assert Change.rows.count() == before


@every_list
@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_foreign_missing_and_impossible_rows_are_not_found_alike(client: Client, cast: Cast, listed: Listed, method: str):
    foreign = listed.make(client, cast.stranger)
    paths = [foreign, *(f"{listed.path}/{id_}" for id_ in (2**62, *NO_IDS))]
    body = listed.change if method == "patch" else None
    bodies = [assert_problem(send(client, cast.owner, method, path, body), 404, "not_found") for path in paths]
    assert all(body == bodies[0] for body in bodies)
    assert written(client, cast.stranger, "get", foreign)
    assert history(cast, listed.record_type)[1 if listed is COMPANIES else 0 :] == []


@every_list
def test_a_key_is_taken_once_in_an_account(client: Client, cast: Cast, listed: Listed):
    listed.make(client, cast.stranger)
    listed.make(client, cast.owner)
    assert_refused(send(client, cast.owner, "post", listed.path, listed.new), 409, ("duplicate_data", listed.key))


@pytest.mark.parametrize("listed", [CATEGORIES, TEMPLATES], ids=str)
def test_a_name_is_not_changed_into_one_that_is_taken(client: Client, cast: Cast, listed: Listed):
    listed.make(client, cast.owner)
    path = listed.make(client, cast.owner, name="Other")
    assert_refused(send(client, cast.owner, "patch", path, {"name": listed.new["name"]}), 409, ("duplicate_data", "name"))


@pytest.mark.parametrize("listed", [listed for listed in LISTS if listed.fixed], ids=str)
def test_what_is_fixed_stays(client: Client, cast: Cast, listed: Listed):
    path = listed.make(client, cast.owner)
    errors = [("immutable_field", name) for name in listed.fixed]
    assert_refused(send(client, cast.owner, "patch", path, listed.fixed), 400, *errors)


@every_list
@pytest.mark.parametrize("method", ["post", "patch"])
def test_nothing_is_assigned_by_the_way(client: Client, cast: Cast, listed: Listed, method: str):
    path = listed.path if method == "post" else listed.make(client, cast.owner)
    for name in ("account", "accountId", "account_id", "pk", "createdBy", "is_active", "version"):
        assert_refused(send(client, cast.owner, method, path, listed.new | {name: 1}), 400, ("unknown_field", name))
    if listed is not COMPANIES:
        assert_refused(send(client, cast.owner, method, path, listed.new | {"id": 1}), 400, ("read_only_field", "id"))


@every_list
@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "x" * 100_000, 10**30, -1, 1.5, True, [], {}, [[]], {"id": "x"}, None], ids=repr)
def test_no_value_is_a_500(client: Client, cast: Cast, listed: Listed, value: object):
    path = listed.make(client, cast.owner)
    names = {*listed.new, *listed.change, *listed.defaults, "id"}
    for name in names:
        for method, target in (("post", listed.path), ("patch", path)):
            answer = send(client, cast.owner, method, target, listed.new | {name: value})
            assert answer.status_code < 500, (method, name, answer.content)


@every_list
@pytest.mark.parametrize("body", [[], "x", 5, {"data": {}}], ids=repr)
def test_what_is_no_row_is_refused(client: Client, cast: Cast, listed: Listed, body: object):
    path = listed.make(client, cast.owner)
    for method, target in (("post", listed.path), ("patch", path)):
        assert send(client, cast.owner, method, target, body).status_code == 400
    assert_problem(client.post(f"/api/v2/{listed.path}?x=1", headers=cast.owner.headers), 400, "unknown_parameter")


def may(cast: Cast, *operations: str, reach: str = "all") -> Any:
    Role(account=cast.acme, name="Clerk", operations=list(operations), reach=reach, mask=0).save()
    return make_person(cast.acme, "Clerk", "clerk@acme.example")


@every_list
def test_changing_takes_the_operation_and_a_reach_over_all(client: Client, cast: Cast, listed: Listed):
    path = listed.make(client, cast.owner)
    every = ("SETTINGS.CREATE", "SETTINGS.UPDATE", "SETTINGS.DELETE")
    short = bearer(make_key(cast.acme, "Owner", ["settings.read"]))["Authorization"].removeprefix("Bearer ")
    for person in (cast.viewer, cast.editor, cast.integration, short, may(cast, *every, reach="granted")):
        for method, target, body in (("post", listed.path, listed.new), ("patch", path, listed.change), ("delete", path, None)):
            assert_problem(send(client, person, method, target, body), 403, "permission_denied")
        assert send(client, person, "get", path).status_code == 200


@every_list
def test_who_has_the_operations_needs_no_permission_on_records(client: Client, cast: Cast, listed: Listed):
    clerk = may(cast, "SETTINGS.CREATE", "SETTINGS.UPDATE", "SETTINGS.DELETE")
    path = listed.make(client, clerk)
    assert written(client, clerk, "patch", path, listed.change)
    assert send(client, clerk, "delete", path).status_code == 204


def counted(client: Client, cast: Cast, method: str, path: str, body: object = None) -> int:
    send(client, cast.owner, "get", path)  # the first call of a key notes its use
    with CaptureQueriesContext(connection) as caught:
        assert send(client, cast.owner, method, path, body).status_code < 300
    return len(caught)


@every_list
def test_statements_do_not_grow_with_the_list(client: Client, cast: Cast, listed: Listed):
    def counts(mark: str) -> list[int]:
        new = listed.new | ({"number": 50 + len(mark)} if listed is COMPANIES else {listed.key: f"a{mark}"})
        post = counted(client, cast, "post", listed.path, new)
        path = f"{listed.path}/{rows(client, cast.owner, listed.path, limit=500)[-1].get('id') or 50 + len(mark)}"
        return [
            post,
            counted(client, cast, "get", path),
            counted(client, cast, "patch", path, listed.change),
            counted(client, cast, "delete", path),
        ]

    before = counts("x")
    for number in range(30):
        listed.make(client, cast.owner, **{listed.key: 100 + number if listed is COMPANIES else f"b{number}"})
    assert counts("xx") == before
    assert before[1] <= 5
    assert max(before) <= (50 if listed is FIELDS else 25), before
