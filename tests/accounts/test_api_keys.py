from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiKey, Membership, Role
from activity.models import Change
from tests.kit.calls import all_rows, assert_problem, get, rows, statements
from tests.kit.cast import Cast, Person, bearer, make_key, make_person
from tests.kit.writing import assert_refused, send, written

pytestmark = pytest.mark.django_db
LATER = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
WISH: dict[str, Any] = {
    "name": "Nightly",
    "scopes": ["organization.write", "contact.read"],
    "networks": ["192.0.2.7/24", "2001:db8::1"],
    "expiresAt": LATER.isoformat(),
}


def own(cast: Cast, person: Person) -> int:
    return ApiKey.rows.get(account=cast.acme, user=person.user).pk


def told(cast: Cast) -> list[tuple[str, Any]]:
    return list(Change.rows.filter(account=cast.acme, record_type="api_key").order_by("-sequence").values_list("operation", "changes"))


def keeper(cast: Cast, *operations: str, **fields: Any) -> Person:
    """A member who may do everything with keys, and of all else only this."""
    held = sorted({f"API_KEY.{verb}" for verb in ("CREATE", "READ", "UPDATE", "DELETE")} | set(operations))
    Role(account=cast.acme, name="Keeper", operations=held, **{"reach": "all", "mask": 0, **fields}).save()
    return make_person(cast.acme, "Keeper", "keeper@acme.example")


# --- making and showing ---


def test_a_new_key_is_shown_once_and_works(client: Client, cast: Cast):
    answer = send(client, cast.owner, "post", "api-keys", {name: value for name, value in WISH.items() if name != "networks"})
    made = answer.json()
    plain = made.pop("key")
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v2/api-keys/{made['id']}")
    assert made == {
        "id": made["id"],
        "prefix": plain[4:12],
        "name": "Nightly",
        "user": {"id": cast.owner.user.pk, "name": "Owner"},
        "scopes": ["contact.read", "organization.write"],
        "networks": [],
        "createdAt": made["createdAt"],
        "expiresAt": f"{LATER:%Y-%m-%dT%H:%M:%S}Z",
        "lastUsedAt": None,
    }
    assert written(client, cast.owner, "get", f"api-keys/{made['id']}") == made
    assert client.get("/api/v2/me", headers=bearer(plain)).json()["key"]["scopes"] == made["scopes"]
    assert plain.encode() not in client.get("/api/v2/api-keys", headers=cast.owner.headers).content
    assert set(told(cast)[0][1]) == {"prefix", "scopes"}
    assert plain not in str(told(cast))


def test_networks_are_ranges_and_tie_the_key(client: Client, cast: Cast):
    made = written(client, cast.owner, "post", "api-keys", WISH)
    assert made["networks"] == ["192.0.2.0/24", "2001:db8::1/128"]
    assert client.get("/api/v2/me", headers=bearer(made["key"])).status_code == 401
    assert client.get("/api/v2/me", headers=bearer(made["key"]), REMOTE_ADDR="192.0.2.99").status_code == 200


def test_a_key_can_be_made_for_another_member(client: Client, cast: Cast):
    made = written(client, cast.owner, "post", "api-keys", {"user": cast.viewer.user.pk, "scopes": ["all"]})
    assert made["user"] == {"id": cast.viewer.user.pk, "name": "Viewer"}
    assert (made["name"], made["expiresAt"]) == ("", None)
    assert client.get("/api/v2/me", headers=bearer(made["key"])).json()["role"] == "Viewer"


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"scopes": []}, [("too_short", "scopes")]),
        ({"scopes": ["fly"]}, [("invalid_choice", "scopes[0]")]),
        ({"scopes": ["organization.fly", 5]}, [("invalid_choice", "scopes[0]"), ("invalid_type", "scopes[1]")]),
        ({"scopes": None}, [("invalid_type", "scopes")]),
        ({"networks": ["300.0.0.0/8", "fe80::1%eth0/64"]}, [("invalid_format", "networks[0]"), ("invalid_format", "networks[1]")]),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, [("invalid_format", "expiresAt")]),
        ({"expiresAt": "2027-02-30T00:00:00Z"}, [("invalid_format", "expiresAt")]),
        ({"expiresAt": "0001-01-01T00:00:00+14:00"}, [("invalid_format", "expiresAt")]),
        ({"expiresAt": "2027-01-01T00:00:00"}, [("invalid_format", "expiresAt")]),
        ({"expiresAt": "tomorrow"}, [("invalid_format", "expiresAt")]),
        ({"expiresAt": 5}, [("invalid_type", "expiresAt")]),
        ({"name": "x" * 101}, [("too_long", "name")]),
        ({"user": 2**62}, [("reference_not_found", "user")]),
        ({"user": 2**64}, [("invalid_format", "user")]),
        ({"user": "me"}, [("invalid_type", "user")]),
        *(
            ({field: 1}, [("unknown_field", field)])
            for field in ("account", "permissions", "createdBy", "isBuiltIn", "digest", "prefix", "key", "revokedAt", "user_id")
        ),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_by_name(client: Client, cast: Cast, change: dict[str, Any], errors: list[tuple[str, str]]):
    count = ApiKey.rows.count()
    assert_refused(send(client, cast.owner, "post", "api-keys", WISH | change), 400, *errors)
    assert ApiKey.rows.count() == count


