"""What scripts and htmx do with parts of a page, and that the same walks work without them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.kit.browser import Visitor
from tests.kit.cast import make_account, make_cast, make_member
from tests.kit.looks import LOOKS
from tests.kit.writing import written

pytestmark = pytest.mark.urls("tests.accounts.page_probe")
at_a_desk = pytest.mark.parametrize("look", LOOKS[:1], indirect=True, ids=str)


@pytest.fixture
def ann(transactional_db: None) -> User:
    return make_member(make_account("acme"), "Editor")


@at_a_desk
def test_a_question_opens_in_a_dialog_and_says_what_the_server_said(visitor: Visitor, ann: User):
    page = visitor.sign_in(ann).open("/opener")
    page.get_by_role("link", name="Ask").click()
    dialog = page.get_by_role("dialog", name="Plain")
    expect(dialog).to_contain_text("Really?")
    expect(page.locator("#toasts")).to_contain_text("It is done.")
    visitor.must_find_it_sound()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@at_a_desk
def test_cancel_closes_the_dialog_and_leaves_the_page(visitor: Visitor, ann: User):
    page = visitor.sign_in(ann).open("/opener")
    page.get_by_role("link", name="Ask").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url.endswith("/opener")


@at_a_desk
def test_what_went_wrong_is_told_and_nothing_is_replaced(visitor: Visitor, ann: User):
    page = visitor.sign_in(ann).open("/opener")
    page.get_by_role("link", name="Fail").click()
    expect(page.locator("#toasts .error")).to_contain_text("That did not work")
    expect(page.get_by_role("dialog")).to_be_hidden()


@at_a_desk
def test_a_menu_closes_by_escape_and_gives_the_focus_back(visitor: Visitor, ann: User):
    page = visitor.sign_in(ann).open("/opener")
    opener = page.locator(".top-tools summary")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Dark")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Dark")).to_be_hidden()
    expect(opener).to_be_focused()


@at_a_desk
def test_a_picker_finds_what_the_person_may_see(visitor: Visitor, client: Client, transactional_db: None):
    cast = make_cast()
    norda = written(client, cast.owner, "post", "organizations", {"type": "B", "name": "Norda", "externalId": "N-1"})
    written(client, cast.stranger, "post", "organizations", {"type": "B", "name": "Nordwind"})
    page = visitor.sign_in(cast.viewer.user).open("/opener")
    page.get_by_role("combobox", name="Supplier").fill("nord")
    option = page.get_by_role("option")
    expect(option).to_have_text("Norda N-1")
    visitor.must_find_it_sound()
    option.click()
    expect(page.locator("select#supplier")).to_have_value(str(norda["id"]))


@at_a_desk
def test_everything_is_reached_without_javascript(ann: User, look, new_context: Callable[..., BrowserContext], live_server: LiveServer):
    visitor = Visitor(new_context(**look.context(), java_script_enabled=False).new_page(), live_server.url)
    page = visitor.sign_in(ann).open("/opener")
    page.get_by_role("link", name="Ask").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plain")
    page.locator(".top-tools summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plain")
    page.locator(".top-tools summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
