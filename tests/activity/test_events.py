from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from accounts.grants import PrincipalName, Share, SharedRecord, set_grants
from accounts.models import ApiKey
from accounts.services import actor_for
from activity.models import Change
from tests.activity.feed import Scene, feed, newest, page, sequences, types
from tests.kit.calls import assert_problem, assert_refused_parameter, get, statements
from tests.kit.cast import Cast, Person, bearer, make_cast, make_key, make_person
from tests.kit.chain import make_chain, save
from tests.kit.scenes import kept_for_module
from tests.kit.writing import written
from tests.reading.test_plans import nodes
from upserts import events, registry
from upserts.batch import Batch, Options
from upserts.event_sight import OTHERS, record_types
from upserts.services import upsert

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ("organization", "contact", "relationship", "product")


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        make_chain(cast.stranger, 2)
        chain = make_chain(cast.owner, 3)
        for person in (cast.stranger, cast.owner):
            save(person.actor, "products", {"reference": "SHELL", "name": "Shell"})
        yield Scene(cast, chain)


@pytest.fixture
def scene(shown: Scene, db: None) -> Scene:
    return shown


@pytest.fixture
def cast(scene: Scene) -> Cast:
    return scene.cast


def test_it_is_the_whole_history_oldest_first(client: Client, cast: Cast):
    told = feed(client, cast.owner)
    stored = list(Change.objects.visible_to(cast.owner.actor).order_by("sequence"))
    assert sequences(told) == [row.sequence for row in stored] == list(range(1, len(stored) + 1))
    for one, row in zip(told, stored, strict=True):
        assert (one["recordType"], one["recordId"], one["operation"]) == (row.record_type, row.record_id, row.operation)
        assert (one["changes"], one["channel"], one["batchId"]) == (row.changes, row.channel, row.batch_id or None)
        assert one["at"] == row.at.isoformat().replace("+00:00", "Z")
        assert one["by"] == (None if row.user_id is None else {"id": row.user_id, "name": cast.owner.user.name})
    assert {one["by"] is None for one in told} == {True, False}


def test_a_call_is_found_by_its_request_id(client: Client, cast: Cast):
    headers = cast.owner.headers | {"X-Request-ID": "nightly.7"}
    client.post("/api/v2/teams", json.dumps({"name": "Audit"}), content_type="application/json", headers=headers)
    (told,) = page(client, cast.owner, after=newest(cast.owner) - 1)["data"]
    assert (told["recordType"], told["requestId"], told["batchId"], told["channel"]) == ("team", "nightly.7", None, "api")


@pytest.mark.parametrize("limit", [1, 7, 50, 500])
def test_pages_visit_every_event_once(client: Client, cast: Cast, limit: int):
    assert feed(client, cast.owner, limit=limit) == feed(client, cast.owner)
    first = page(client, cast.owner, limit=limit)
    assert first["page"]["limit"] == limit
    assert len(first["data"]) == min(limit, newest(cast.owner))


def test_the_end_says_where_to_go_on(client: Client, cast: Cast):
    end = newest(cast.owner)
    for query in ({"after": end}, {"after": end - 1}, {"after": end - 1, "limit": 1}, {"limit": end}):
        found = page(client, cast.owner, **query)
        assert (found["page"]["next"], found["page"]["last"]) == (None, end), query
    assert page(client, cast.owner, after=end)["data"] == []
    save(cast.owner.actor, "organizations", {"type": "F", "name": "Later"})
    assert [one["changes"]["name"] for one in page(client, cast.owner, after=end)["data"]] == [[None, "Later"]]


def test_who_is_ahead_of_history_is_sent_back_to_its_end(client: Client, cast: Cast):
    for after in (newest(cast.owner) + 1, 2**63 - 1):
        found = page(client, cast.owner, after=after)
        assert (found["data"], found["page"]["next"], found["page"]["last"]) == ([], None, newest(cast.owner))


def test_the_next_address_keeps_the_filters(client: Client, cast: Cast):
    told = feed(client, cast.owner, recordType=["contact", "relationship"], operation="create", limit=2)
    assert types(told) == {"contact", "relationship"}
    assert told == [one for one in feed(client, cast.owner) if one["recordType"] in ("contact", "relationship")]


