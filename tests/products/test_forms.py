"""The form of a product: its lists as lines, its words as choices."""

from __future__ import annotations

import pytest

from products.forms import PairsField
from tests.kit.cast import Person
from tests.kit.chain import save
from tests.kit.worlds import World
from tests.upserts.form_kit import Page, form, record_of, submit

FEATURES = PairsField("reference", "name")


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("taped | Fully taped\r\nlight|Under 300 g", [("taped", "Fully taped"), ("light", "Under 300 g")]),
        (r"a\|b | c | d", [("a|b", "c | d")]),
        ("\n  \n", []),
        ("a, b; c | d", [("a, b; c", "d")]),
    ],
)
def test_a_line_is_an_entry_and_reads_back(text: str, entries: list[tuple[str, str]]):
    said = [{"reference": reference, "name": name} for reference, name in entries]
    assert FEATURES.to_wire(text) == said
    assert FEATURES.to_wire(FEATURES.shown(said)) == said


def test_a_line_without_a_bar_is_asked_for_its_name_by_the_engine(owner: Person):
    sent = submit(owner, "products", None, {"reference": "A", "name": "x", "features": "taped | Taped\r\nlight"})
    assert [error.code for error in sent.errors.as_data()["features"]] == ["required"]
    assert sent.errors["features"][0].startswith("light: ")


def test_a_product_is_made_and_changed_in_a_browser(world: World, owner: Person, categories: dict[str, int]):
    (parent,) = save(owner.actor, "products", {"reference": "P", "name": "Parent"})
    values = {
        "reference": "A",
        "name": "Shell",
        "category": str(categories["tops"]),
        "parentProductId": str(parent),
        "billingEntityId": "1",
    }
    sent = submit(owner, "products", None, {**values, "features": "taped | Taped", "linkedIntegrations": "webshop | 1"})
    assert not sent.errors
    made = record_of(owner, "products", sent.written["id"])
    assert (made["category"]["key"], made["parentProductId"], made["billingEntityId"]) == ("tops", parent, 1)
    assert (made["features"], made["status"]) == ([{"reference": "taped", "name": "Taped"}], "DRAFT")
    cleared = dict.fromkeys(("category", "parentProductId", "billingEntityId", "linkedIntegrations"), "")
    changed = submit(owner, "products", made["id"], cleared)
    assert not changed.errors, changed.errors
    after = record_of(owner, "products", made["id"])
    assert [after[name] for name in cleared] == [None, None, None, []]
    assert submit(owner, "products", made["id"], {"displayOrder": "5"}).written["displayOrder"] == 5
    assert submit(owner, "products", made["id"], {"displayOrder": "0"}).written["displayOrder"] == 0


def test_who_holds_a_reference_or_a_link_is_named(owner: Person):
    save(owner.actor, "products", {"reference": "P", "name": "x", "linkedIntegrations": [{"integration": "webshop", "reference": "1"}]})
    sent = submit(owner, "products", None, {"reference": "A", "name": "x", "linkedIntegrations": "webshop | 1"})
    assert "It is P:" in sent.errors["linkedIntegrations"][0]


def test_inactive_categories_are_not_offered(owner: Person, categories: dict[str, int]):
    options = Page(form(owner, "products").as_p()).options["category"]
    assert str(categories["tops"]) in options
    assert str(categories["retired"]) not in options
