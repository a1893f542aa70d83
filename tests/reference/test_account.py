"""/account: its name, and the policy that names of organizations are unique."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Role
from activity.models import Change
from organizations import policies
from organizations.models import Organization
from tests.kit.calls import assert_problem, get, outcome, refusal, saved
from tests.kit.cast import Cast, Person, make_person
from tests.kit.numbers import unmistakable_ids
from tests.kit.writing import assert_refused, send, written
from tests.reference.conftest import history

pytestmark = pytest.mark.django_db
ON = {"policies": {"organizationNamesUnique": True}}
OFF = {"policies": {"organizationNamesUnique": False}}
PATH = "policies.organizationNamesUnique"


def named(client: Client, person: Person, *names: str, kind: str = "F") -> list[int]:
    items = [{"externalId": f"{kind}-{number}-{name}", "type": kind, "name": name} for number, name in enumerate(names)]
    return [result["id"] for result in saved(client, person, "organizations", *items)]


def keys(cast: Cast) -> set[str | None]:
    return set(Organization.rows.filter(account=cast.acme).values_list("name_key", flat=True))


def test_the_account_is_read_as_in_me_and_changed(client: Client, cast: Cast):
    account = get(client, cast.viewer, "account").json()
    assert account == get(client, cast.viewer, "me").json()["account"]
    changed = written(client, cast.owner, "patch", "account", {"name": "Acme Outdoor", **OFF})
    assert changed == account | {"name": "Acme Outdoor", **OFF} == get(client, cast.viewer, "account").json()
    changes = {"name": ["Acme", "Acme Outdoor"], "organizationNamesUnique": [True, False]}
    assert history(cast, "account")[0] == ("update", changes)


def test_what_is_absent_or_equal_changes_nothing(client: Client, cast: Cast):
    account, before = get(client, cast.owner, "account").json(), Change.rows.count()
    for body in ({}, account, ON, {"policies": {}}):
        assert written(client, cast.owner, "patch", "account", body) == account
    assert Change.rows.count() == before


def test_switched_off_no_name_is_held_and_switched_on_every_one_is(client: Client, cast: Cast):
    named(client, cast.owner, "Straße", "Zwei")
    versions = set(Organization.rows.values_list("version", flat=True))
    written(client, cast.owner, "patch", "account", OFF)
    assert keys(cast) == {None}
    saved(client, cast.owner, "organizations", {"externalId": "B-1", "type": "B", "name": "Zwei"})
    written(client, cast.owner, "patch", "account", ON)
    assert keys(cast) == {"strasse", "zwei"}
    assert set(Organization.rows.values_list("version", flat=True)) == versions
    taken = outcome(client, cast.owner, "organizations", {"externalId": "F-9", "type": "F", "name": "ZWEI"})
    refusal(taken, 409, "duplicate_data", "name")


def test_names_that_are_not_unique_are_all_listed(client: Client, cast: Cast):
    written(client, cast.owner, "patch", "account", OFF)
    ids = named(client, cast.owner, "Straße", "Zwei", "STRASSE", "zwei", "Drei")
    named(client, cast.owner, "Drei", kind="S")
    errors = assert_refused(send(client, cast.owner, "patch", "account", ON), 409, ("duplicate_data", PATH), ("duplicate_data", PATH))
    assert [error["params"] for error in errors] == [
        {"type": "F", "name": "STRASSE", "ids": [ids[0], ids[2]]},
        {"type": "F", "name": "zwei", "ids": [ids[1], ids[3]]},
    ]
    assert keys(cast) == {None}
    assert get(client, cast.owner, "account").json()["policies"] == {"organizationNamesUnique": False}


def test_the_list_of_names_is_capped(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    written(client, cast.owner, "patch", "account", OFF)
    ids = named(client, cast.owner, *"abcdeABCDEab")
    monkeypatch.setattr(policies, "COLLISIONS_SHOWN", 2)
    monkeypatch.setattr(policies, "IDS_SHOWN", 2)
    *shown, last = send(client, cast.owner, "patch", "account", ON).json()["errors"]
    assert [error["params"] for error in shown] == [
        {"type": "F", "name": name, "ids": [ids[place], ids[place + 5]]} for place, name in enumerate("AB")
    ]
    assert (last["code"], last["field"], last["params"]) == ("duplicate_data", PATH, {})


def test_names_that_one_may_not_see_are_not_told(client: Client, cast: Cast):
    written(client, cast.owner, "patch", "account", OFF)
    with unmistakable_ids():
        ids = named(client, cast.owner, "Secret", "SECRET")
    Role(account=cast.acme, name="Clerk", operations=["SETTINGS.UPDATE"], mask=0).save()
    clerk = make_person(cast.acme, "Clerk", "clerk@acme.example")
    answer = send(client, clerk, "patch", "account", ON)
    (error,) = assert_refused(answer, 409, ("duplicate_data", PATH))
    assert error["params"] == {}
    assert "ecret" not in answer.content.decode()
    assert not any(str(pk) in answer.content.decode() for pk in ids)
    Organization.rows.filter(pk=ids[0]).update(name="Other")
    assert written(client, clerk, "patch", "account", ON)
    assert keys(cast) == {"other", "secret"}  # all of them, though the clerk sees none


def test_other_accounts_are_neither_asked_nor_touched(client: Client, cast: Cast):
    named(client, cast.stranger, "Theirs")
    written(client, cast.stranger, "patch", "account", OFF)
    named(client, cast.stranger, "THEIRS")
    written(client, cast.owner, "patch", "account", OFF)
    written(client, cast.owner, "patch", "account", ON)
    assert set(Organization.rows.filter(account=cast.globex).values_list("name_key", flat=True)) == {None}
    assert Account.objects.get(pk=cast.globex.pk).organization_names_unique is False


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"name": ""}, [("blank", "name")]),
        ({"name": None}, [("invalid_type", "name")]),
        ({"name": "x" * 256}, [("too_long", "name")]),
        ({"name": "a\x00"}, [("invalid_characters", "name")]),
        ({"policies": None}, [("invalid_type", "policies")]),
        ({"policies": {"organizationNamesUnique": "true"}}, [("invalid_type", PATH)]),
        ({"policies": {"namesUnique": True}}, [("unknown_field", "policies.namesUnique")]),
        ({"slug": "other"}, [("read_only_field", "slug")]),
        ({"companies": []}, [("read_only_field", "companies")]),
        *(({name: 1}, [("unknown_field", name)]) for name in ("id", "createdAt", "organizationNamesUnique", "organization_names_unique")),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_makes_no_sense_is_refused_by_name(client: Client, cast: Cast, body: object, errors: list[tuple[str, str]]):
    assert_refused(send(client, cast.owner, "patch", "account", body), 400, *errors)


def test_who_may_not_change_settings_only_reads(client: Client, cast: Cast):
    for person in (cast.viewer, cast.editor, cast.integration):
        assert_problem(send(client, person, "patch", "account", {"name": "Mine"}), 403, "permission_denied")
        assert get(client, person, "account").status_code == 200


def test_a_switch_takes_as_many_statements_for_forty_as_for_two(client: Client, cast: Cast):
    def switched(body: object) -> int:
        with CaptureQueriesContext(connection) as caught:
            written(client, cast.owner, "patch", "account", body)
        return len(caught)

    get(client, cast.owner, "account")
    named(client, cast.owner, "a", "b")
    few = [switched(OFF), switched(ON)]
    named(client, cast.owner, *(f"n{number}" for number in range(40)))
    assert [switched(OFF), switched(ON)] == few
    assert max(few) <= 25, few
