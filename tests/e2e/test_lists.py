"""Lists as a person walks through them: find, choose across pages, change, take back; with a script and without."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from organizations.models import Organization
from tests.e2e.test_pages import at_a_desk
from tests.kit.browser import Visitor
from tests.kit.calls import saved
from tests.kit.cast import Person, make_person
from tests.kit.looks import Look
from tests.kit.samples import SAMPLES, items
from tests.kit.worlds import make_world
from upserts.models import SavedView

COUNT = 270


@pytest.fixture
def owner(transactional_db: None) -> Person:
    """Of an account with 270 factories in Portugal, some edges and people."""
    owner = make_world().owner
    saved(Client(), owner, "organizations", *items("organizations", COUNT))
    SAMPLES["relationships"].prepare(owner, 5)
    saved(Client(), owner, "relationships", *items("relationships", 5))
    return owner


@pytest.fixture
def without_script(new_context: Callable[..., BrowserContext], look: Look, live_server: LiveServer) -> Visitor:
    """Somebody whose browser runs no script."""
    return Visitor(new_context(**look.context(), java_script_enabled=False).new_page(), live_server.url)


def test_lists_are_sound(visitor: Visitor, owner: Person):
    visitor.sign_in(owner.user)
    SAMPLES["products"].prepare(owner, 5)
    saved(Client(), owner, "products", *items("products", 5))
    for path in ("/organizations", "/relationships", "/contacts", "/products"):
        visitor.open(path)
        visitor.must_find_it_sound()
    page = visitor.open("/organizations?country=PT&q=factory&sort=country,-name&nonsense=1&updatedSince=x")
    visitor.must_find_it_sound()
    page = visitor.open("/organizations?panel=columns&columns=name,type,customFields.labels")
    expect(page.get_by_role("button", name="Move Type to the left")).to_be_visible()
    visitor.must_find_it_sound()
    page.keyboard.press("Escape")
    page.locator(".views-menu summary").click()
    assert page.locator(".views-menu .menu-list").bounding_box()["x"] > 0
    visitor.must_find_it_sound()
    page.keyboard.press("Escape")
    page.locator("[data-pick]").first.check()
    expect(page.locator(".pick-bar")).to_be_visible()
    visitor.must_find_it_sound()
    page.locator("#selection").get_by_role("button", name="Edit").click()
    expect(page.get_by_role("button", name="Change 1 record")).to_be_visible()
    visitor.must_find_it_sound()
    change_country(page, "FR")
    expect(page.get_by_role("heading", level=1)).to_have_text("Edited")
    visitor.must_find_it_sound()
    visitor.open("/organizations?q=nothing+like+this")
    visitor.must_find_it_sound()


def change_country(page: Page, code: str) -> None:
    """Fill the form of a bulk edit and send it."""
    page.get_by_label("What to do with Country").select_option("set")
    page.get_by_label("New value of Country").select_option(code)
    page.get_by_role("button", name="Change").click()


def in_country(owner: Person, code: str) -> int:
    return Organization.rows.filter(account=owner.account, country=code).count()


@at_a_desk
def test_250_rows_are_chosen_across_pages_edited_and_taken_back(visitor: Visitor, owner: Person):
    page = visitor.sign_in(owner.user).open("/organizations?country=PT&size=50")
    for number in range(5):
        page.get_by_label("Choose all rows of this page").check()
        expect(page.locator("[data-pick-label]")).to_have_text(f"The {50 * (number + 1)} chosen ones")
        if number < 4:
            with page.expect_response("**/organizations?**"):
                page.get_by_role("link", name="Next").click()
            expect(page.locator(".list-count")).to_have_text(f"{50 * (number + 1) + 1}–{50 * (number + 2)} of {COUNT}")
    page.locator("#selection").get_by_role("button", name="Edit").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("250 records")
    change_country(page, "FR")
    expect(page.locator(".verdict.is-good dd")).to_have_text("250")
    assert (in_country(owner, "FR"), in_country(owner, "PT")) == (250, COUNT - 250)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken back")
    assert (in_country(owner, "FR"), in_country(owner, "PT")) == (0, COUNT)
    visitor.must_find_it_sound()


@at_a_desk
def test_the_same_walk_without_javascript(without_script: Visitor, owner: Person):
    page = without_script.sign_in(owner.user).open("/organizations")
    page.locator("#filters").get_by_label("Country").select_option("PT")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".list-count")).to_have_text(f"1–50 of {COUNT}")
    page.get_by_role("link", name="Name").click()
    expect(page).to_have_url(f"{without_script.url}/organizations?country=PT&sort=-name")
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".list-count")).to_have_text(f"51–100 of {COUNT}")
    page.get_by_label("Which rows").select_option("all")
    page.locator("#selection").get_by_role("button", name="Edit").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(f"{COUNT} records")
    change_country(page, "FR")
    expect(page.locator(".verdict.is-good dd")).to_have_text(str(COUNT))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken back")
    assert in_country(owner, "PT") == COUNT
    page.goto(f"{without_script.url}/organizations")
    page.locator(".columns-menu summary").click()
    page.get_by_label("Website", exact=True).check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("columnheader", name="Website")).to_be_visible()
    page.get_by_label("Rows on a page").select_option("25")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".list-count")).to_contain_text("1–25 of")


@at_a_desk
def test_a_filter_a_sort_and_a_column_change_the_list_alone_and_the_address(visitor: Visitor, owner: Person):
    page = visitor.sign_in(owner.user).open("/organizations")
    page.evaluate("window.stays = true")
    page.get_by_role("searchbox").fill("factory 26")
    expect(page.locator(".list-count")).to_have_text("1–11 of 11")
    page.get_by_role("link", name="Country", exact=True).click()
    expect(page).to_have_url(f"{visitor.url}/organizations?q=factory+26&sort=country")
    page.get_by_role("columnheader", name="Name").hover()
    page.get_by_role("link", name="Sort by Name as well").click()
    expect(page).to_have_url(f"{visitor.url}/organizations?q=factory+26&sort=country,name")
    page.locator(".columns-menu summary").click()
    page.get_by_label("Website", exact=True).check()
    expect(page.get_by_role("columnheader", name="Website")).to_be_visible()
    page.locator("#filters").get_by_label("Type").select_option("F")
    expect(page.get_by_role("columnheader", name="Website")).to_be_visible()
    assert page.evaluate("window.stays") is True
    page.reload()
    expect(page.get_by_role("columnheader", name="Website")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("factory 26")


@at_a_desk
def test_the_keyboard_stays_in_a_list_that_changes(visitor: Visitor, owner: Person):
    page = visitor.sign_in(owner.user).open("/organizations")
    country = page.get_by_role("link", name="Country", exact=True)
    country.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visitor.url}/organizations?sort=country")
    expect(country).to_be_focused()
    page.locator(".columns-menu summary").click()
    website = page.get_by_label("Website", exact=True)
    website.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("columnheader", name="Website")).to_be_visible()
    expect(website).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".list-count")).to_contain_text("51–100")
    expect(page.get_by_role("region", name="Organizations")).to_be_focused()


@at_a_desk
def test_what_is_exported_and_kept_is_what_the_list_shows(visitor: Visitor, owner: Person):
    page = visitor.sign_in(owner.user).open("/organizations")
    page.locator(".views-menu summary").click()
    page.get_by_label("Keep filters, order and columns as").fill("All there is")
    page.get_by_role("button", name="Save view").click()
    page.get_by_role("searchbox").fill("factory 26")
    expect(page.locator(".list-count")).to_have_text("1–11 of 11")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as awaited:
        page.get_by_role("link", name="CSV").click()
    with awaited.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert {row["name"] for row in csv.DictReader(file)} == {"Factory 26", *(f"Factory 26{digit}" for digit in range(10))}
    views = page.locator(".views-menu summary")
    expect(views).to_contain_text("changed")
    views.click()
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.locator(".list-count")).to_have_text("1–11 of 11")
    assert SavedView.rows.get().query == "q=factory+26"


@at_a_desk
def test_a_view_is_saved_loaded_and_deleted(visitor: Visitor, owner: Person):
    page = visitor.sign_in(owner.user).open("/organizations")
    page.get_by_role("searchbox").fill("factory 26")
    expect(page.locator(".list-count")).to_have_text("1–11 of 11")
    page.locator(".views-menu summary").click()
    page.get_by_label("Keep filters, order and columns as").fill("My factories")
    page.get_by_role("button", name="Save view").click()
    expect(page.locator(".views-menu summary")).to_contain_text("My factories")
    visitor.open("/organizations")
    page.locator(".views-menu summary").click()
    page.get_by_role("link", name="My factories").click()
    expect(page.locator(".list-count")).to_have_text("1–11 of 11")
    page.locator(".views-menu summary").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".notice")).to_contain_text("deleted")
    assert not SavedView.rows.exists()


@at_a_desk
def test_a_viewer_meets_no_boxes(visitor: Visitor, owner: Person):
    viewer: User = make_person(owner.account, "Viewer", "looker@acme.example").user
    page = visitor.sign_in(viewer).open("/organizations")
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.locator("[data-pick], .pick-bar")).to_have_count(0)
    visitor.must_find_it_sound()