def test_only_members_get_keys(client: Client, cast: Cast):
    wishes = [{"scopes": ["all"], "user": id_} for id_ in (cast.stranger.user.pk, 2**62)]
    answers = [assert_refused(send(client, cast.owner, "post", "api-keys", wish), 400, ("reference_not_found", "user")) for wish in wishes]
    assert answers[0][0]["message"] == answers[1][0]["message"]


# --- seeing ---


def test_one_sees_ones_own_keys_and_with_the_right_to_read_everybodys(client: Client, cast: Cast):
    mine = make_key(cast.acme, user=cast.editor.user)
    assert {row["prefix"] for row in rows(client, cast.editor, "api-keys")} == {cast.editor.key[4:12], mine[4:12]}
    everybody = rows(client, cast.viewer, "api-keys")  # a Viewer reads everything
    assert [row["id"] for row in everybody] == list(ApiKey.rows.filter(account=cast.acme).order_by("pk").values_list("pk", flat=True))
    assert all_rows(client, cast.viewer, "api-keys", limit=2) == everybody
    assert_problem(get(client, cast.editor, f"api-keys/{own(cast, cast.owner)}"), 404, "not_found")
    assert get(client, cast.editor, f"api-keys/{own(cast, cast.viewer)}").status_code == 404


def test_a_key_reads_keys_only_if_its_scopes_say_so(client: Client, cast: Cast):
    narrow, wide = (bearer(make_key(cast.acme, "Editor", [scope])) for scope in ("organization.all", "api_key.read"))
    assert_problem(client.get("/api/v2/api-keys", headers=narrow), 403, "permission_denied")
    assert len(client.get("/api/v2/api-keys", headers=wide).json()["data"]) == 1


def test_a_browser_session_reads_its_users_keys(client: Client, cast: Cast):
    client.force_login(cast.editor.user)
    assert [row["prefix"] for row in client.get("/api/v2/api-keys").json()["data"]] == [cast.editor.key[4:12]]


def test_a_page_of_fifty_takes_as_many_statements_as_one_of_two(client: Client, cast: Cast):
    for _ in range(50):
        make_key(cast.acme, user=cast.viewer.user)
    assert statements(client, cast.owner, "api-keys", limit=2) == statements(client, cast.owner, "api-keys", limit=50)


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_foreign_missing_and_impossible_keys_are_not_found_alike(client: Client, cast: Cast, method: str):
    foreign = ApiKey.rows.get(account=cast.globex).pk
    sent = {"name": "Ours"} if method == "patch" else None
    bodies = [
        assert_problem(send(client, cast.owner, method, f"api-keys/{id_}", sent), 404, "not_found") for id_ in (foreign, 2**62, "1e3")
    ]
    assert bodies[0] == bodies[1] == bodies[2]
    assert ApiKey.rows.get(pk=foreign).revoked_at is None


# --- changing and revoking ---


def test_a_change_counts_from_the_next_call_on(client: Client, cast: Cast):
    path = f"api-keys/{own(cast, cast.integration)}"
    changed = written(client, cast.owner, "patch", path, WISH | {"networks": []})
    assert (changed["name"], changed["scopes"], changed["networks"]) == ("Nightly", ["contact.read", "organization.write"], [])
    assert get(client, cast.integration, "me").json()["key"]["scopes"] == changed["scopes"]
    assert set(told(cast)[0][1]) == {"name", "scopes", "expiresAt"}
    assert told(cast)[0][1]["expiresAt"] == [None, f"{LATER:%Y-%m-%dT%H:%M:%S}Z"]
    count = len(told(cast))
    shown = written(client, cast.owner, "get", path)
    for body in ({}, shown, {"name": "Nightly"}):
        assert written(client, cast.owner, "patch", path, body) == shown
    assert len(told(cast)) == count
    assert written(client, cast.owner, "patch", path, {"expiresAt": None})["expiresAt"] is None


