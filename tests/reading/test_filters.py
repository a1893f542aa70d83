"""What all lists of records can be narrowed by: updatedSince, permission, q."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from accounts.capabilities import NAMES
from contacts.models import Contact
from organizations.models import Organization
from tests.kit.calls import API, all_rows, assert_refused_parameter, get, rows
from tests.kit.cast import make_person
from tests.reading.conftest import Scene, ids
from upserts import registry

RECORDS = ["organizations", "contacts", "relationships"]
NOON = datetime(2025, 1, 31, 12, tzinfo=UTC)


# --- updatedSince ---


@pytest.fixture
def dated(scene: Scene) -> Scene:
    """The scene with one instant per row, a second apart; the third row of every list changed on 31 January 2025 at noon (UTC)."""
    with connection.cursor() as cursor:
        for name in RECORDS:
            changed = "updated_at = %s::timestamptz + (id - %s) * interval '1 second'"
            cursor.execute(f"UPDATE {registry.get(name).table} SET {changed}", [NOON, scene.chain.of(name)[2]])
    return scene


@pytest.mark.parametrize("name", RECORDS)
def test_updated_since_takes_what_changed_then_or_later(client: Client, dated: Scene, name: str):
    before, at, after = dated.chain.of(name)[1:4]
    found = ids(client, dated, name, updatedSince="2025-01-31T12:00:00Z")
    assert [identity in found for identity in (before, at, after)] == [False, True, True]
    found = ids(client, dated, name, updatedSince="2025-01-31T12:00:00.000001Z")
    assert [identity in found for identity in (before, at, after)] == [False, False, True]


@pytest.mark.parametrize(
    ("since", "is_included"),
    [
        ("2025-01-31T14:00:00+02:00", True),
        ("2025-01-31T11:30:00-00:30", True),
        ("2025-01-31T12:00:00", True),
        ("2025-01-31", True),
        ("0001-01-01T00:00:00Z", True),
        ("2025-01-31T12:00:00-00:01", False),
        ("9999-12-31T23:59:59.999999Z", False),
    ],
)
def test_an_instant_may_be_in_any_zone_and_is_utc_without_one(client: Client, dated: Scene, since: str, is_included: bool):
    assert (dated.chain.organizations[2] in ids(client, dated, "organizations", updatedSince=since)) is is_included


@pytest.mark.parametrize("name", RECORDS)
def test_a_sync_goes_on_where_the_last_one_ended(client: Client, dated: Scene, name: str):
    """The habit of the guide: read by updatedAt, keep the last instant, ask again from there."""
    first = rows(client, dated.cast.viewer, name, ordering="updatedAt", limit=20)
    rest = all_rows(client, dated.cast.viewer, name, ordering="updatedAt", updatedSince=first[-1]["updatedAt"])
    assert rest[0] == first[-1]
    assert [row["id"] for row in first + rest[1:]] == ids(client, dated, name, ordering="updatedAt")


@pytest.mark.parametrize("name", RECORDS)
def test_what_is_no_instant_is_refused(client: Client, scene: Scene, name: str):
    for since in ("", "yesterday", "2025-02-29", "10000-01-01T00:00:00Z", "9999-12-31T23:59:59-00:01", "1e9", "\x1f", "a\x00b"):
        assert_refused_parameter(get(client, scene.cast.viewer, name, updatedSince=since), "updatedSince")


# --- permission ---


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("role", ["Owner", "Manager", "Editor", "Viewer", "Partner", "Integration"])
def test_permission_keeps_the_rows_on_which_the_caller_has_it(client: Client, scene: Scene, name: str, role: str):
    person = make_person(scene.cast.acme, role, f"another-{role}@acme.example".lower())
    everything = get(client, person, name, limit=1, total="true").json()
    held = everything["data"][0]["permissions"] if everything["data"] else []
    for permission in NAMES:
        body = get(client, person, name, limit=1, total="true", permission=permission).json()
        assert body["page"]["total"] == (everything["page"]["total"] if permission in held else 0), permission
        assert all(permission in row["permissions"] for row in body["data"])


@pytest.mark.parametrize(
    "permission", ["", "Read", "READ", "1", "7", "write", "view_organization", "relationship_read", "read,edit", "\x00"]
)
def test_a_permission_is_one_of_those_that_rows_show(client: Client, scene: Scene, permission: str):
    for name in RECORDS:
        assert_refused_parameter(get(client, scene.cast.viewer, name, permission=permission), "permission")


# --- q ---


@pytest.fixture
def named(scene: Scene) -> Scene:
    """The scene with one organization, contact and relationship that can be told from all others by text."""
    first, second = scene.chain.organizations[1:3]
    Organization.rows.filter(id=first).update(name="Ündüla Mills 100%", external_id="Qx-77_A")
    columns = {"first_name": "Zoë", "last_name": "O'Neill", "email": "Zed@Quux.example", "external_id": "Kk/9"}
    Contact.rows.filter(id=scene.chain.contacts[0]).update(**columns)
    Organization.rows.filter(id=second).update(name="Yes")
    return scene


@pytest.mark.parametrize(
    ("name", "finds", "misses"),
    [
        (
            "organizations",
            ["ündüla", "ÜNDÜLA MILLS", "DÜL", "ü", "ÜN", "Mills 100%", "100%", "qx", "q", "-77_", "qX-77_a", "  qx  "],
            ["nd", "%", "__", "77", "Undula", "mills_100", "Mills  100%", "_77"],
        ),
        (
            "contacts",
            ["zoë", "ZO", "O'N", "neill", "o'", "zed@quux.EXAMPLE", "quux", "ze", "kk", "KK/9", "k"],
            ["uu", "@q", "zoe", "/9", "Zoë O'Neill", "zed%quux"],
        ),
        ("relationships", ["ündüla", "dül", "ün", "100%", "qx-77", "qx"], ["nd", "77", "undula", "zoë", "direct", "active"]),
    ],
)
def test_q_finds_text_inside_from_three_characters_on_and_at_the_start_below(
    client: Client, named: Scene, name: str, finds: list[str], misses: list[str]
):
    wanted = named.chain.of(name)[0 if name != "organizations" else 1]
    for text in finds:
        assert ids(client, named, name, q=text) == [wanted], text
    for text in misses:
        assert ids(client, named, name, q=text) == [], text


@pytest.mark.parametrize("name", RECORDS)
def test_q_takes_any_text_but_control_characters(client: Client, scene: Scene, name: str):
    for text in ("'", "\\", "\\\\%", "{}", "%s", "%(a)s", "😀", "İ", "ﬁ", "\u0301", "x" * 1_000, "%" * 1_000):
        assert ids(client, scene, name, q=text) == [], text
    for raw in ("q=a%00b", "q=%1F", "q=%C2%85a%7F", "q=%0Aa%0Ab"):
        assert_refused_parameter(client.get(f"{API}{name}?{raw}", headers=scene.cast.viewer.headers), "q")
    assert client.get(f"{API}{name}?q=%FF%FE", headers=scene.cast.viewer.headers).json()["data"] == []
