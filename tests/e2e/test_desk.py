"""Home, search, activity and duplicates in a browser: sound in every look, and walked through by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from organizations.insp_id import insp_id
from organizations.models import Organization
from tests.e2e.test_pages import at_a_desk
from tests.kit.browser import Visitor
from tests.kit.cast import Person, make_account, make_person
from tests.kit.chain import external, save

MILLS = (
    {"externalId": "A-1", "type": "F", "name": "Arden Mill", "country": "PT", "city": "Porto", "phone": "123"},
    {"externalId": "A-2", "type": "F", "name": "ARDEN MILL Ltd.", "country": "PT", "city": "Braga"},
    {"externalId": "A-3", "type": "F", "name": "Ardenn Mills", "country": "PT"},
    {"externalId": "B-1", "type": "B", "name": "Norda", "country": "DE"},
)


@pytest.fixture
def ann(transactional_db: None) -> Person:
    person = make_person(make_account("acme"), "Owner", "ann@acme.example")
    save(person.actor, "organizations", *MILLS)
    save(person.actor, "contacts", {"organization": external("A-1"), "firstName": "Joe", "lastName": "Ardenne", "email": "joe@a.example"})
    return person


def test_the_pages_of_all_are_sound(visitor: Visitor, ann: Person):
    visitor.sign_in(ann.user)
    for path in ("/", "/activity?operation=create", "/duplicates", "/duplicates/apart", "/search?q=arden&all=true", "/search?q=zzzz"):
        visitor.open(path)
        visitor.must_find_it_sound()
    page = visitor.open("/")
    page.get_by_label("Search everything").press_sequentially("arden")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    visitor.must_find_it_sound()


def test_an_empty_account_is_sound(visitor: Visitor, transactional_db: None):
    visitor.sign_in(make_person(make_account("fresh"), "Owner", "owner@fresh.example").user).open("/")
    visitor.must_find_it_sound()


@at_a_desk
def test_a_search_is_walked_through_by_keyboard(visitor: Visitor, ann: Person):
    page = visitor.sign_in(ann.user).open("/activity")
    page.keyboard.press("Control+k")
    field = page.get_by_label("Search everything")
    expect(field).to_be_focused()
    page.keyboard.type("arden")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(5)  # three organizations, a person, and the way to all
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_count(0)  # back in the field
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("arden")  # Esc leaves the list, not the text
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Arden Mill")


@at_a_desk
def test_enter_opens_a_key_at_once_and_lists_a_word(visitor: Visitor, ann: Person):
    page = visitor.sign_in(ann.user).open("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("b-1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Norda")
    page.keyboard.press("Control+k")
    page.keyboard.type("arden")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Organizations")).to_be_visible()


@at_a_desk
def test_two_become_one_from_the_duplicates(visitor: Visitor, ann: Person):
    page = visitor.sign_in(ann.user).open("/")
    page.get_by_role("link", name="1 pair of organizations may be one").click()
    page.get_by_role("link", name="Keep this one").first.click()
    page.get_by_role("button", name="Merge the two").click()
    expect(page.get_by_text("The two are one now.")).to_be_visible()
    old = Organization.rows.get(external_id="A-2")
    visitor.open(f"/organizations/{insp_id(old.pk)}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Arden Mill")
    visitor.open("/duplicates")
    expect(page.get_by_text("No duplicates here")).to_be_visible()


@at_a_desk
def test_not_a_duplicate_is_remembered_and_taken_back(visitor: Visitor, ann: Person):
    page = visitor.sign_in(ann.user).open("/duplicates")
    page.get_by_role("button", name="Not a duplicate").click()
    expect(page.get_by_text("No duplicates here")).to_be_visible()
    visitor.open("/duplicates")
    expect(page.get_by_text("No duplicates here")).to_be_visible()
    page.get_by_role("link", name="Told apart").click()
    page.get_by_role("button", name="Suggest again").click()
    visitor.open("/duplicates")
    expect(page.get_by_text("Very likely the same")).to_be_visible()


@at_a_desk
def test_activity_narrows_while_one_chooses(visitor: Visitor, ann: Person):
    page = visitor.sign_in(ann.user).open("/activity")
    page.get_by_label("What", exact=True).select_option("contact")
    expect(page.locator(".timeline > li")).to_have_count(1)
    assert "type=contact" in page.url
    page.get_by_role("link", name="Remove the filter What Contact").click()
    expect(page.locator(".timeline > li")).not_to_have_count(1)
