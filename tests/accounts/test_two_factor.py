"""Codes of an app, and recovery codes: set up, asked for, used once, taken off."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Account, User
from tests.kit.cast import make_member, make_user
from tests.kit.signing_in import PASSWORD, code_of, sign_in, signed_in_as, with_codes, wrong_code

pytestmark = pytest.mark.django_db
MIDDLE = "/sign-in/code"


@pytest.fixture
def ann(acme: Account) -> User:
    return make_member(acme, "Editor", user=make_user("ann@example.com", name="Ann", password=PASSWORD))


def half_way(client: Client) -> None:
    """Past the password, before the code."""
    answer = sign_in(client, "ann@example.com")
    assert (answer.status_code, answer["Location"]) == (302, MIDDLE)


def confirmed(client: Client) -> None:
    """Signed in, and the password given once more just now."""
    sign_in(client, "ann@example.com")
    client.post("/confirm/password", {"password": PASSWORD, "next": "/profile"})


def set_up(client: Client) -> tuple[str, list[str]]:
    """The whole walk through the pages. The answer: the secret and the recovery codes, as the pages show them."""
    confirmed(client)
    secret = re.search(r'<code class="secret">(\w+)</code>', client.get("/profile/two-factor").content.decode())[1]
    page = client.post("/profile/two-factor", {"code": code_of(secret)}, follow=True)
    assert page.redirect_chain == [("/profile/recovery-codes", 302)]
    return secret, shown(page)


def shown(page: HttpResponse) -> list[str]:
    """The recovery codes of a page."""
    return re.findall(r"\b\d{8}\b", page.content.decode().partition('id="recovery-codes"')[2].partition("</pre>")[0])


def test_the_whole_walk(client: Client, ann: User):
    secret, codes = set_up(client)
    assert len(set(codes)) == 10
    client.post("/sign-out")
    half_way(client)
    assert client.get(MIDDLE).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        answer = client.post(MIDDLE, {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in_as(client) == str(ann.pk)


def test_setting_up_asks_for_the_password_again(client: Client, ann: User):
    sign_in(client, "ann@example.com")
    assert client.get("/profile/two-factor")["Location"] == "/confirm/password?next=%2Fprofile%2Ftwo-factor"
    assert "Incorrect password" in client.post("/confirm/password", {"password": "wrong"}).content.decode()
    assert client.get("/profile/two-factor").status_code == 302
    assert client.post("/confirm/password", {"password": PASSWORD, "next": "/profile/two-factor"})["Location"] == "/profile/two-factor"
    assert client.get("/profile/two-factor").status_code == 200


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "http://localhost/"])
def test_confirming_leads_to_pages_of_ours_only(client: Client, ann: User, address: str):
    sign_in(client, "ann@example.com")
    assert client.post("/confirm/password", {"password": PASSWORD, "next": address})["Location"] == "/"


def test_a_wrong_first_code_sets_nothing_up(client: Client, ann: User):
    confirmed(client)
    secret = re.search(r'<code class="secret">(\w+)</code>', client.get("/profile/two-factor").content.decode())[1]
    page = client.post("/profile/two-factor", {"code": wrong_code(secret)}).content.decode()
    assert "Incorrect code" in page
    assert secret in page
    assert not Authenticator.objects.exists()


def test_the_picture_holds_the_secret_of_the_page_and_no_script(client: Client, ann: User):
    confirmed(client)
    assert client.get("/profile/two-factor/picture.svg").status_code == 404
    page = client.get("/profile/two-factor").content.decode()
    assert "/profile/two-factor/picture.svg" in page
    assert "data:" not in page
    picture = client.get("/profile/two-factor/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(picture.content).iter()}
    assert names == {"svg", "path"}
    assert b"style" not in picture.content


def test_a_session_exists_only_after_the_code(client: Client, ann: User):
    with_codes(ann)
    half_way(client)
    assert signed_in_as(client) is None
    assert client.get("/")["Location"] == "/sign-in?next=/"
    assert client.get("/profile").status_code == 302
    answer = client.get("/api/v2/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_the_api_takes_the_session_after_the_code(client: Client, ann: User):
    secret, _ = with_codes(ann)
    half_way(client)
    client.post(MIDDLE, {"code": code_of(secret)})
    assert client.get("/api/v2/me").json()["user"]["email"] == "ann@example.com"


def test_next_is_kept_over_the_code_and_leads_to_pages_of_ours_only(ann: User):
    _, codes = with_codes(ann)
    for wanted, reached, code in (("/profile", "/profile", codes[0]), ("//evil.example", "/", codes[1])):
        client = Client()
        sign_in(client, "ann@example.com", next=wanted)
        assert client.post(MIDDLE, {"code": code})["Location"] == reached


def test_the_session_gets_a_new_id_with_the_code(client: Client, ann: User):
    secret, _ = with_codes(ann)
    half_way(client)
    before = client.cookies["sessionid"].value
    client.post(MIDDLE, {"code": code_of(secret)})
    assert client.cookies["sessionid"].value != before


def test_a_code_works_once(ann: User):
    secret, _ = with_codes(ann)
    first, second = Client(), Client()
    for client in (first, second):
        half_way(client)
        client.post(MIDDLE, {"code": code_of(secret)})
    assert signed_in_as(first) == str(ann.pk)
    assert signed_in_as(second) is None


@pytest.mark.parametrize(("periods", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_half_a_minute(client: Client, ann: User, periods: int, works: bool):
    secret, _ = with_codes(ann)
    with time_machine.travel(timezone.now(), tick=False):
        half_way(client)
        client.post(MIDDLE, {"code": code_of(secret, periods)})
        assert (signed_in_as(client) is not None) is works


def test_a_recovery_code_works_once(ann: User):
    _, codes = with_codes(ann)
    first, second = Client(), Client()
    for client in (first, second):
        half_way(client)
        client.post(MIDDLE, {"code": codes[3]})
    assert signed_in_as(first) == str(ann.pk)
    assert signed_in_as(second) is None
    assert "9 are left" in first.get("/profile").content.decode()


def test_codes_can_not_be_tried_out(client: Client, ann: User):
    secret, codes = with_codes(ann)
    half_way(client)
    with time_machine.travel(timezone.now(), tick=False):
        pages = [client.post(MIDDLE, {"code": wrong_code(secret)}).content.decode() for _ in range(10)]
        assert all("Incorrect code" in page for page in pages)
        assert "Too many wrong tries" in client.post(MIDDLE, {"code": code_of(secret)}).content.decode()
        other = Client(REMOTE_ADDR="192.0.2.1")  # from elsewhere neither
        half_way(other)
        other.post(MIDDLE, {"code": codes[0]})
        assert signed_in_as(other) is None


@pytest.mark.parametrize("code", ["", "\x00", "x" * 5000, "١٢٣٤٥٦", "-1", "1e3", "😀"])
def test_a_code_of_nonsense_is_a_wrong_code(client: Client, ann: User, code: str):
    with_codes(ann)
    half_way(client)
    assert client.post(MIDDLE, {"code": code}).status_code == 200
    assert client.post(MIDDLE, {}).status_code == 200
    assert signed_in_as(client) is None


def test_the_code_page_is_for_those_who_gave_a_password(client: Client, ann: User):
    assert client.get(MIDDLE)["Location"] == "/sign-in"
    assert client.post(MIDDLE, {"code": "123456"})["Location"] == "/sign-in"


def test_half_way_one_can_start_again(client: Client, ann: User):
    with_codes(ann)
    half_way(client)
    assert client.get("/sign-in")["Location"] == MIDDLE
    client.post("/sign-out")
    assert client.get("/sign-in").status_code == 200


def test_who_is_switched_off_half_way_does_not_get_in(client: Client, ann: User):
    secret, _ = with_codes(ann)
    half_way(client)
    User.objects.filter(pk=ann.pk).update(is_active=False)
    client.post(MIDDLE, {"code": code_of(secret)})
    assert client.get("/").status_code == 302


def test_recovery_codes_are_shown_once(client: Client, ann: User):
    _, codes = set_up(client)
    again = client.get("/profile/recovery-codes").content.decode()
    assert not any(code in again for code in codes)
    assert "10 of your codes are left" in again


def test_new_recovery_codes_replace_the_old_ones(client: Client, ann: User):
    _, old = set_up(client)
    new = shown(client.post("/profile/recovery-codes/new", follow=True))
    assert len(new) == 10
    assert not set(old) & set(new)
    client.post("/sign-out")
    half_way(client)
    client.post(MIDDLE, {"code": old[0]})
    assert signed_in_as(client) is None
    client.post(MIDDLE, {"code": new[0]})
    assert signed_in_as(client) == str(ann.pk)


def test_codes_are_switched_off_with_the_password(client: Client, ann: User):
    set_up(client)
    assert client.get("/profile/two-factor")["Location"] == "/profile/two-factor/off"
    assert client.get("/profile/two-factor/off").status_code == 200
    assert Authenticator.objects.count() == 2  # looking at the page changes nothing
    assert client.post("/profile/two-factor/off")["Location"] == "/profile"
    assert not Authenticator.objects.exists()
    client.post("/sign-out")
    assert sign_in(client, "ann@example.com")["Location"] == "/"


def test_a_new_password_leaves_the_codes_on(client: Client, ann: User):
    with_codes(ann)
    ann.set_password("wholly different words")
    ann.save()
    assert sign_in(client, "ann@example.com", "wholly different words")["Location"] == MIDDLE


def test_the_operator_takes_the_codes_off(client: Client, ann: User, capsys):
    with_codes(ann)
    with_codes(other := make_user("ben@example.com", password=PASSWORD))
    call_command("reset_second_factor", "ANN@example.com")
    assert sign_in(client, "ann@example.com")["Location"] == "/"
    assert Authenticator.objects.filter(user=other).count() == 2
    assert "ann@example.com" in capsys.readouterr().out


@pytest.mark.parametrize(("email", "says"), [("nobody@example.com", "There is no user"), ("ann@example.com", "asked for no codes")])
def test_the_operator_is_told_when_there_is_nothing_to_take_off(ann: User, email: str, says: str):
    with pytest.raises(CommandError, match=says):
        call_command("reset_second_factor", email)
