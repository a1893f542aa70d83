from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import Account
from tests.kit.cast import Cast, make_account, make_member, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def ann(acme: Account):
    return make_member(acme, "Editor", user=make_user("ann@example.com", name="Ann", password=PASSWORD))


def sign_in(client: Client, email: str, password: str, **extra: str):
    return client.post("/sign-in", {"login": email, "password": password, **extra})


def test_home_asks_to_sign_in_first(client: Client):
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/")


def test_sign_in_by_e_mail_whatever_its_case(client: Client, ann):
    answer = sign_in(client, "ANN@Example.com", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get("/").content.decode()
    for text in ("Ann", "ann@example.com", "Acme", "Editor", "create_api_key acme ann@example.com", "/api/v2/me"):
        assert text in page


def test_a_wrong_password_an_unknown_and_a_switched_off_user_get_the_same_page(client: Client, ann):
    make_user("off@example.com", password=PASSWORD)
    type(ann).objects.filter(email="off@example.com").update(is_active=False)
    pages = []
    for email, password in (("ann@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("off@example.com", PASSWORD)):
        answer = sign_in(client, email, password)
        assert answer.status_code == 200
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(email, ""))
    assert pages[0] == pages[1] == pages[2]
    assert "do not belong together" in pages[0]


@pytest.mark.parametrize("email", ["a\x00b@example.com", "x" * 300, "", "ann"])
def test_nonsense_signs_nobody_in(client: Client, ann, email: str):
    assert sign_in(client, email, PASSWORD).status_code == 200


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "https:evil.example"])
def test_next_leads_nowhere_else(client: Client, ann, address: str):
    assert sign_in(client, "ann@example.com", PASSWORD, next=address)["Location"] == "/"


def test_sign_out_is_a_post(client: Client, ann):
    client.force_login(ann)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/").status_code == 302


def test_one_chooses_among_accounts_of_one_s_own(client: Client, cast: Cast):
    make_account("hidden")
    make_member(cast.globex, user=cast.owner.user)
    client.force_login(cast.owner.user)
    answer = client.get("/?tab=1")
    assert (answer.status_code, answer["Location"]) == (302, "/choose-account?next=/%3Ftab%3D1")
    offered = client.get(answer["Location"]).content.decode()
    assert 'name="next" value="/?tab=1"' in offered
    assert offered.count("You work here") == 0
    page = client.post("/choose-account", {"account": "globex", "next": "/?tab=1"}, follow=True).content
    assert b"You now work in Globex." in page
    assert b"Globex" in page
    assert client.get("/choose-account").content.count(b"You work here") == 1
    refused = client.post("/choose-account", {"account": "hidden"}, follow=True).content
    assert b"You do not belong to that account." in refused
    assert client.session["account_slug"] == "globex"


def test_a_user_without_account_is_told_what_to_do(client: Client):
    client.force_login(make_user())
    assert b"You do not belong to an account yet" in client.get("/", follow=True).content


def test_names_are_shown_as_text(client: Client, acme: Account):
    client.force_login(make_member(acme, user=make_user(name="<script>alert(1)</script>")))
    page = client.get("/").content
    assert b"<script>" not in page
    assert b"&lt;script&gt;" in page


def test_pages_hold_no_inline_style_or_script_and_name_their_parts(client: Client, ann):
    client.force_login(ann)
    for page in (client.get("/").content.decode(), Client().get("/sign-in").content.decode()):
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", page)
        assert '<html lang="en"' in page
        assert 'href="#content"' in page
        assert page.count("<h1") == 1
        assert "width=device-width" in page
        shown = re.findall(r'<input(?![^>]*type="hidden")[^>]*id="([\w-]+)"', page)
        assert all(f'for="{name}"' in page for name in shown)
        assert len(shown) == len(re.findall(r'<input(?![^>]*type="hidden")', page))


def test_the_home_page_costs_the_same_for_any_number_of_accounts(client: Client, cast: Cast, django_assert_num_queries):
    client.force_login(cast.owner.user)
    for slug in ("a", "b", "c"):
        make_member(make_account(slug), user=cast.owner.user)
    with django_assert_num_queries(3):  # session, user, memberships
        client.get("/")


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_every_error_page_needs_nothing_to_be_shown(code: str, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(f"{code}.html")
    assert page.count("<h1") == 1
    assert 'href="/"' in page


def test_an_unknown_address_is_a_page_of_ours(client: Client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert b"There is no such page" in answer.content


def test_a_form_without_token_is_a_page_of_ours(ann):
    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"login": "ann@example.com", "password": PASSWORD})
    assert answer.status_code == 403
    assert b"open for too long" in answer.content
