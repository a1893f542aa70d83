"""The walks through relationships and sharing, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.grants import PrincipalName
from accounts.models import User
from activity.models import Change
from contacts.models import Contact
from relationships.models import Relationship
from tests.accounts.sharing import give, make_team
from tests.e2e.test_pages import DESK, at_a_desk
from tests.kit.browser import Visitor
from tests.kit.cast import make_member, make_user
from tests.kit.edges import Edges, make_edges


@pytest.fixture
def edges(transactional_db: None) -> Edges:
    return make_edges()


@pytest.fixture
def mary(edges: Edges) -> User:
    return make_member(edges.world.cast.acme, "Partner", user=make_user("mary@acme.example", name="Mary Poe"))


def desk(visitor: Visitor, edges: Edges, path: str, who: str = "owner") -> Page:
    return visitor.sign_in(getattr(edges.world.cast, who).user).open(path)


def pick(page: Page, label: str, text: str) -> None:
    """Choose from a picker, by the keyboard alone."""
    page.locator("input").and_(page.get_by_role("combobox", name=label)).press_sequentially(text)
    expect(page.locator(".ts-dropdown:visible .option.active")).to_contain_text(text)
    page.keyboard.press("Enter")


def tab(page: Page, name: str) -> None:
    """Open another part of the record."""
    page.locator(".tabs").get_by_role("link", name=name).click()


def test_every_page_is_sound(visitor: Visitor, edges: Edges, mary: User):
    give(edges.world.cast.acme, make_team(edges.world.cast.acme, "Sourcing"), "edit", record=edges.organization("F-1"))
    give(edges.world.cast.acme, make_team(edges.world.cast.acme, "Audit"), "relationship-read", "share", record=edges.edge)
    visitor.sign_in(edges.owner.user)
    edge = f"/relationships/{edges.main}"
    ends = f"source={edges.ids['F-1']}&target={edges.ids['B-1']}"
    below = ("", "/edit", "/activity", "/sharing", "/api", "/remove", "/fields/contacts", "/fields/types")
    paths = [*(edge + one for one in below), "/relationships/new", f"/relationships/new?{ends}"]
    paths += [edges.page("F-1", "/relationships"), edges.page("F-1", "/relationships?q=nothing"), edges.page("F-1", "/sharing")]
    paths += [f"/contacts/{Contact.rows.get(email='ann@f-1.example').pk}/relationships"]
    for path in paths:
        visitor.open(path)
        visitor.must_find_it_sound()
    page = visitor.open(edges.page("F-1", "/relationships"))
    page.get_by_text("Add a relationship").click()
    visitor.must_find_it_sound()
    page = visitor.open(f"{edge}/sharing")
    page.get_by_label("Full control", exact=True).check()
    visitor.must_find_it_sound()
    page.get_by_role("link", name="Change what Audit may do").click()
    expect(page.get_by_role("dialog")).to_contain_text("What Audit may do")
    visitor.must_find_it_sound()


def test_what_a_partner_sees_is_sound(visitor: Visitor, edges: Edges, mary: User):
    page = _shared_with(visitor, edges, mary)
    for below in ("", "/edit", "/sharing", "/activity"):
        visitor.open(f"/relationships/{edges.main}{below}")
        visitor.must_find_it_sound()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Arden Mill → Cotta Brand")


def _shared_with(visitor: Visitor, edges: Edges, user: User) -> Page:
    give(edges.world.cast.acme, _named(user), "relationship-edit", record=edges.edge)
    return visitor.sign_in(user).page


def _named(user: User) -> PrincipalName:
    return PrincipalName("user", user.pk)


@at_a_desk
def test_a_relationship_is_created_from_its_source_by_the_keyboard(visitor: Visitor, edges: Edges):
    page = desk(visitor, edges, edges.page("S-1", "/relationships"), "editor")
    page.get_by_text("Add a relationship").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="supplies … direct supplier").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Delta Textiles supplies … (direct supplier)")).to_be_checked()
    pick(page, "Target", "Cotta")
    expect(page.get_by_label("Delta Textiles supplies Cotta Brand (direct supplier)")).to_be_checked()
    expect(page.locator("#fields .ts-wrapper.focus")).to_have_count(1)  # the keyboard is where it was
    expect(page.locator("#fields .ts-dropdown").filter(visible=True)).to_have_count(0)  # and nothing lies over the form
    pick(page, "Contacts", "Ann")
    page.get_by_role("button", name="Create", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Delta Textiles → Cotta Brand")
    stored = Relationship.rows.get(source_id=edges.ids["S-1"], target_id=edges.ids["B-1"])
    assert [one.email for one in stored.contacts.all()] == ["ann@b-1.example"]
    assert not visitor.faults


@at_a_desk
def test_a_relationship_is_created_from_its_target(visitor: Visitor, edges: Edges):
    page = desk(visitor, edges, edges.page("R-1", "/relationships"), "editor")
    page.get_by_text("Add a relationship").click()
    page.get_by_role("link", name="is supplied by …").first.click()
    pick(page, "Source", "Delta")
    expect(page.get_by_label("Delta Textiles supplies Eve Retail").first).to_be_visible()
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delta Textiles → Eve Retail")
    page.get_by_role("link", name="Eve Retail").click()
    tab(page, "Relationships")
    expect(page.get_by_role("link", name="is supplied by Delta Textiles")).to_be_visible()
    assert not visitor.faults


@at_a_desk
def test_a_list_is_narrowed_as_one_types(visitor: Visitor, edges: Edges):
    page = desk(visitor, edges, edges.page("F-1", "/relationships"))
    page.get_by_label("Other end").fill("retail")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Remove the filter Other end retail").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_label("Direction").select_option("incoming")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "direction=incoming" in page.url
    assert not visitor.faults


@at_a_desk
def test_types_are_edited_where_they_stand(visitor: Visitor, edges: Edges):
    page = desk(visitor, edges, f"/relationships/{edges.main}", "editor")
    page.get_by_role("link", name="Edit Types").click()
    page.get_by_label("is a source of (supplies brand)").uncheck()
    page.get_by_label("makes for (maker)").check()
    page.locator("#fact-types").get_by_role("button", name="Save").click()
    expect(page.locator(".edge-label")).to_have_text("supplies, makes for")
    tab(page, "Activity")
    expect(page.locator(".timeline > li").first).to_contain_text("makes for")


@at_a_desk
def test_a_record_is_shared_with_a_colleague_who_then_sees_it(
    visitor: Visitor, edges: Edges, mary: User, new_context: Callable[..., BrowserContext], live_server: LiveServer
):
    colleague = Visitor(new_context(**DESK.context()).new_page(), live_server.url).sign_in(mary)
    theirs = colleague.open(f"/relationships/{edges.main}")
    expect(theirs.get_by_role("heading", level=1)).not_to_contain_text("Arden")
    page = desk(visitor, edges, f"/relationships/{edges.main}")
    page.locator("section", has=page.get_by_role("heading", name="Sharing")).get_by_role("link", name="Share").click()
    pick(page, "With", "Mary")
    page.get_by_label("Edit", exact=True).check()
    expect(page.locator(".permission", has_text="Types, status").get_by_text("included")).to_be_visible()
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.locator(".grant", has_text="Mary Poe")).to_contain_text("Edit")
    expect(page.get_by_text("Shared.", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/sharing$"))  # not at #share any more, below what is said
    theirs = colleague.open(f"/relationships/{edges.main}")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Arden Mill → Cotta Brand")
    expect(theirs.get_by_role("link", name="Arden Mill", exact=True)).to_have_count(0)
    assert Change.rows.latest("sequence").channel == "page"
    page.get_by_role("link", name="Change what Mary Poe may do").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Edit", exact=True).uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".grant", has_text="Mary Poe").locator(".tags")).to_have_text("See")
    page.get_by_role("link", name="Stop sharing with Mary Poe").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop sharing").click()
    expect(page.locator(".grant")).to_have_count(0)
    theirs.reload()
    expect(theirs.get_by_role("heading", level=1)).not_to_contain_text("Arden")
    assert not visitor.faults


@at_a_desk
def test_without_scripts_it_is_created_and_shared_as_well(
    edges: Edges, mary: User, look, new_context: Callable[..., BrowserContext], live_server: LiveServer
):
    visitor = Visitor(new_context(**look.context(), java_script_enabled=False).new_page(), live_server.url)
    page = desk(visitor, edges, f"/relationships/new?source={edges.ids['S-1']}")
    page.get_by_label("or its external id").nth(1).fill("B-1")
    page.get_by_role("button", name="Show the fields of the choices").click()
    page.get_by_label("Delta Textiles supplies Cotta Brand (direct supplier)").check()
    page.get_by_label("Contacts").select_option("ann@b-1.example")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delta Textiles → Cotta Brand")
    tab(page, "Sharing")
    page.get_by_label("With", exact=True).select_option(label="Mary Poe (mary@acme.example)")
    page.get_by_label("See", exact=True).check()
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("link", name="Change what Mary Poe may do").click()
    page.get_by_label("Full control", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".grant", has_text="Mary Poe")).to_contain_text("Full control")
