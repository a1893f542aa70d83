"""The settings in a browser: every page of them sound, and what people do there, from the first click to the last."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import ApiKey, Membership
from customfields.definitions import load_definitions
from organizations.forms import OrganizationForm
from tests.kit.browser import Visitor
from tests.kit.looks import LOOKS
from tests.kit.worlds import World
from tests.settings.browsing import address, make_settings, routes

at_a_desk = pytest.mark.parametrize("look", [LOOKS[0]], indirect=True, ids=str)
SHOWN = sorted(name for name in routes() if not name.endswith(("_switch", "_order")))


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_settings()


def test_pages_of_settings_are_sound(visitor: Visitor, world: World):
    visitor.sign_in(world.owner.user)
    for name in SHOWN:
        visitor.open(address(name, world.owner))
        visitor.must_find_it_sound()


@at_a_desk
def test_a_field_is_made_and_stands_in_the_form_of_organizations(visitor: Visitor, world: World):
    page = visitor.sign_in(world.owner.user).open("/settings")
    page.get_by_role("link", name="Custom fields What you add").click()
    page.get_by_role("link", name="New custom field").click()
    expect(page.get_by_label("Options")).to_be_hidden()
    page.get_by_label("Label").fill("Tier")
    page.get_by_label("Key").fill("tier")
    page.get_by_label("Type *", exact=True).select_option(label="One of some options")
    page.get_by_label("Options").fill("gold | Gold\nsilver | Silver")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("“Tier” is saved.")).to_be_visible()
    form = OrganizationForm(actor=world.owner.actor)
    assert [key for key, _ in form.fields["customFields.tier"].widget.choices] == ["", "gold", "silver"]
    assert load_definitions(world.cast.acme.pk, "organization").by_key["tier"].options == {"gold": "Gold", "silver": "Silver"}
    assert visitor.faults == []


@at_a_desk
def test_a_key_is_made_copied_and_gone(visitor: Visitor, world: World):
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.sign_in(world.owner.user).open("/settings/api-keys/new")
    page.get_by_label("Name").fill("ERP")
    page.get_by_label("Organizations: Read").check()
    page.get_by_role("button", name="Create").click()
    secret = page.get_by_label("API key", exact=True).input_value()
    visitor.must_find_it_sound()
    page.get_by_role("button", name="Copy the API key").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("link", name="ERP", exact=True)).to_be_visible()
    assert secret not in page.content()
    assert ApiKey.rows.get(account=world.cast.acme, name="ERP").scopes == ["organization.read"]


@at_a_desk
def test_a_member_is_let_in_and_let_go(visitor: Visitor, world: World):
    page = visitor.sign_in(world.owner.user).open("/settings/members/new")
    page.get_by_label("E-mail address").fill("new@acme.example")
    page.get_by_label("Role").select_option(label="Editor")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("link", name="Remove new@acme.example").click()
    expect(page.get_by_role("dialog")).to_contain_text("Their keys are revoked")
    visitor.must_find_it_sound()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("“new@acme.example” is gone.")).to_be_visible()
    assert not Membership.rows.filter(account=world.cast.acme, user__email="new@acme.example").exists()
    assert visitor.faults == []