def test_filters(client: Client, scene: Scene):
    owner, chain = scene.cast.owner, scene.chain
    save(owner.actor, "organizations", {"externalId": "S-1", "name": "Renamed"})
    whole = feed(client, owner)
    ids = {"recordType": "organization", "recordId": chain.organizations[1]}
    of_one = [one for one in whole if one["recordType"] == "organization" and one["recordId"] == chain.organizations[1]]
    assert feed(client, owner, **ids) == of_one
    assert [one["operation"] for one in of_one] == ["create", "update"]
    assert feed(client, owner, **ids, limit=1) == of_one
    assert feed(client, owner, **ids, operation="update") == of_one[1:]
    assert feed(client, owner, **ids, after=of_one[0]["sequence"]) == of_one[1:]
    assert feed(client, owner, recordId=2**63 - 1) == []
    assert feed(client, owner, recordId=ids["recordId"]) == [one for one in whole if one["recordId"] == ids["recordId"]]
    for name in types(whole):
        assert feed(client, owner, recordType=name) == [one for one in whole if one["recordType"] == name]


def test_a_page_that_had_to_look_far_may_be_short(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    whole = feed(client, cast.owner, recordType="relationship")
    monkeypatch.setattr(events, "WINDOW", 4)
    assert feed(client, cast.owner, recordType="relationship") == whole
    found = page(client, cast.owner, recordType="relationship")
    assert (found["data"], found["page"]["next"]) == ([], 4)


def test_removals_are_told(client: Client, scene: Scene):
    owner, chain = scene.cast.owner, scene.chain
    before = newest(owner)
    save(owner.actor, "organizations", {"externalId": "S-2", "status": "archived"})
    removal = {"contacts": [{"email": "joe@s-1.example"}], "fieldActions": {"contacts": "remove"}}
    save(owner.actor, "organizations", {"externalId": "S-1", **removal})
    told = {(one["recordType"], one["recordId"], one["operation"]) for one in page(client, owner, after=before)["data"]}
    assert ("organization", chain.organizations[2], "archive") in told
    assert ("contact", chain.contacts[1], "delete") in told
    assert ("relationship", chain.relationships[0], "update") in told
    (gone,) = page(client, owner, after=before, operation="delete")["data"]
    assert gone["changes"]["email"] == ["joe@s-1.example", None]


def test_what_changed_nothing_and_what_was_tried_only_are_no_events(client: Client, scene: Scene):
    owner = scene.cast.owner
    before = newest(owner)
    make_chain(owner, 3)
    item = {"externalId": "S-1", "name": "Tried"}
    upsert(Batch(registry.get("organizations"), [item], Options(dry_run=True)), actor=owner.actor)
    upsert(Batch(registry.get("organizations"), [item, {"type": "?"}], Options(atomic=True)), actor=owner.actor)
    assert page(client, owner, after=before)["data"] == []


def test_nothing_of_another_account_is_in_it(client: Client, cast: Cast):
    mine, theirs = feed(client, cast.owner), feed(client, cast.stranger)
    assert sequences(theirs) == list(range(1, len(theirs) + 1))
    for name in RECORDS:
        ids, others = ({one["recordId"] for one in told if one["recordType"] == name} for told in (mine, theirs))
        assert ids
        assert others
        assert not ids & others
    foreign = next(one for one in theirs if one["recordType"] == "organization")
    asked = {"recordType": "organization", "recordId": foreign["recordId"]}
    assert feed(client, cast.owner, **asked) == []
    assert feed(client, cast.stranger, **asked) == [foreign]


SETTINGS = {"category", "contact_role", "custom_field", "custom_field_template", "relationship_type", "product_category"}
SETTINGS |= {"account", "company"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("owner", {*RECORDS, "distinct_pair", *SETTINGS, "member", "team", "role", "api_key"}),
        ("viewer", {*RECORDS, "distinct_pair", *SETTINGS, "member", "team", "role", "api_key"}),
        ("editor", {*RECORDS, "distinct_pair", *SETTINGS}),
        ("integration", {*RECORDS, "distinct_pair", *SETTINGS}),
    ],
)
def test_a_role_reads_the_history_of_what_it_may_read(client: Client, cast: Cast, who: str, expected: set[str]):
    person: Person = getattr(cast, who)
    whole = feed(client, cast.owner)
    assert feed(client, person) == [one for one in whole if one["recordType"] in expected]
    assert types(whole) - expected == types(whole) - types(feed(client, person))
    for name in record_types():
        answer = get(client, person, "events", recordType=name)
        if name in expected:
            assert answer.status_code == 200
        else:
            assert name in assert_problem(answer, 403, "permission_denied")["detail"]


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        (["organization.read"], {"organization"}),
        (["contact.read", "relationship.all"], {"contact", "relationship"}),
        (["settings.read"], SETTINGS),
        (["api_key.read"], {"api_key"}),
        (["member.read"], {"member"}),
        (["product.read"], {"product"}),
        (["all"], {*RECORDS, *SETTINGS, "member", "api_key"}),
        (["organization.read", "contact.create"], {"organization"}),
    ],
)
def test_a_key_reads_what_its_scopes_let_through(client: Client, cast: Cast, scopes: list[str], expected: set[str]):
    headers = bearer(make_key(cast.acme, "Owner", scopes))
    answer = client.get("/api/v2/events", {"limit": 500}, headers=headers)
    whole = page(client, cast.owner, limit=500)["data"]
    assert answer.json()["data"] == [one for one in whole if one["recordType"] in expected] != []


