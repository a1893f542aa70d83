"""The rest of the walk: two organizations and how they stand to each other, made, refused, merged and told of in the admin."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from organizations.models import Organization
from relationships.models import Relationship
from tests.e2e.test_back_office import OF_THE_THEME, WCAG, at_a_desk, save
from tests.kit.browser import Visitor
from tests.kit.cast import make_user
from tests.kit.chain import save as upserted
from tests.kit.samples import items
from tests.kit.worlds import World, make_world

# The inner span of Select2, which Django brings along: a text box that nobody can name (docs/decisions/0020).
OF_SELECT2 = {"aria-input-field-name"}


@pytest.fixture
def world(transactional_db: None) -> World:
    """acme with its vocabulary, and an operator."""
    made = make_world()
    user = make_user("otto@operator.example", name="Otto")
    user.is_staff = user.is_superuser = True
    user.save()
    return made


def enter(visitor: Visitor) -> Page:
    """The operator, acting in acme."""
    operator = User.objects.get(email="otto@operator.example")
    visitor.sign_in(operator).open("/admin/accounts").get_by_role("button", name="Act in Acme").click()
    return visitor.page


def pick(page: Page, field: str, text: str) -> None:
    """Type into a picker, and take what it finds."""
    page.locator(f".field-{field} .select2-selection, #id_{field} + .select2 .select2-selection").first.click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option[role=option]", has_text=text).first.click()


def add_organization(visitor: Visitor, kind: str, name: str) -> None:
    page = visitor.open("/admin/organizations/organization/add/")
    page.locator("#id_type").select_option(kind)
    page.locator("#id_name").fill(name)
    save(page)


@at_a_desk
def test_an_operator_states_who_supplies_whom(visitor: Visitor, world: World):
    page = enter(visitor)
    add_organization(visitor, "F", "Porto Mill")
    add_organization(visitor, "B", "Larkfell")
    visitor.open("/admin/organizations/organization/?q=porto")
    page.get_by_role("link", name="Porto Mill").click()
    page.locator("[id='id_website']").fill("javascript:alert(1)")
    page.locator("[id='id_customFields.spend']").fill("1.234")
    save(page)
    expect(page.get_by_text("http").first).to_be_visible()
    expect(page.get_by_text("decimal").first).to_be_visible()
    page.locator("[id='id_website']").fill("https://porto.example")
    page.locator("[id='id_customFields.spend']").fill("12.50")
    page.locator("[id='id_customFields.grade']").select_option("A")
    page.locator("[id='id_contactPerson.name']").fill("Ann Weaver")
    page.locator("[id='id_contactPerson.email']").fill("ann@porto.example")
    page.locator("[name=_continue]").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Add to Outgoing relationships").click()
    pick(page, "target", "Porto")
    page.locator("input[name=types][value=maker]").check()
    save(page)
    expect(page.get_by_text("must differ").or_(page.get_by_text("itself")).first).to_be_visible()
    pick(page, "target", "Larkfell")
    pick(page, "leadSupplier", "Porto")
    pick(page, "contacts", "ann@porto")
    save(page)
    edge = Relationship.rows.select_related("source", "target", "lead_supplier").get()
    assert (edge.source.name, edge.target.name, edge.lead_supplier.name) == ("Porto Mill", "Larkfell", "Porto Mill")
    assert [one.key for one in edge.types.all()] == ["maker"]
    assert [one.email for one in edge.contacts.all()] == ["ann@porto.example"]
    visitor.open(f"/admin/organizations/organization/{edge.source_id}/history/")
    expect(page.get_by_text("https://porto.example").first).to_be_visible()
    assert visitor.faults == []


@at_a_desk
def test_an_operator_merges_two_organizations(visitor: Visitor, world: World):
    page = enter(visitor)
    add_organization(visitor, "F", "Porto Mill")
    add_organization(visitor, "F", "Porto Mill Lda")
    visitor.open("/admin/organizations/organization/")
    for box in page.locator("input[name=_selected_action]").all():
        box.check()
    page.locator("select[name=action]").first.select_option("merge")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).first.click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("This can't be undone.")).to_be_visible()
    visitor.must_find_it_sound(but=OF_THE_THEME, rules=WCAG)
    page.get_by_role("button", name="Merge").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Porto Mill Lda is merged into Porto Mill.")).to_be_visible()
    assert Organization.rows.get(name="Porto Mill Lda").merged_into.name == "Porto Mill"
    page.get_by_role("link", name="History").first.click()
    expect(page.get_by_text("Merged").first).to_be_visible()
    assert visitor.faults == []


def test_pages_of_records_are_sound(visitor: Visitor, world: World):
    upserted(world.owner.actor, "organizations", {"externalId": "PARENT-0", "type": "S", "name": "Parent 0"})
    upserted(world.owner.actor, "organizations", *items("organizations", 2))
    row = Organization.rows.get(external_id="ORG-0").pk
    enter(visitor)
    for path in ("", f"{row}/change/", f"{row}/history/", f"{row}/delete/", "add/"):
        visitor.open(f"/admin/organizations/organization/{path}")
        visitor.must_find_it_sound(but=OF_THE_THEME, rules=WCAG)
    for path in ("/admin/relationships/relationship/add/", "/admin/contacts/contact/", "/admin/products/product/add/"):
        visitor.open(path)
        visitor.must_find_it_sound(but=OF_THE_THEME | OF_SELECT2, rules=WCAG)
