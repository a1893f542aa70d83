"""What every page gets from accounts.pages.Page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.kit.cast import Cast, Person, make_account, make_member, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.page_probe")]
HTMX = {"HX-Request": "true"}


def at(person: Person, **options: bool) -> Client:
    client = Client(**options)
    client.force_login(person.user)
    return client


def without_tokens(page: bytes) -> str:
    return re.sub(r'[A-Za-z0-9]{64}"', '"', page.decode())


def test_a_stranger_signs_in_and_comes_back(client: Client):
    answer = client.get("/plain?a=1&b=2")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/plain%3Fa%3D1%26b%3D2")


def test_what_a_stranger_sent_is_not_sent_again(client: Client):
    assert client.post("/writing")["Location"] == "/sign-in?next=/"


def test_a_part_is_not_replaced_by_the_sign_in(client: Client):
    answer = client.get("/plain", headers=HTMX | {"HX-Target": "dialog-content"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/sign-in?next=/plain")


def test_several_accounts_need_a_choice_which_leads_back(cast: Cast):
    make_member(cast.globex, "Viewer", user=cast.owner.user)
    client = at(cast.owner)
    assert client.get("/plain")["Location"] == "/choose-account?next=/plain"
    assert client.post("/choose-account", {"account": "globex", "next": "/plain"})["Location"] == "/plain"
    assert b"Globex" in client.get("/plain").content


def test_the_choice_leads_nowhere_else(cast: Cast):
    chosen = at(cast.owner).post("/choose-account", {"account": "acme", "next": "https://evil.example/"})
    assert chosen["Location"] == "/"


def test_who_belongs_nowhere_is_told_so(client: Client):
    client.force_login(make_user())
    assert b"You do not belong to an account yet" in client.get("/plain", follow=True).content


@pytest.mark.parametrize(
    ("name", "reads", "writes"), [("owner", 200, 200), ("editor", 200, 200), ("viewer", 200, 403), ("integration", 200, 200)]
)
def test_a_page_opens_for_who_holds_one_of_its_operations(cast: Cast, name: str, reads: int, writes: int):
    client = at(getattr(cast, name))
    assert client.get("/writing").status_code == reads
    assert client.post("/writing").status_code == writes


def test_history_will_name_the_page(cast: Cast):
    assert at(cast.owner).post("/writing").content == b"page"


def test_a_forged_post_changes_nothing(cast: Cast):
    answer = at(cast.owner, enforce_csrf_checks=True).post("/writing")
    assert answer.status_code == 403
    assert b"open for too long" in answer.content


def test_other_methods_are_refused(cast: Cast):
    client = at(cast.owner)
    assert [client.generic(method, "/plain").status_code for method in ("PUT", "DELETE", "OPTIONS", "TRACE")] == [405] * 4


def test_what_is_missing_looks_like_what_was_refused_as_missing(cast: Cast):
    client = at(cast.owner)
    answers = [client.get("/failing/not_found"), client.get("/nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all(b"There is no such page" in answer.content for answer in answers)
    assert "no-store" in answers[0]["Cache-Control"]
    assert b"Acme" in answers[0].content  # the frame stays


@pytest.mark.parametrize(
    ("failure", "status", "text"),
    [
        ("permission_denied", 403, "You may not do this"),
        ("bad_request", 400, "This cursor does not belong to this list."),
        ("busy", 503, "One moment, please"),
        ("down", 503, "One moment, please"),
    ],
)
def test_a_refusal_is_a_page_with_its_status(cast: Cast, failure: str, status: int, text: str):
    answer = at(cast.owner).get(f"/failing/{failure}")
    assert answer.status_code == status
    assert text in answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")


def test_a_busy_database_is_tried_again_later(cast: Cast):
    answer = at(cast.owner).get("/failing/busy", headers={"X-Request-ID": "abc-1"})
    assert answer["Retry-After"] == "1"
    assert b"<code>abc-1</code>" in answer.content


def test_a_fault_of_ours_stays_one(cast: Cast):
    client = at(cast.owner)
    client.raise_request_exception = False
    answer = client.get("/failing/missing")
    assert answer.status_code == 500
    assert b"Something went wrong on our side" in answer.content


def test_nothing_is_cached_and_htmx_is_told_apart(cast: Cast):
    answer = at(cast.owner).get("/plain")
    assert "no-store" in answer["Cache-Control"]
    assert {"HX-Request", "HX-Target", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_htmx_gets_the_part_it_asks_for_and_what_was_said(cast: Cast):
    client = at(cast.owner)
    page = client.get("/plain").content.decode()
    assert "<html" in page
    assert "It is done." in page
    part = client.get("/plain", headers=HTMX | {"HX-Target": "dialog-content"}).content.decode()
    assert "<html" not in part
    assert 'id="dialog-title"' in part
    assert part.count("It is done.") == 1
    assert 'hx-swap-oob="beforeend"' in part


@pytest.mark.parametrize("target", ["content", "../../base.html", "dialog-content#x"])
def test_htmx_gets_no_part_that_the_page_does_not_name(cast: Cast, target: str):
    assert b"<html" in at(cast.owner).get("/plain", headers=HTMX | {"HX-Target": target}).content


def test_times_are_in_the_zone_of_the_browser(cast: Cast):
    client = at(cast.owner)
    assert client.get("/clock").content == b"12:00"
    client.cookies["zone"] = "Asia/Kolkata"
    assert client.get("/clock").content == b"17:30"
    client.cookies["zone"] = "../../etc/passwd"
    assert client.get("/clock").content == b"12:00"


def test_a_page_costs_the_same_for_any_number_of_accounts(cast: Cast, django_assert_num_queries):
    client = at(cast.owner)
    for slug in ("a", "b", "c"):
        make_member(make_account(slug), user=cast.owner.user)
    client.post("/choose-account", {"account": "acme"})
    client.get("/plain")
    with django_assert_num_queries(3):  # session, user, memberships
        client.get("/plain")


def test_the_navigation_names_what_exists_and_may_be_read(cast: Cast):
    page = at(cast.viewer).get("/listed/organizations").content.decode()
    links = re.findall(r'<a class="side-link" href="([^"]+)"( aria-current="page")?>', page)
    others = [(path, "") for path in ("/relationships", "/contacts", "/products", "/activity", "/settings")]
    assert links[: len(links) // 2] == [("/", ""), ("/listed/organizations", ' aria-current="page"'), *others]
    assert links[len(links) // 2 :] == links[: len(links) // 2]  # the menu of small screens


def test_the_navigation_hides_what_may_not_be_read(cast: Cast):
    cast.viewer.user.memberships.get().role.__class__.rows.filter(account=cast.acme, name="Viewer").update(operations=[])
    assert "/listed/organizations" not in at(cast.viewer).get("/plain").content.decode()