@pytest.mark.parametrize("field", ["user", "prefix", "id", "createdAt", "lastUsedAt"])
def test_what_is_kept_by_relata_is_not_set(client: Client, cast: Cast, field: str):
    assert_refused(send(client, cast.owner, "patch", f"api-keys/{own(cast, cast.viewer)}", {field: 5}), 400, ("read_only_field", field))


def test_a_revoked_key_is_gone(client: Client, cast: Cast):
    path = f"api-keys/{own(cast, cast.viewer)}"
    assert send(client, cast.owner, "delete", path).status_code == 204
    assert get(client, cast.viewer, "me").status_code == 401
    for method in ("get", "patch", "delete"):
        assert_problem(send(client, cast.owner, method, path, {} if method == "patch" else None), 404, "not_found")
    assert told(cast)[0][0] == "update"
    assert list(told(cast)[0][1]) == ["revokedAt"]
    assert cast.viewer.key[4:12] not in {row["prefix"] for row in rows(client, cast.owner, "api-keys")}


@pytest.mark.parametrize("role", ["Editor", "Viewer", "Manager", "Partner", "Integration"])
def test_keys_are_for_who_may_keep_them(client: Client, cast: Cast, role: str):
    person = make_person(cast.acme, role, "other@acme.example")
    path = f"api-keys/{own(cast, person)}"
    for method, target in (("post", "api-keys"), ("patch", path), ("delete", path)):
        sent = None if method == "delete" else {"scopes": ["all"]}
        assert_problem(send(client, person, method, target, sent), 403, "permission_denied")


# --- nobody hands out more than it holds ---


def test_a_key_makes_and_widens_none_beyond_its_own_scopes(client: Client, cast: Cast):
    maker = make_key(cast.acme, "Owner", ["api_key.all", "organization.write"])
    for scopes, missing in (
        (["organization.read"], ["organization.read"]),
        (["all"], None),
        (["organization.all"], ["organization.read", "organization.share"]),
        (["settings.read", "organization.write"], ["settings.read"]),
    ):
        (error,) = assert_refused(send(client, maker, "post", "api-keys", {"scopes": scopes}), 403, ("permission_denied", "scopes"))
        assert missing is None or error["params"]["needed"] == missing
    made = written(client, maker, "post", "api-keys", {"scopes": ["organization.update", "api_key.read"]})
    answer = send(client, maker, "patch", f"api-keys/{made['id']}", {"scopes": ["all"]})
    assert_refused(answer, 403, ("permission_denied", "scopes"))
    its_own = ApiKey.rows.get(prefix=maker[4:12])
    assert_refused(send(client, maker, "patch", f"api-keys/{its_own.pk}", {"scopes": ["all"]}), 403, ("permission_denied", "scopes"))


def test_nobody_makes_a_key_of_somebody_mightier(client: Client, cast: Cast):
    weak = keeper(cast, "ORGANIZATION.READ", mask=1)
    wish = {"user": cast.owner.user.pk, "scopes": ["organization.update"]}
    (error,) = assert_refused(send(client, weak, "post", "api-keys", wish), 403, ("permission_denied", "user"))
    assert error["params"]["needed"] == ["ORGANIZATION.UPDATE", "edit"]
    assert written(client, weak, "post", "api-keys", wish | {"scopes": ["organization.read"]})
    assert written(client, weak, "post", "api-keys", {"scopes": ["all"]})  # for itself: its role is all it can get
    answer = send(client, weak, "patch", f"api-keys/{own(cast, cast.integration)}", {"name": "Mine"})
    assert_refused(answer, 403, ("permission_denied", "user"))


def test_what_is_shared_with_somebody_else_may_be_everything(client: Client, cast: Cast):
    weak = keeper(cast, "ORGANIZATION.READ", "ORGANIZATION.UPDATE", mask=3)
    partner = make_person(cast.acme, "Partner", "partner@acme.example")
    wish = {"user": partner.user.pk, "scopes": ["organization.update"]}
    assert written(client, weak, "post", "api-keys", wish)
    Role.rows.filter(account=cast.acme, name="Keeper").update(mask=1)
    (error,) = assert_refused(send(client, weak, "post", "api-keys", wish), 403, ("permission_denied", "user"))
    assert error["params"]["needed"] == ["edit"]


def test_the_key_of_who_has_left_changes_no_more(client: Client, cast: Cast):
    key = own(cast, cast.editor)
    Membership.rows.filter(account=cast.acme, user=cast.editor.user).delete()
    assert_refused(send(client, cast.owner, "patch", f"api-keys/{key}", {"name": "x"}), 400, ("reference_not_found", "user"))
    assert send(client, cast.owner, "delete", f"api-keys/{key}").status_code == 204