@pytest.mark.parametrize("scopes", [["webhook.read"], ["organization.create"], ["import.all"]])
def test_a_key_that_reads_nothing_is_refused(client: Client, cast: Cast, scopes: list[str]):
    headers = bearer(make_key(cast.acme, "Owner", scopes))
    assert_problem(client.get("/api/v2/events", headers=headers), 403, "permission_denied")


def test_no_key_is_401_and_other_methods_405(client: Client, cast: Cast):
    assert_problem(client.get("/api/v2/events"), 401, "not_authenticated")
    assert_problem(client.post("/api/v2/events", headers=cast.owner.headers), 405, "method_not_allowed")


def test_secrets_never_appear(client: Client, cast: Cast):
    made = written(client, cast.owner, "post", "api-keys", {"scopes": ["all"]})
    written(client, cast.owner, "delete", f"api-keys/{made['id']}")
    answer = get(client, cast.owner, "events", limit=500).content.decode()
    key = ApiKey.rows.get(pk=made["id"])
    secret = made["key"].removeprefix(f"rel_{key.prefix}_")
    assert key.prefix in answer
    for told in (made["key"], secret, secret[:12], bytes(key.digest).hex(), "password", "digest"):
        assert told not in answer


def test_with_whom_a_record_is_shared_is_told_to_those_who_may_know(client: Client, scene: Scene):
    cast, record = scene.cast, SharedRecord("organization", scene.chain.organizations[0])
    names = [PrincipalName("user", cast.viewer.user.pk), PrincipalName("user", cast.editor.user.pk), PrincipalName("account")]
    set_grants(actor=cast.owner.actor, record=record, shares=[Share(name, ["read"]) for name in names])
    manager = make_person(cast.acme, "Manager", "manager@acme.example")
    seen = {}
    for person in (cast.owner, cast.viewer, manager, cast.editor, cast.integration):
        (told,) = feed(client, person, operation="grant")
        seen[person.user.email] = [one["principal"] for one in told["changes"]["grants"][1]]
    whole = seen["owner@acme.example"]
    assert len(whole) == 3
    # Viewers read members, managers share; editors do neither; integrations hold full, so they may share.
    assert seen["viewer@acme.example"] == seen["manager@acme.example"] == seen["integration@acme.example"] == whole
    assert seen["editor@acme.example"] == [{"kind": "user", "id": cast.editor.user.pk}, {"kind": "account", "id": None}]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("after", value) for value in ("-1", "1.5", "x", "", "9" * 30, str(2**63), ["1", "1"])),
        *(("limit", value) for value in ("0", "501", "-1", "ten", "", ["1", "1"])),
        *(("recordType", value) for value in ("nosuch", "Organization", "", "a\x00", "organization,contact", ["contact"] * 101, "apiKey")),
        *(("recordId", value) for value in ("0", "-1", "x", "", "1.0", str(2**63), "٣", ["1", "2"])),
        *(("operation", value) for value in ("Delete", "removed", "", ["delete", "delete"])),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_by_name(client: Client, cast: Cast, name: str, value: Any):
    assert_refused_parameter(get(client, cast.owner, "events", **{name: value}), name)


@pytest.mark.parametrize("name", ["cursor", "total", "since", "ordering"])
def test_an_unknown_parameter_is_refused(client: Client, cast: Cast, name: str):
    assert_refused_parameter(get(client, cast.owner, "events", **{name: "true"}), name, "unknown_parameter")


