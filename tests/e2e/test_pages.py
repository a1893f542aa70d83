"""Every page as a browser has it, in both themes, at a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.kit.browser import Visitor
from tests.kit.cast import make_account, make_member, make_user
from tests.kit.looks import LOOKS

PASSWORD = "correct horse battery"
DESK = LOOKS[0]
at_a_desk = pytest.mark.parametrize("look", [DESK], indirect=True, ids=str)


@pytest.fixture
def ann(transactional_db: None):
    user = make_member(make_account("acme"), "Editor", user=make_user("ann@example.com", name="Ann Lee", password=PASSWORD))
    return make_member(make_account("globex"), "Viewer", user=user)


def guide(visitor: Visitor, settings) -> Page:
    """The style guide, seen by a member who has chosen an account."""
    settings.DEBUG = True
    visitor.open("/choose-account")
    visitor.page.get_by_role("button", name="Acme").click()
    return visitor.open("/styleguide/")


def test_pages_are_sound(visitor: Visitor, ann, settings):
    settings.DEBUG = True  # the style guide is there
    visitor.open("/sign-in")
    visitor.must_find_it_sound()
    visitor.sign_in(ann).open("/choose-account")
    visitor.must_find_it_sound()
    visitor.page.get_by_role("button", name="Acme").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Good to see you, Ann Lee")
    visitor.must_find_it_sound()
    page = visitor.open("/styleguide/")
    expect(page.locator(".ts-wrapper")).to_have_count(2)
    visitor.must_find_it_sound()
    page.locator(".top-tools summary").click()
    visitor.must_find_it_sound()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Open a dialog").click()
    visitor.must_find_it_sound()


def test_a_refusal_is_sound(visitor: Visitor, ann):
    visitor.sign_in(ann).open("/nowhere")
    assert "404" in visitor.faults.pop()  # that it is not there is what the browser complains of
    visitor.must_find_it_sound()


@at_a_desk
def test_the_viewers_of_the_api_keep_to_their_policy(visitor: Visitor, transactional_db):
    page = visitor.open("/api/v2/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    page = visitor.open("/api/v2/redoc")
    expect(page.get_by_role("heading", name="Relata (2)")).to_be_visible()
    # Redoc's own sign would come from elsewhere: that nothing does is what the policy is for.
    assert [fault for fault in visitor.faults if "img-src" not in fault] == []


@at_a_desk
def test_a_theme_holds_at_once_and_on_the_next_page(visitor: Visitor, ann):
    page = visitor.sign_in(ann).open("/choose-account")
    page.locator(".top-tools summary").click()
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


@at_a_desk
def test_times_are_shown_in_the_zone_of_the_browser(visitor: Visitor, ann, settings):
    page = guide(visitor.sign_in(ann), settings)
    expect(page.locator("#fact-created")).to_contain_text("20 Nov 2026, 12:41")


@at_a_desk
def test_control_k_goes_to_the_search(visitor: Visitor, ann, settings):
    page = guide(visitor.sign_in(ann), settings)
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Search everything")).to_be_focused()


@at_a_desk
def test_rows_are_chosen_together_and_counted(visitor: Visitor, ann, settings):
    page = guide(visitor.sign_in(ann), settings)
    expect(page.get_by_role("region", name="Selection")).to_be_hidden()
    page.get_by_label("Choose all rows of this page").check()
    expect(page.get_by_role("region", name="Selection")).to_contain_text("5 chosen")
