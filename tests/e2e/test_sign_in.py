"""Signing in at a real browser, by the keyboard alone, in both themes and both widths."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.kit.browser import Visitor
from tests.kit.cast import make_account, make_member, make_user
from tests.kit.signing_in import PASSWORD, code_of


@pytest.fixture
def ann(transactional_db: None):
    cache.clear()  # no model, so nothing empties it between these tests
    return make_member(make_account("acme"), "Editor", user=make_user("ann@example.com", name="Ann Lee", password=PASSWORD))


def type_in(page: Page, *texts: str) -> None:
    """The texts, from the field that has the focus on, and Enter."""
    for number, text in enumerate(texts):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_way_in_is_sound(visitor: Visitor, ann):
    page = visitor.open("/sign-in?next=/profile")
    type_in(page, "ann@example.com", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    visitor.must_find_it_sound()
    type_in(page, "", PASSWORD)  # the address is still there
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile")
    visitor.must_find_it_sound()
    visitor.open("/profile/password")
    visitor.must_find_it_sound()


def test_a_new_password_is_sound(visitor: Visitor, ann):
    page = visitor.open("/password/forgotten")
    visitor.must_find_it_sound()
    type_in(page, "ann@example.com")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    visitor.must_find_it_sound()
    page.goto(re.search(r"http://\S+/password/new/\S+", mail.outbox[-1].body)[0])
    visitor.must_find_it_sound()
    type_in(page, "wholly different words", "wholly different words")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your new password is kept")
    visitor.must_find_it_sound()
    visitor.open("/password/new/1-x")
    visitor.must_find_it_sound()


def test_codes_are_sound(visitor: Visitor, ann):
    page = visitor.open("/sign-in?next=/profile/two-factor")
    type_in(page, "ann@example.com", PASSWORD)
    visitor.must_find_it_sound()
    type_in(page, PASSWORD)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    visitor.must_find_it_sound()
    type_in(page, code_of(page.locator(".secret").inner_text()))
    codes = page.locator("#recovery-codes").inner_text().split()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file").press("Enter")
    assert saved.value.path().read_text().split() == codes
    visitor.must_find_it_sound()
    for address in ("/profile/recovery-codes", "/profile/recovery-codes/new", "/profile/two-factor/off", "/profile"):
        visitor.open(address)
        visitor.must_find_it_sound()
    page.context.clear_cookies()
    visitor.open("/sign-in")
    type_in(page, "ann@example.com", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter a code")
    visitor.must_find_it_sound()
    type_in(page, codes[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Ann Lee")


def test_a_lockout_is_sound(visitor: Visitor, ann):
    for _ in range(5):
        page = visitor.open("/sign-in")
        type_in(page, "ann@example.com", "wrong")
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many wrong tries")
    assert "429" in visitor.faults.pop()  # what the browser makes of the status
    visitor.must_find_it_sound()