def test_a_header_that_is_not_supported_is_refused(client: Client, cast: Cast):
    answer = client.get("/api/v2/events", headers=cast.owner.headers | {"Idempotency-Key": "7"})
    assert_refused_parameter(answer, "Idempotency-Key")


def test_a_page_of_50_takes_as_many_statements_as_one_of_2(client: Client, cast: Cast):
    """Where history ends, and the events; the rest is asked in every call."""
    assert {statements(client, cast.owner, "events", limit=limit) for limit in (2, 50)} == {statements(client, cast.owner, "countries") + 2}


def test_every_kind_of_row_that_history_tells_of_has_an_operation_that_shows_it():
    """What is not known here is shown to nobody: so a new kind must be named."""
    told: set[str] = set()
    for room in ("accounts", "contacts", "customfields", "imports", "organizations", "products", "relationships", "upserts"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text()
            told |= set(re.findall(r'(?:RecordedChange|tell|_record)\((?:\w+, )?"(\w+)"', text))
            told |= set(re.findall(r'record_type ?= ?"(\w+)"', text))
            told |= set(re.findall(r'_save\(.*"(\w+)"(?:, actor)?\)', text))
    assert told >= set(OTHERS)
    assert told <= set(record_types())


FILLING = """
INSERT INTO activity_change (account_id, sequence, record_type, record_id, operation, changes, channel, request_id, batch_id, at)
SELECT %s, (SELECT COALESCE(max(sequence), 0) FROM activity_change WHERE account_id = %s) + n, 'organization', n %% 500 + 1, 'update',
       '{"name": ["a", "b"]}', 'api', '', '', now()
FROM generate_series(1, %s) AS n
"""


def plans(client: Client, person: Person, **query: Any) -> list[dict[str, Any]]:
    """The steps of the statements that read history, whatever their parameters are."""
    with CaptureQueriesContext(connection) as caught:
        page(client, person, **query)
    found = []
    with connection.cursor() as cursor:
        for sql in (one["sql"] for one in caught.captured_queries if "activity_change" in one["sql"]):
            count = max(int(number) for number in re.findall(r"\$(\d+)", sql))
            cursor.execute(f"PREPARE looked_at AS {sql}")
            cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE looked_at ({', '.join(['NULL'] * count)})")
            plan = cursor.fetchone()[0]
            cursor.execute("DEALLOCATE looked_at")
            found += nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return found


def test_events_are_found_by_their_place_and_those_of_one_record_by_the_record(client: Client, scene: Scene):
    cast = scene.cast
    with connection.cursor() as cursor:
        for account, count in ((cast.acme, 30_000), (cast.globex, 3_000)):
            cursor.execute(FILLING, [account.pk, account.pk, count])
        cursor.execute("ANALYZE activity_change")
    by_place, by_record = "change_sequence_once", "change_by_record"
    partner = make_person(cast.acme, "Partner", "partner@acme.example")
    cases: list[tuple[Person, dict[str, Any], set[str]]] = [
        (cast.owner, {}, {by_place}),
        (cast.owner, {"after": 20_000, "operation": "delete"}, {by_place}),
        (cast.owner, {"recordType": "contact"}, {by_place}),
        (cast.owner, {"recordType": "organization", "recordId": 77}, {by_place, by_record}),
        (partner, {}, {by_place}),
        (partner, {"recordType": "organization", "recordId": 77}, {by_place, by_record}),
    ]
    for person, query, expected in cases:
        steps = [step for step in plans(client, person, **query) if step.get("Relation Name", "activity_change") == "activity_change"]
        assert not [step for step in steps if step["Node Type"].endswith("Seq Scan")], (query, steps)
        assert {step["Index Name"] for step in steps if "Index Name" in step} == expected, (person.user.email, query, steps)


def test_a_member_who_was_switched_off_is_still_named(client: Client, cast: Cast):
    person = make_person(cast.acme, "Owner", "gone@acme.example")
    save(actor_for(person.user, cast.acme, channel="api"), "organizations", {"type": "F", "name": "Last"})
    person.user.is_active = False
    person.user.save()
    (told,) = page(client, cast.owner, after=newest(cast.owner) - 1)["data"]
    assert told["by"] == {"id": person.user.pk, "name": person.user.name}
