"""API keys, over HTTP."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.authentication import _note_use
from accounts.keys import new_key
from accounts.models import Account, ApiKey, Membership
from accounts.services import revoke_api_key
from tests.kit.cast import Cast, bearer, make_key, make_member, make_user

ME = "/api/v2/me"


def stored(key: str) -> ApiKey:
    return ApiKey.objects.across_accounts().get(prefix=key[4:12])


def forget_request(body: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name != "requestId"}


def test_both_headers_carry_the_key(client: Client, cast: Cast):
    for headers in (cast.owner.headers, {"X-API-KEY": cast.owner.key}, {"Authorization": f"bearer  {cast.owner.key} "}):
        answer = client.get(ME, headers=headers)
        assert answer.status_code == 200, answer.content
        assert answer.json()["user"]["email"] == "owner@acme.example"


def test_both_headers_at_once_must_agree(client: Client, cast: Cast):
    assert client.get(ME, headers={**cast.owner.headers, "X-API-KEY": cast.owner.key}).status_code == 200
    assert client.get(ME, headers={**cast.owner.headers, "X-API-KEY": cast.viewer.key}).status_code == 401


def test_every_failure_answers_the_same_401(client: Client, cast: Cast, acme_keys: dict[str, str]):
    answers = {why: client.get(ME, headers=bearer(key)) for why, key in acme_keys.items()}
    answers["no key"] = client.get(ME)
    answers["another scheme"] = client.get(ME, headers={"Authorization": "Basic b3duZXI6c2VjcmV0"})
    answers["no token"] = client.get(ME, headers={"Authorization": "Bearer"})
    answers["empty header"] = client.get(ME, headers={"X-API-KEY": ""})
    answers["not ascii"] = client.get(ME, headers={"X-API-KEY": "rel_é\x7f"})
    expected = forget_request(answers["no key"].json())
    assert expected["code"] == "not_authenticated"
    for why, answer in answers.items():
        assert answer.status_code == 401, why
        assert answer["WWW-Authenticate"] == "Bearer", why
        assert answer["Content-Type"] == "application/problem+json", why
        assert forget_request(answer.json()) == expected, why


@pytest.fixture
def acme_keys(cast: Cast) -> dict[str, str]:
    """Keys that must not open anything, by the reason."""
    account = cast.acme
    expired = make_key(account, expires_at=timezone.now() + timedelta(days=1))
    ApiKey.rows.filter(pk=stored(expired).pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    revoked = make_key(account)
    revoke_api_key(stored(revoked))
    switched_off = make_member(account)
    of_switched_off = make_key(account, user=switched_off)
    switched_off.is_active = False
    switched_off.save()
    left = make_member(account)
    of_left = make_key(account, user=left)
    Membership.rows.filter(user=left).delete()
    return {
        "malformed": "rel_nonsense",
        "unknown": new_key().plain,
        "mistyped": cast.owner.key[:-1] + ("a" if cast.owner.key[-1] != "a" else "b"),
        "expired": expired,
        "revoked": revoked,
        "foreign network": make_key(account, networks=["203.0.113.0/24"]),
        "user switched off": of_switched_off,
        "user left the account": of_left,
        "right prefix, wrong secret": impostor(account),
    }


def impostor(account: Account) -> str:
    """A well-formed key whose prefix is in the table, with another key's digest."""
    made = new_key()
    ApiKey.rows.filter(pk=stored(make_key(account)).pk).update(prefix=made.prefix)
    return made.plain


