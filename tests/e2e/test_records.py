"""The walks through the pages of organizations and contacts, in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact
from organizations.insp_id import insp_id
from organizations.models import Organization
from tests.e2e.test_pages import at_a_desk
from tests.kit.browser import Visitor
from tests.kit.chain import save
from tests.kit.worlds import World, make_world

MILL = {
    "externalId": "ID-1",
    "type": "F",
    "name": "Arden Mill",
    "city": "Izmir",
    "website": "https://arden.example",
    "contacts": [{"email": "bob@arden.example", "firstName": "Bob"}],
    "contactPerson": {"name": "Ann Lee", "email": "ann@arden.example"},
    "customFields": {"grade": "A", "labels": ["bio", "fair"], "spend": "1200.50"},
}

SHELL = {
    "reference": "RIDGE",
    "name": "Ridge Shell",
    "status": "ACTIVE",
    "productType": "ADDON",
    "features": [{"reference": "taped", "name": "Fully taped"}],
    "linkedIntegrations": [{"integration": "webshop", "reference": "W-4711"}],
}


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def mill(world: World) -> str:
    """The address of an organization."""
    return address_of(save(world.owner.actor, "organizations", MILL)[0])


def address_of(identity: int) -> str:
    return f"/organizations/{insp_id(identity)}"


def desk(visitor: Visitor, world: World, path: str, who: str = "owner") -> Page:
    return visitor.sign_in(getattr(world.cast, who).user).open(path)


def fact(page: Page, label: str):
    """The value that stands behind a label, unless it is being edited."""
    return page.locator(".fact", has=page.locator(f"dt:text-is('{label}')")).locator("dd .fact-value")


PAGES = ("", "/edit", "/contacts", "/activity", "/api", "/merge", "/archive", "/fields/contactPerson")


def test_every_page_of_a_record_is_sound(visitor: Visitor, world: World, mill: str):
    twin = save(world.owner.actor, "organizations", {"type": "F", "name": "Arden Mills Ltd", "phone": "1"})[0]
    visitor.sign_in(world.owner.user)
    for below in (*PAGES, f"/merge?from={twin}"):
        visitor.open(mill + below)
        visitor.must_find_it_sound()
    line, shell = save(world.owner.actor, "products", {"reference": "LINE", "name": "Line"}, SHELL)
    save(world.owner.actor, "products", {"reference": "RIDGE", "parentProductId": line})
    products = ("new", f"{line}", *(f"{shell}{below}" for below in ("", "/edit", "/activity", "/fields/features")))
    for path in (
        *(f"/products/{one}" for one in products),
        "/organizations/new",
        "/contacts/new",
        f"/contacts/{Contact.rows.get(first_name='Ann').pk}",
    ):
        visitor.open(path)
        visitor.must_find_it_sound()
    page = visitor.open(mill)
    page.locator("#fact-city .fact-edit").click()
    expect(page.locator("#id_city")).to_be_focused()
    visitor.must_find_it_sound()
    page.keyboard.press("Escape")
    page.locator(".page-head summary").click()
    page.get_by_role("link", name="Archive").click()
    expect(page.get_by_role("dialog")).to_contain_text("Archive Arden Mill?")
    visitor.must_find_it_sound()


@at_a_desk
def test_a_field_is_edited_where_it_stands_and_history_tells_it(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill, "editor")
    page.get_by_role("link", name="Edit City").click()
    page.get_by_label("City", exact=True).fill("Bursa")
    page.keyboard.press("Enter")
    expect(fact(page, "City")).to_contain_text("Bursa")
    expect(page.get_by_role("link", name="Edit City")).to_be_focused()
    expect(page.locator("#signature")).to_contain_text("version 2")
    expect(page.locator("#toasts")).to_contain_text("Saved: City.")
    page.get_by_role("navigation", name="Parts of this organization").get_by_role("link", name="Activity").click()
    expect(page.locator(".timeline > li").first).to_contain_text(re.compile(r"Editor\s+changed"))
    expect(page.locator(".timeline > li").first).to_contain_text("Bursa")
    assert not visitor.faults


@at_a_desk
def test_two_open_fields_do_not_stand_in_each_other_s_way(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill)
    page.get_by_role("link", name="Edit City").click()
    page.get_by_label("City", exact=True).fill("Bursa")
    page.get_by_role("link", name="Edit Country").click()
    page.get_by_label("Country", exact=True).select_option("TR")
    page.locator("#fact-country").get_by_role("button", name="Save").click()
    expect(fact(page, "Country")).to_contain_text("Türkiye")
    page.locator("#fact-city").get_by_role("button", name="Save").click()
    expect(fact(page, "City")).to_contain_text("Bursa")


@at_a_desk
def test_what_is_refused_says_so_beside_the_field(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill)
    page.get_by_role("link", name="Edit Website").click()
    page.get_by_label("Website", exact=True).fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-website .field-error")).to_be_visible()
    expect(page.get_by_label("Website", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(fact(page, "Website")).to_contain_text("https://arden.example")
    visitor.faults = [fault for fault in visitor.faults if "422" not in fault]  # the browser notes every refusal
    assert not visitor.faults


@at_a_desk
def test_what_could_not_be_saved_is_read_first(visitor: Visitor, world: World):
    page = desk(visitor, world, "/organizations/new")
    page.get_by_label("Type *", exact=True).select_option("F")
    page.get_by_label("Website").fill("arden.example")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Name")).to_be_focused()


@at_a_desk
def test_a_record_is_found_again_while_it_is_typed_anew(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, "/organizations/new")
    page.locator("#id_type").select_option("F")
    page.locator("#id_name").press_sequentially("arden mil")  # while the form is shown anew for the type
    expect(page.locator("#id_name")).to_have_value("arden mil")
    expect(page.locator("#similar")).to_contain_text("Arden Mill")
    page.get_by_role("link", name="Open Arden Mill").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Arden Mill")


@at_a_desk
def test_a_template_brings_its_fields_along(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, "/organizations/new")
    page.locator("#id_name").fill("Zeta")
    page.locator("#id_type").select_option("S")
    page.locator("#id_template").select_option(label="Audit")
    page.get_by_label("Auditor").fill("Vera")
    expect(page.locator("#id_name")).to_have_value("Zeta")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zeta")
    expect(fact(page, "Auditor")).to_contain_text("Vera")
    assert not visitor.faults


@at_a_desk
def test_a_changed_form_is_not_left_unasked(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill + "/edit")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("#id_city").fill("Bursa")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#id_city")).to_have_value("Bursa")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save").click()
    expect(fact(page, "City")).to_contain_text("Bursa")
    assert asked == ["beforeunload"]


@at_a_desk
def test_two_records_become_one(visitor: Visitor, world: World, mill: str):
    save(world.owner.actor, "organizations", {"type": "F", "name": "Arden Mills Ltd", "externalId": "ID-2", "phone": "123"})
    page = desk(visitor, world, mill)
    page.locator(".page-head summary").click()
    page.get_by_role("link", name="Merge another one").click()
    page.get_by_role("main").get_by_label("Search").fill("ID-2")
    page.get_by_role("link", name="Compare Arden Mills Ltd").click()
    expect(page.get_by_role("row", name="Phone")).to_contain_text("taken over")
    page.get_by_role("button", name="Merge the two").click()
    page.get_by_role("link", name="Open Arden Mill").click()
    expect(fact(page, "Phone")).to_contain_text("123")
    assert not visitor.faults


@at_a_desk
def test_a_question_that_is_left_gives_the_focus_back(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill)
    page.locator("summary", has_text="More").focus()
    page.keyboard.press("Enter")
    archive = page.get_by_role("link", name="Archive")
    archive.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(archive).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="More")).to_be_focused()


@at_a_desk
def test_archiving_asks_once_and_is_undone(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill)
    page.locator(".page-head summary").click()
    page.get_by_role("link", name="Archive").click()
    page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(page.get_by_text("This organization is archived")).to_be_visible()
    visitor.must_find_it_sound()
    page.get_by_role("main").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("This organization is archived")).to_be_hidden()


@at_a_desk
def test_a_contact_is_added_from_its_organization(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill + "/contacts")
    page.get_by_role("link", name="Add a contact").click()
    expect(page.locator(".ts-control")).to_contain_text("Arden Mill")
    page.get_by_label("First name").fill("Cleo")
    page.get_by_label("E-mail").fill("cleo@arden.example")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cleo")
    page.get_by_role("link", name="Arden Mill").click()
    expect(page.get_by_label("Parts of this organization").get_by_role("link", name="Contacts 3")).to_be_visible()


@at_a_desk
def test_a_picker_searches_organizations(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, "/contacts/new")
    page.locator(".ts-control input").press_sequentially("arden")
    page.get_by_role("option", name="Arden Mill").click()
    expect(page.locator("#id_organization")).to_have_value(str(Organization.rows.get(name="Arden Mill").pk))
    assert not visitor.faults


@at_a_desk
def test_with_the_keyboard_alone(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill)
    keys = page.keyboard
    for _ in range(60):
        keys.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Edit City":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).opacity") == "1"
    keys.press("Enter")
    expect(page.locator("#id_city")).to_be_focused()
    keys.press("Control+a")
    keys.type("Ankara")
    keys.press("Escape")
    expect(fact(page, "City")).to_contain_text("Izmir")
    expect(page.get_by_role("link", name="Edit City")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#id_city")).to_be_focused()
    keys.press("Control+a")
    keys.type("Bursa")
    keys.press("Tab")
    keys.press("Enter")
    expect(fact(page, "City")).to_contain_text("Bursa")


@at_a_desk
def test_a_viewer_finds_nothing_to_change(visitor: Visitor, world: World, mill: str):
    page = desk(visitor, world, mill, "viewer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Arden Mill")
    expect(page.locator(".fact-edit")).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(3)  # the ids can be copied
    visitor.must_find_it_sound()
