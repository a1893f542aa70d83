"""A field becomes an identifier, stops being one, changes scope or type: what becomes of the values that records hold."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customfields.models import IdentifierValue
from customfields.services import save_custom_field
from organizations.models import Organization
from tests.kit.calls import Item, get, outcome, rows, saved, upserted
from tests.kit.cast import Cast, Person
from tests.kit.granting import make_partner, share
from tests.kit.writing import assert_refused, send, written
from tests.upserts.ledger import history
from tests.upserts.twins import make_twins, merged

pytestmark = pytest.mark.django_db
ACCOUNT = {"isIdentifier": True, "identifierScope": "account"}
USER = {"isIdentifier": True, "identifierScope": "user"}
PLAIN = {"isIdentifier": False}


def define(client: Client, cast: Cast, data_type: str = "text", **more: Any) -> str:
    body = {"recordType": "organization", "key": "x", "dataType": data_type, **more}
    return f"custom-fields/{written(client, cast.owner, 'post', 'custom-fields', body)['id']}"


def make(client: Client, person: Person, *values: object) -> list[int]:
    """Organizations M 0, M 1 … with these values of the field; None: without one."""
    items: list[Item] = [
        {"type": "F", "name": f"M {n}", "externalId": f"M-{n}", "customFields": {"x": value}} for n, value in enumerate(values)
    ]
    return [one["id"] for one in saved(client, person, "organizations", *items)]


def own(client: Client, person: Person, number: int, value: object) -> None:
    saved(client, person, "organizations", {"externalId": f"M-{number}", "customFields": {"x": value}})


def held() -> set[tuple[int, int | None, str, Any]]:
    return set(IdentifierValue.rows.values_list("record_id", "owner_id", "value", "shown"))


def test_values_that_differ_become_identifiers(client: Client, cast: Cast):
    path = define(client, cast)
    ids = make(client, cast.owner, "1", "2", None)
    before = len(history(cast.owner, "organization"))
    written(client, cast.owner, "patch", path, ACCOUNT)
    assert held() == {(ids[0], None, "1", "1"), (ids[1], None, "2", "2")}
    assert len(history(cast.owner, "organization")) == before
    assert outcome(client, cast.owner, "organizations", {"customFields": {"x": "2"}}, mode="updateOnly")["id"] == ids[1]
    written(client, cast.owner, "patch", path, PLAIN)
    assert held() == set()
    assert rows(client, cast.owner, "organizations")[0]["customFields"] == {"x": "1"}


def test_values_that_several_have_are_listed_and_nothing_changes_until_they_differ(client: Client, cast: Cast):
    path = define(client, cast)
    ids = make(client, cast.owner, "1", "2", "1", "2", "3")
    errors = assert_refused(send(client, cast.owner, "patch", path, ACCOUNT), 409, *[("duplicate_data", "isIdentifier")] * 2)
    assert [error["params"] for error in errors] == [
        {"value": "1", "ids": [ids[0], ids[2]]},
        {"value": "2", "ids": [ids[1], ids[3]]},
    ]
    assert (get(client, cast.owner, path).json()["isIdentifier"], held()) == (False, set())
    for number, value in ((2, "4"), (3, None)):
        own(client, cast.owner, number, value)
    written(client, cast.owner, "patch", path, ACCOUNT)
    assert len(held()) == 4


def test_a_set_up_file_is_refused_as_a_call_is(client: Client, cast: Cast):
    define(client, cast)
    make(client, cast.owner, "1", "1")
    with pytest.raises(Exception, match="have the same value"):
        save_custom_field(actor=cast.owner.actor, values={"recordType": "organization", "key": "x", **ACCOUNT})
    assert held() == set()


def test_what_can_not_identify_is_listed(client: Client, cast: Cast):
    path = define(client, cast)
    ids = make(client, cast.owner, "1", "two\nlines", "y" * 256, "z" * 255)
    (error,) = assert_refused(send(client, cast.owner, "patch", path, ACCOUNT), 400, ("invalid_format", "isIdentifier"))
    assert error["params"] == {"ids": [ids[1], ids[2]]}
    assert error["message"] == (
        f"Some organizations hold a value that this identifier can't take: {ids[1]}, {ids[2]}. "
        "It takes a text, on one line of at most 255 characters. Correct or clear such values first."
    )


def test_values_of_an_older_type_that_can_not_identify_are_listed(client: Client, cast: Cast):
    path = define(client, cast, "boolean")
    ids = make(client, cast.owner, True)
    written(client, cast.owner, "patch", path, {"dataType": "text"})
    (error,) = assert_refused(send(client, cast.owner, "patch", path, ACCOUNT), 400, ("invalid_format", "isIdentifier"))
    assert error["params"] == {"ids": ids}


def test_a_type_changes_where_no_value_would_become_another(client: Client, cast: Cast):
    path = define(client, cast, **ACCOUNT)
    ids = make(client, cast.owner, "7", "007")
    (error,) = assert_refused(send(client, cast.owner, "patch", path, {"dataType": "number"}), 400, ("invalid_format", "dataType"))
    assert error["params"] == {"ids": [ids[1]]}
    own(client, cast.owner, 1, "8")
    written(client, cast.owner, "patch", path, {"dataType": "number"})
    assert outcome(client, cast.owner, "organizations", {"customFields": {"x": 8}}, mode="updateOnly")["id"] == ids[1]
    assert outcome(client, cast.owner, "organizations", {"externalId": "M-1", "customFields": {"x": 8}})["operationType"] == "unchanged"


def test_what_was_merged_away_counts_no_more(client: Client, cast: Cast):
    path = define(client, cast)
    twins = make_twins(client, cast.owner, {}, {"customFields": {"x": "1"}})
    merged(client, cast.owner, twins)
    assert get(client, cast.owner, f"organizations/{twins.survivor}").json()["customFields"] == {"x": "1"}
    written(client, cast.owner, "patch", path, ACCOUNT)
    assert held() == {(twins.survivor, None, "1", "1")}
    batch: list[Item] = [{"externalId": "A-2", "customFields": {"x": "1"}, "city": "Porto"}]
    assert [one["id"] for one in upserted(client, cast.owner, "organizations", batch)] == [twins.survivor]
    (again,) = saved(client, cast.owner, "organizations", {"externalId": "A-1", "customFields": {"x": "1"}})
    assert again["operationType"] == "unchanged"


@pytest.mark.parametrize("former", [PLAIN, ACCOUNT], ids=["plain", "account"])
def test_values_of_the_account_do_not_become_somebodys(client: Client, cast: Cast, former: Item):
    path = define(client, cast, **former)
    make(client, cast.owner, "1")
    assert_refused(send(client, cast.owner, "patch", path, USER), 409, ("in_use", "identifierScope"))
    own(client, cast.owner, 0, None)
    assert written(client, cast.owner, "patch", path, USER)["identifierScope"] == "user"


def test_values_of_users_become_the_accounts(client: Client, cast: Cast):
    path = define(client, cast, **USER)
    ids = make(client, cast.owner, "1", "2", None)
    own(client, cast.integration, 0, "1")
    own(client, cast.integration, 2, "3")
    version = {row["id"]: row["version"] for row in rows(client, cast.viewer, "organizations")}
    written(client, cast.owner, "patch", path, ACCOUNT)
    assert held() == {(ids[0], None, "1", "1"), (ids[1], None, "2", "2"), (ids[2], None, "3", "3")}
    after = rows(client, cast.viewer, "organizations")
    assert [row["customFields"] for row in after] == [{"x": "1"}, {"x": "2"}, {"x": "3"}]
    assert {row["id"]: row["version"] - 1 for row in after} == version
    told = history(cast.owner, "organization", ids[2])[-1]
    assert (told.operation, told.changes, told.user_id) == ("update", {"customFields.x": [None, "3"]}, cast.owner.user.pk)


def test_one_value_of_two_records_stands_in_the_way(client: Client, cast: Cast):
    """And is not told to somebody who has no such value."""
    path = define(client, cast, **USER)
    ids = make(client, cast.owner, "1", None, None, None)
    for number, person, value in ((1, cast.integration, "1"), (2, cast.integration, "secret"), (3, cast.editor, "secret")):
        own(client, person, number, value)
    answer = send(client, cast.owner, "patch", path, ACCOUNT)
    errors = assert_refused(answer, 409, *[("duplicate_data", "identifierScope")] * 2)
    assert [error["params"] for error in errors] == [
        {"ids": ids[:2], "value": "1", "users": sorted([cast.owner.user.pk, cast.integration.user.pk])},
        {"ids": ids[2:], "users": sorted([cast.integration.user.pk, cast.editor.user.pk])},
    ]
    assert "secret" not in answer.content.decode()
    own(client, cast.integration, 1, None)
    own(client, cast.editor, 3, "other")
    written(client, cast.owner, "patch", path, ACCOUNT)


@pytest.mark.parametrize("latter", [ACCOUNT, PLAIN], ids=["account", "plain"])
def test_two_values_of_one_record_stand_in_the_way(client: Client, cast: Cast, latter: Item):
    path = define(client, cast, **USER)
    ids = make(client, cast.owner, "1")
    own(client, cast.integration, 0, "2")
    (error,) = assert_refused(send(client, cast.owner, "patch", path, latter), 409, ("duplicate_data", "identifierScope"))
    assert error["params"] == {"ids": ids, "users": sorted([cast.owner.user.pk, cast.integration.user.pk])}
    own(client, cast.integration, 0, "1")
    written(client, cast.owner, "patch", path, latter)
    assert len(held()) == (1 if latter is ACCOUNT else 0)
    assert rows(client, cast.viewer, "organizations")[0]["customFields"] == {"x": "1"}


def test_records_that_one_may_not_see_are_not_told(client: Client, cast: Cast):
    define(client, cast)
    ids = make(client, cast.owner, "1", "1", "2", "2", "2")
    partner = make_partner(cast.acme, "p@x.example", "READ")
    for identity in ids[1:4]:
        share(partner, "organization", identity, "read")
    body = {"recordType": "organization", "key": "x", **ACCOUNT}
    with pytest.raises(Exception, match="have the same value") as caught:
        save_custom_field(actor=partner.actor, values=body)
    told = [(error.code, error.params) for error in caught.value.errors]  # type: ignore[attr-defined]
    assert told == [("duplicate_data", {"value": "2", "ids": ids[2:4]}), ("duplicate_data", {})]


def test_a_field_that_users_have_values_of_is_in_use(client: Client, cast: Cast):
    path = define(client, cast, **USER)
    make(client, cast.owner, "1")
    assert written(client, cast.owner, "delete", path)["isActive"] is False
    own_values = held()
    assert len(own_values) == 1
    written(client, cast.owner, "patch", path, {"isActive": True})
    own(client, cast.owner, 0, None)
    assert send(client, cast.owner, "delete", path).status_code == 204


def test_a_switch_takes_as_many_statements_for_many(client: Client, cast: Cast):
    counts = []
    for size in (2, 60):
        path = define(client, cast, key=f"f{size}", **USER)
        items = [{"type": "F", "name": f"N {size} {n}", "customFields": {f"f{size}": str(n)}} for n in range(size)]
        saved(client, cast.owner, "organizations", *items)
        with CaptureQueriesContext(connection) as caught:
            written(client, cast.owner, "patch", path, ACCOUNT)
        counts.append(len(caught))
        assert Organization.rows.filter(custom_fields__has_key=f"f{size}").count() == size
    assert counts[0] == counts[1]