def test_a_malformed_key_asks_the_database_nothing(client: Client, cast: Cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(ME, headers=bearer(cast.owner.key[:-1] + "-"))


def test_two_accounts_may_share_a_prefix(client: Client, cast: Cast):
    foreign = stored(cast.stranger.key)
    ApiKey.rows.filter(pk=foreign.pk).update(prefix=cast.owner.key[4:12])
    assert client.get(ME, headers=cast.owner.headers).json()["account"]["slug"] == "acme"


@pytest.mark.parametrize(
    ("networks", "address", "status"),
    [
        (["203.0.113.0/24"], "203.0.113.9", 200),
        (["198.51.100.7", "203.0.113.0/24"], "198.51.100.7", 200),
        (["203.0.113.0/24"], "::ffff:203.0.113.9", 200),
        (["2001:db8::/32"], "2001:db8::1", 200),
        (["203.0.113.0/24"], "203.0.114.9", 401),
        (["203.0.113.0/24"], "2001:db8::1", 401),
        (["203.0.113.0/24"], "", 401),
    ],
)
def test_a_key_may_be_tied_to_networks(client: Client, acme: Account, networks: list[str], address: str, status: int):
    key = make_key(acme, networks=networks)
    assert client.get(ME, headers=bearer(key), REMOTE_ADDR=address).status_code == status


def test_a_key_stops_at_its_expiry(client: Client, acme: Account):
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
        key = make_key(acme, expires_at=timezone.now() + timedelta(hours=1))
        assert client.get(ME, headers=bearer(key)).json()["key"]["expiresAt"] == "2026-03-01T13:00:00Z"
        clock.shift(3600)
        assert client.get(ME, headers=bearer(key)).status_code == 401


def test_last_use_is_noted_once_a_minute(client: Client, cast: Cast):
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
        uses = []
        for seconds in (0, 30, 29, 1, 59):
            clock.shift(seconds)
            client.get(ME, headers=cast.owner.headers)
            uses.append(stored(cast.owner.key).last_used_at.isoformat()[14:19])
    assert uses == ["00:00", "00:00", "00:00", "01:00", "01:00"]


def test_of_two_calls_at_once_one_notes_the_use(cast: Cast):
    now = timezone.now()
    loaded_before = stored(cast.owner.key)
    _note_use(stored(cast.owner.key), now)
    _note_use(loaded_before, now + timedelta(seconds=5))
    assert stored(cast.owner.key).last_used_at == now


@pytest.mark.urls("tests.accounts.probe")
def test_a_key_costs_one_statement_and_once_a_minute_two(client: Client, cast: Cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/api/v2/open", headers=cast.owner.headers)
    with django_assert_num_queries(1):
        client.get("/api/v2/open", headers=cast.owner.headers)


def test_only_a_digest_of_the_key_is_stored(cast: Cast):
    key = stored(cast.owner.key)
    assert bytes(key.digest) == hashlib.sha256(cast.owner.key.encode()).digest()
    secret = cast.owner.key[13:]
    with CaptureQueriesContext(connection) as asked:
        row = ApiKey.objects.across_accounts().filter(pk=key.pk).values().get()
        Client().get(ME, headers=cast.owner.headers)
    assert secret not in str(row)
    assert not any(secret in query["sql"] for query in asked)


def test_a_user_of_two_accounts_is_in_the_account_of_the_key(client: Client, cast: Cast):
    make_member(cast.globex, "Viewer", user=cast.owner.user)
    answer = client.get(ME, headers=cast.owner.headers).json()
    assert (answer["account"]["slug"], answer["role"]) == ("acme", "Owner")
    other = client.get(ME, headers=bearer(make_key(cast.globex, user=cast.owner.user))).json()
    assert (other["account"]["slug"], other["role"]) == ("globex", "Viewer")


def test_the_platform_header_may_name_the_account_of_the_key_only(client: Client, cast: Cast):
    assert client.get(ME, headers={**cast.owner.headers, "X-Platform-Id": "acme"}).status_code == 200
    make_member(cast.globex, user=cast.owner.user)  # a membership does not widen a key
    foreign = client.get(ME, headers={**cast.owner.headers, "X-Platform-Id": "globex"})
    missing = client.get(ME, headers={**cast.owner.headers, "X-Platform-Id": "nowhere"})
    assert foreign.status_code == missing.status_code == 403
    assert foreign.json()["code"] == "permission_denied"
    assert forget_request(foreign.json()) == forget_request(missing.json())


def test_a_bad_key_is_not_healed_by_a_session(client: Client, cast: Cast):
    client.force_login(cast.owner.user)
    assert client.get(ME).status_code == 200
    assert client.get(ME, headers=bearer(new_key().plain)).status_code == 401


@pytest.mark.urls("tests.accounts.probe")
@pytest.mark.parametrize(
    ("role", "scopes", "status"),
    [
        ("Owner", ["all"], 200),
        ("Owner", ["contact.create"], 200),
        ("Owner", ["contact.update"], 200),
        ("Owner", ["contact.write"], 200),
        ("Owner", ["contact.read"], 403),
        ("Owner", ["organization.all", "relationship.all"], 403),
        ("Viewer", ["all"], 403),
        ("Viewer", ["contact.all"], 403),
    ],
)
def test_role_and_scope_must_both_allow_an_operation(client: Client, acme: Account, role: str, scopes: list[str], status: int):
    answer = client.post("/api/v2/upsert", headers=bearer(make_key(acme, role, scopes)))
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "permission_denied"
        assert "CONTACT.CREATE or CONTACT.UPDATE" in answer.json()["detail"]


@pytest.mark.urls("tests.accounts.probe")
def test_operations_may_differ_by_method(client: Client, acme: Account):
    viewer = bearer(make_key(acme, "Viewer"))
    assert client.get("/api/v2/by-method", headers=viewer).status_code == 200
    assert client.post("/api/v2/by-method", headers=viewer).status_code == 403
    assert client.put("/api/v2/by-method", headers=viewer).status_code == 405


@pytest.mark.urls("tests.accounts.probe")
def test_a_view_that_names_no_operations_never_opens(client: Client, cast: Cast):
    with pytest.raises(AttributeError, match="required_operations"):
        client.get("/api/v2/silent", headers=cast.owner.headers)


def test_a_body_of_any_kind_is_not_looked_at_before_the_key(client: Client, db: None):
    assert client.post(ME, b"{", content_type="application/json").status_code == 401


def test_a_person_made_once_can_have_many_keys(acme: Account):
    user = make_user()
    assert make_key(acme, user=user) != make_key(acme, user=user)
    assert ApiKey.objects.across_accounts().filter(user=user).count() == 2
