"""The main walk of an operator through the admin, in a real browser, under the policy of scripts that is in force."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Account, ApiKey, Membership, Role, User
from customfields.kinds import KINDS
from customfields.models import CustomField
from tests.kit.browser import Visitor
from tests.kit.cast import make_account, make_member, make_user
from tests.kit.looks import LOOKS

PASSWORD = "correct horse battery"
at_a_desk = pytest.mark.parametrize("look", [LOOKS[0]], indirect=True, ids=str)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OF_THE_THEME = {"target-size"}  # docs/decisions/0012


@pytest.fixture
def operator(transactional_db: None) -> User:
    user = make_user("otto@operator.example", name="Otto", password=PASSWORD)
    user.is_staff = user.is_superuser = True
    user.save()
    make_member(make_account("acme"), "Owner", user=make_user("owner@acme.example"))
    return user


def save(page: Page) -> None:
    page.locator("[name=_save]").click()
    page.wait_for_load_state("networkidle")


def pick(page: Page, text: str) -> None:
    """The first match of an autocomplete."""
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option[role=option]", has_text=text).first.click()


@at_a_desk
def test_an_operator_sets_an_account_up(visitor: Visitor, operator: User):
    page = visitor.open("/admin/")
    page.get_by_label("E-mail address").fill(operator.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Act in Acme").click()
    visitor.open("/admin/accounts/account/add/")
    page.locator("#id_slug").fill("initech")
    page.locator("#id_name").fill("Initech")
    save(page)
    expect(page.get_by_text("You act in Initech")).to_be_visible()
    visitor.open("/admin/accounts/role/add/")
    page.locator("#id_name").fill("Buyer")
    page.locator("input[value='ORGANIZATION.READ']").check()
    page.locator("#id_permission").select_option("read")
    save(page)
    visitor.open("/admin/accounts/user/add/")
    for field, text in (("email", "eve@initech.example"), ("name", "Eve"), ("password", "12345"), ("password_again", "12345")):
        page.locator(f"#id_{field}").fill(text)
    page.locator("#id_role").select_option(label="Buyer")
    save(page)
    expect(page.get_by_text("This password is too short.")).to_be_visible()
    for field in ("password", "password_again"):
        page.locator(f"#id_{field}").fill(PASSWORD)
    save(page)
    visitor.open("/admin/accounts/apikey/add/")
    pick(page, "Eve")
    page.locator("input[value='organization.read']").check()
    save(page)
    secret = page.get_by_label("API key").input_value()
    assert secret.startswith("rel_")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the key").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    page.get_by_role("link", name="All keys").click()
    assert secret not in page.content()
    account = Account.objects.get(slug="initech")
    assert Role.rows.filter(account=account, name="Buyer").exists()
    assert Membership.rows.get(account=account).user.check_password(PASSWORD)
    assert ApiKey.rows.get(account=account).scopes == ["organization.read"]
    assert visitor.faults == []


@at_a_desk
def test_a_template_with_every_data_type_is_made_on_one_page(visitor: Visitor, operator: User):
    visitor.sign_in(operator).open("/admin/accounts").get_by_role("button", name="Act in Acme").click()
    page = visitor.open("/admin/customfields/customfieldtemplate/add/")
    page.locator("#id_record_type").select_option("organization")
    page.locator("#id_name").fill("Every type")
    for number, kind in enumerate(KINDS):
        if not page.locator(f"#id_fields-{number}-label").count():
            page.get_by_text("Add another Custom field").click()
        page.locator(f"#id_fields-{number}-label").fill(kind)
        page.locator(f"#id_fields-{number}-key").fill(f"my_{kind}")
        page.locator(f"#id_fields-{number}-data_type").select_option(kind)
        if KINDS[kind].has_options:
            page.locator(f"#id_fields-{number}-choices").fill("a | A\nb | B")
    save(page)
    rows = CustomField.rows.filter(template__name="Every type")
    assert {row.data_type for row in rows} == set(KINDS)
    assert visitor.faults == []


def test_pages_of_the_admin_are_sound(visitor: Visitor, operator: User):
    visitor.sign_in(operator).open("/admin/")
    visitor.must_find_it_sound(but=OF_THE_THEME, rules=WCAG)
    visitor.page.get_by_role("button", name="Act in Acme").click()
    for path in ("/admin/", "/admin/find?q=owner", "/admin/accounts/membership/", "/admin/accounts/role/add/", "/admin/activity/change/"):
        visitor.open(path)
        visitor.must_find_it_sound(but=OF_THE_THEME, rules=WCAG)
