"""The products on the page of an organization: what its company bills."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Role
from accounts.services import add_company
from desk.numbered import PAGE
from organizations.models import Organization
from products.models import Product
from tests.kit.cast import Person
from tests.kit.chain import save
from tests.kit.granting import make_partner, share
from tests.kit.pages import at, links_of, open_page, statements, text_of
from tests.kit.worlds import World
from tests.kit.writing import written


@pytest.fixture
def brand(client: Client, owner: Person):
    return written(client, owner, "post", "organizations", {"type": "B", "name": "Arden Brand", "company": 1})


def page_of(record, below: str = "/products") -> str:
    return f"/organizations/{record['inspId']}{below}"


def bill(owner: Person, count: int) -> None:
    """So many products that company 1 bills."""
    save(owner.actor, "products", *({"reference": f"P-{n:03}", "name": f"Piece {n}", "billingEntityId": 1} for n in range(count)))


def test_it_shows_what_the_company_bills_in_order_and_not_the_archived(world: World, owner: Person, brand):
    bill(owner, 2)
    save(owner.actor, "products", {"reference": "FIRST", "name": "First", "billingEntityId": 1, "displayOrder": -1})
    save(owner.actor, "products", {"reference": "OLD", "name": "Old", "billingEntityId": 1, "status": "ARCHIVED"})
    save(owner.actor, "products", {"reference": "OTHER", "name": "Other"})
    page = open_page(at(world.cast.viewer), page_of(brand))
    assert "What Acme bills" in text_of(page)
    assert "First FIRST Draft Piece 0 P-000 Draft Piece 1 P-001 Draft" in text_of(page)
    assert "Old" not in text_of(page)
    assert "Other" not in text_of(page)
    assert f"/products/{Product.rows.get(external_id='FIRST').pk}" in links_of(page)
    assert "/products/new?billingEntityId=1" not in links_of(page)


def test_who_may_adds_one_that_the_company_bills(owner: Person, brand):
    browser = at(owner)
    assert "/products/new?billingEntityId=1" in links_of(open_page(browser, page_of(brand)))
    assert '<option value="1" selected>' in open_page(browser, "/products/new?billingEntityId=1")


def test_long_lists_have_pages_and_all_cost_the_same(owner: Person, brand):
    bill(owner, 2)
    browser = at(owner)
    few = statements(browser, page_of(brand))
    bill(owner, PAGE + 1)
    assert statements(browser, page_of(brand)) == few
    assert "?page=2" in links_of(open_page(browser, page_of(brand)))
    assert f"Piece {PAGE}" in text_of(open_page(browser, page_of(brand, "/products?page=2")))
    for odd in ("0", "-1", "x", "9" * 30, "٢"):
        assert browser.get(page_of(brand), {"page": odd}).status_code == 200


def test_who_reads_products_has_the_tab_and_another_company_bills_none_of_them(client: Client, world: World, owner: Person, brand):
    bill(owner, 1)
    add_company(world.cast.acme, "Acme Iberia", number=77)
    mill = written(client, owner, "post", "organizations", {"type": "F", "name": "Mill", "company": 77})
    assert "No products" in text_of(open_page(at(owner), page_of(mill)))
    partner = make_partner(world.cast.acme, "p@acme.example", "READ")
    share(partner, "organization", brand["id"], "read")
    assert "Piece 0" in text_of(open_page(at(partner), page_of(brand)))
    assert [at(one).get(page_of(mill)).status_code for one in (partner, world.cast.stranger)] == [404, 404]
    assert page_of(brand) in links_of(open_page(at(partner), page_of(brand, "")))
    Role.rows.filter(account=world.cast.acme, name="p@acme.example").update(operations=["ORGANIZATION.READ"])
    assert at(partner).get(page_of(brand)).status_code == 403
    assert page_of(brand) not in links_of(open_page(at(partner), page_of(brand, "")))


def test_an_account_without_companies_has_no_such_tab(client: Client, world: World, owner: Person, brand):
    Organization.rows.filter(pk=brand["id"]).update(company=None)
    assert page_of(brand) not in links_of(open_page(at(owner), page_of(brand, "")))
    assert "No products" in text_of(open_page(at(owner), page_of(brand)))
