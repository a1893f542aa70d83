"""Signing in: what is told to whom, where it leads, and when it ends."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, User
from tests.kit.cast import make_member, make_user
from tests.kit.signing_in import PASSWORD, sign_in, signed_in_as, text_of

pytestmark = pytest.mark.django_db
FOREIGN = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "\t//evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "http://localhost/",  # a name of ALLOWED_HOSTS, but not the one in use
    "http://testserver:8000/",
    "\x00//evil.example",
]


@pytest.fixture
def ann(acme: Account) -> User:
    return make_member(acme, "Editor", user=make_user("ann@example.com", name="Ann", password=PASSWORD))


def statements(client: Client, email: str, password: str = PASSWORD) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sign_in(client, email, password)
    return [query["sql"].split(" ", 1)[0] for query in queries.captured_queries]


def test_an_unknown_user_costs_the_same_statements_as_a_wrong_password(ann: User):
    make_user("machine@example.com")  # without a password
    switched_off = make_user("off@example.com", password=PASSWORD)
    User.objects.filter(pk=switched_off.pk).update(is_active=False)
    wrong = statements(Client(REMOTE_ADDR="192.0.2.1"), "ann@example.com", "wrong")
    unknown = statements(Client(REMOTE_ADDR="192.0.2.2"), "nobody@example.com")
    without = statements(Client(REMOTE_ADDR="192.0.2.3"), "machine@example.com")
    off = statements(Client(REMOTE_ADDR="192.0.2.4"), "off@example.com")
    assert wrong == unknown == without == off


def test_an_unknown_user_costs_a_hash_of_the_password_too(client: Client, ann: User, settings, monkeypatch):
    hashed = []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher"
    encode = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    assert [hasher] == settings.PASSWORD_HASHERS
    monkeypatch.setattr(encode, lambda self, password, salt, iterations=None: hashed.append(password) or f"md5${salt}$x")
    sign_in(client, "ann@example.com", "wrong")
    sign_in(client, "nobody@example.com", "wrong")
    assert hashed == ["wrong", "wrong"]


def test_what_is_typed_comes_back_as_text(client: Client):
    page = sign_in(client, '"><script>alert(1)</script>@example.com').content
    assert b"<script>alert" not in page


@pytest.mark.parametrize("address", FOREIGN)
def test_next_leads_to_pages_of_ours_only(client: Client, ann: User, address: str):
    assert sign_in(client, "ann@example.com", next=address)["Location"] == "/"
    assert client.get("/sign-in", {"next": address})["Location"] == "/"  # signed in already


@pytest.mark.parametrize("address", ["/profile", "/?a=1#b", "http://testserver/profile"])
def test_next_leads_on_to_a_page_of_ours(client: Client, ann: User, address: str):
    assert sign_in(client, "ann@example.com", next=address)["Location"] == address


def test_signing_in_changes_the_id_of_the_session(client: Client, ann: User):
    session = client.session
    session["left"] = "by a stranger"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in(client, "ann@example.com")
    assert signed_in_as(client) == str(ann.pk)
    assert client.cookies["sessionid"].value != before
    assert not type(session)(before).exists(before)


def test_the_cookie_of_the_session_is_kept_from_scripts_and_other_sites(client: Client, ann: User):
    cookie = sign_in(client, "ann@example.com").cookies["sessionid"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_the_cookie_is_for_https_only_where_the_site_is(client: Client, ann: User, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert sign_in(client, "ann@example.com").cookies["sessionid"]["secure"] is True


def test_who_is_switched_off_is_out_at_the_next_request(client: Client, ann: User):
    sign_in(client, "ann@example.com")
    assert client.get("/").status_code == client.get("/api/v2/me").status_code == 200
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert client.get("/")["Location"] == "/sign-in?next=/"
    assert client.get("/api/v2/me").status_code == 401


def test_a_new_password_ends_the_other_sessions(client: Client, ann: User):
    elsewhere = Client()
    sign_in(client, "ann@example.com")
    sign_in(elsewhere, "ann@example.com")
    new = {"oldpassword": PASSWORD, "password1": "wholly different words", "password2": "wholly different words"}
    assert client.post("/profile/password", new)["Location"] == "/profile"
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert sign_in(Client(), "ann@example.com", "wholly different words").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", "wholly different words", "wholly different words", "current password"),
        (PASSWORD, "wholly different words", "other words", "same password"),
        (PASSWORD, "short", "short", "too short"),
        (PASSWORD, "ann@example.com", "ann@example.com", "too similar"),
    ],
)
def test_a_new_password_is_refused_with_the_reason(client: Client, ann: User, old: str, new: str, again: str, says: str):
    client.force_login(ann)
    page = client.post("/profile/password", {"oldpassword": old, "password1": new, "password2": again})
    assert says in page.content.decode()
    ann.refresh_from_db()
    assert ann.check_password(PASSWORD)


def test_whoever_has_no_password_is_led_to_the_first_one(client: Client):
    client.force_login(make_user())
    assert client.get("/profile/password", follow=True).redirect_chain[-1] == ("/password/forgotten", 302)


def test_nobody_signs_up_and_no_page_of_allauth_is_open_that_we_do_not_name(client: Client):
    for address in ("/signup", "/accounts/signup/", "/sign-up", "/email", "/accounts/login/", "/sign-in/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/profile",
        "/profile/password",
        "/profile/two-factor",
        "/profile/two-factor/off",
        "/profile/two-factor/picture.svg",
        "/profile/recovery-codes",
        "/profile/recovery-codes/new",
        "/confirm/password",
        "/confirm/code",
    ],
)
def test_a_stranger_is_asked_to_sign_in_first(client: Client, address: str):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("address", ["/sign-in", "/sign-out", "/password/forgotten", "/profile", "/profile/password", "/choose-account"])
def test_a_form_of_another_site_changes_nothing(ann: User, address: str):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    assert client.post(address, {"name": "Eve"}).status_code == 403
    ann.refresh_from_db()
    assert ann.name == "Ann"


def test_the_api_takes_the_session_of_the_sign_in(client: Client, ann: User):
    sign_in(client, "ann@example.com")
    assert client.get("/api/v2/me").json()["user"]["email"] == "ann@example.com"
    refused = Client(enforce_csrf_checks=True)
    refused.cookies = client.cookies
    assert refused.post("/api/v2/organizations/upsert", json.dumps({}), content_type="application/json").status_code == 403


def test_a_form_sent_too_often_from_one_address_is_stopped(client: Client):
    pages = [sign_in(client, f"person{number}@example.com") for number in range(31)]
    assert [page.status_code for page in pages[:30]] == [200] * 30
    assert (pages[30].status_code, b"too often" in pages[30].content) == (429, True)
    assert sign_in(Client(REMOTE_ADDR="192.0.2.1"), "other@example.com").status_code == 200


def test_limits_are_counted_in_one_place_for_all_processes(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    with connection.cursor() as cursor:
        assert settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names(cursor)


def test_neither_passwords_nor_addresses_are_logged_or_kept(client: Client, ann: User, caplog):
    caplog.set_level(logging.DEBUG)
    sign_in(client, "ann@example.com", "a wrong secret")
    sign_in(client, "ann@example.com")
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "login failure" in logged
    for secret in ("a wrong secret", PASSWORD, "ann@example.com", "127.0.0.1"):
        assert secret not in logged


def test_a_wrong_host_name_is_refused(client: Client):
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_the_page_has_what_password_safes_look_for(client: Client):
    page = client.get("/sign-in").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page


def test_the_same_page_is_shown_twice(client: Client):
    assert text_of(client.get("/sign-in")) == text_of(client.get("/sign-in"))
