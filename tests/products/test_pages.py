"""The pages of a product."""

from __future__ import annotations

import pytest
from django.test import Client

from activity.models import Change
from products.models import Product
from tests.kit.cast import Person
from tests.kit.chain import save
from tests.kit.granting import make_partner
from tests.kit.pages import asked, at, fill_in, links_of, main_of, open_page, statements, text_of, without_tokens
from tests.kit.worlds import World
from tests.kit.writing import written

PAGES = ("", "/edit", "/activity", "/api", "/remove", "/fields/features")
SHELL = {
    "reference": "RIDGE",
    "name": "Ridge Shell",
    "status": "ACTIVE",
    "category": "tops",
    "features": [{"reference": "taped", "name": "Fully taped"}],
    "linkedIntegrations": [{"integration": "webshop", "reference": "W-4711"}],
    "billingEntityId": 1,
}


@pytest.fixture
def line(client: Client, owner: Person):
    return written(client, owner, "post", "products", {"reference": "LINE", "name": "Ridge line"})


@pytest.fixture
def shell(client: Client, owner: Person, line):
    return written(client, owner, "post", "products", SHELL | {"parentProductId": line["id"]})


def page_of(record, below: str = "") -> str:
    return f"/products/{record['id']}{below}"


def test_a_product_says_what_it_is_and_has_and_belongs_to(world: World, line, shell):
    page = open_page(at(world.cast.viewer), page_of(shell))
    for text in ("Ridge Shell", "RIDGE", "Active", "Tops", "taped Fully taped", "webshop W-4711", "Ridge line (LINE)"):
        assert text in text_of(page)
    assert page_of(line) in links_of(page)
    assert not {page_of(shell, below) for below in ("/edit", "/remove", "/fields/name", "/fields/features")} & links_of(page)
    above = open_page(at(world.cast.viewer), page_of(line))
    assert page_of(shell) in links_of(above)
    assert f"/products/new?parentProductId={line['id']}" not in links_of(above)


@pytest.mark.parametrize(
    ("who", "edits", "removes"), [("owner", True, True), ("editor", True, False), ("viewer", False, False), ("partner", False, False)]
)
def test_who_may_do_what(world: World, shell, who: str, edits: bool, removes: bool):
    partner = make_partner(world.cast.acme, "p@acme.example", "READ", "UPDATE")
    client = at(partner if who == "partner" else getattr(world.cast, who))
    links = links_of(open_page(client, page_of(shell)))
    assert (page_of(shell, "/edit") in links, page_of(shell, "/remove") in links) == (edits, removes)
    assert client.get(page_of(shell, "/edit")).status_code == (200 if edits else 403)
    assert client.get(page_of(shell, "/remove")).status_code == (200 if removes else 403)
    if not removes:
        assert client.post(page_of(shell, "/remove")).status_code == 403
    if not edits:
        assert client.post(page_of(shell, "/fields/name"), {"name": "X"}).status_code == 403
        assert client.post(page_of(shell, "/edit"), {"name": "X"}).status_code == 403
        assert client.post("/products/new", {"reference": "X", "name": "X"}).status_code == 403
        sent = {"act": "edit", "step": "apply", "ids": shell["id"], "do.status": "set", "value.status": "DRAFT"}
        told = client.post("/products/bulk", sent, follow=True)
        assert told.status_code == 403
    stored = Product.rows.get(pk=shell["id"])
    assert (stored.name, stored.status, Product.rows.filter(external_id="X").exists()) == ("Ridge Shell", "ACTIVE", False)


@pytest.mark.parametrize("below", PAGES)
def test_foreign_and_missing_ones_are_the_same_404(client: Client, world: World, shell, below: str):
    theirs = written(client, world.cast.stranger, "post", "products", {"reference": "T", "name": "Theirs"})
    browser = at(world.owner)
    assert browser.get(page_of(shell, below)).status_code == 200
    keys = [theirs["id"], 987_654_321, 2**63, "9" * 40, "x", "-1", "%00", "٣"]
    answers = [browser.get(f"/products/{key}{below}") for key in keys]
    assert [answer.status_code for answer in answers] == [404] * len(keys)
    assert browser.post(page_of(theirs, below)).status_code == 404
    assert len({without_tokens(answer.content).replace(answer.wsgi_request.get_full_path(), "") for answer in answers}) == 1


def test_a_form_that_is_sent_as_it_stands_changes_nothing(world: World, shell):
    changes = Change.rows.count()
    answer = fill_in(at(world.cast.editor), page_of(shell, "/edit"))
    assert answer["Location"] == page_of(shell)
    assert (Product.rows.get(pk=shell["id"]).version, Change.rows.count()) == (shell["version"], changes)


def test_lists_are_edited_as_lines_without_a_script(world: World, shell):
    client = at(world.cast.editor)
    answer = fill_in(client, page_of(shell, "/fields/features"), {"features": "light | Under 300 g\r\na\\|b | A | B"})
    assert answer["Location"] == page_of(shell)
    stored = Product.rows.get(pk=shell["id"]).features
    assert stored == [{"reference": "light", "name": "Under 300 g"}, {"reference": "a|b", "name": "A | B"}]
    assert "a|b A | B" in text_of(open_page(client, page_of(shell)))
    refused = fill_in(client, page_of(shell, "/fields/features"), {"features": "heavy"})
    assert refused.status_code == 422
    assert "heavy:" in text_of(refused.content.decode())


def test_a_variant_is_made_below_its_parent(world: World, line):
    client = at(world.cast.editor)
    path = f"/products/new?parentProductId={line['id']}"
    assert path in links_of(open_page(client, page_of(line)))
    assert "Ridge line (LINE)" in text_of(open_page(client, path))
    answer = fill_in(client, path, {"reference": "V", "name": "Variant"})
    stored = Product.rows.get(external_id="V")
    assert (answer["Location"], stored.parent_id) == (f"/products/{stored.pk}", line["id"])
    assert Change.rows.latest("sequence").channel == "page"
    assert "Ridge line" in text_of(open_page(client, page_of({"id": stored.pk}, "/activity")))


def test_without_a_script_a_parent_is_named_by_its_reference(client: Client, world: World, line, shell):
    browser, path = at(world.cast.editor), page_of(shell, "/fields/parentProductId")
    other = written(client, world.owner, "post", "products", {"reference": "OTHER", "name": "Other"})
    written(client, world.cast.stranger, "post", "products", {"reference": "THEIRS", "name": "Theirs"})
    assert fill_in(browser, path, {"parentProductId.key": " OTHER "}).status_code == 302
    assert Product.rows.get(pk=shell["id"]).parent_id == other["id"]
    answers = [fill_in(browser, path, {"parentProductId.key": key}) for key in ("THEIRS", "NONE!", "line", str(line["id"]), "\0", "٣")]
    assert [answer.status_code for answer in answers] == [422] * len(answers)
    assert all("There is no such record" in answer.content.decode() for answer in answers)
    assert "Theirs" not in answers[0].content.decode()
    circle = fill_in(browser, page_of(other, "/fields/parentProductId"), {"parentProductId.key": "RIDGE"})
    assert circle.status_code == 422
    assert fill_in(browser, path, {"parentProductId": ""}).status_code == 302
    assert Product.rows.get(pk=shell["id"]).parent_id is None


def test_a_parent_that_is_not_seen_is_not_named(client: Client, world: World):
    theirs = written(client, world.cast.stranger, "post", "products", {"reference": "T", "name": "Theirs"})
    for identity in (theirs["id"], 987_654_321, 2**63, "x"):
        assert "Theirs" not in open_page(at(world.owner), f"/products/new?parentProductId={identity}")
    sent = {"reference": "N", "name": "New"}
    answers = [at(world.owner).post("/products/new", sent | {"parentProductId": one}) for one in (theirs["id"], 987_654_321)]
    assert [answer.status_code for answer in answers] == [422, 422]
    texts = [text_of(answer.content.decode()) for answer in answers]
    assert texts[0] == texts[1].replace("987654321", str(theirs["id"]))


def test_the_same_name_or_reference_is_shown_first(world: World, shell):
    browser = at(world.owner)
    for said in ({"name": "ridge SHELL"}, {"reference": "ridge"}):
        part = browser.get("/products/new", said, headers=asked("similar")).content.decode()
        assert page_of(shell) in part
    assert page_of(shell) not in browser.get("/products/new", {"name": "\0"}, headers=asked("similar")).content.decode()
    sent = {"reference": "NEW", "name": "Ridge Shell"}
    assert browser.post("/products/new", sent).status_code == 422
    assert browser.post("/products/new", sent | {"seen": shell["id"]}).status_code == 302


def test_removing_asks_once_and_a_parent_stays(world: World, line, shell):
    browser = at(world.owner)
    assert fill_in(browser, page_of(line, "/remove")).status_code in (302, 422)
    assert Product.rows.filter(pk=line["id"]).exists()
    assert fill_in(browser, page_of(shell, "/remove"))["Location"] == "/products"
    assert browser.get(page_of(shell)).status_code == 404
    assert Change.rows.latest("sequence").operation == "delete"


def test_many_are_edited_and_taken_back(world: World, categories: dict[str, int], line, shell):
    browser = at(world.owner)
    fields = {"do.status": "set", "value.status": "ARCHIVED", "do.taxCategory": "set", "value.taxCategory": "ZERO", "do.category": "set"}
    sent = {"act": "edit", "step": "apply", "ids": f"{line['id']},{shell['id']}", "value.category": categories["tops"], **fields}
    told = browser.post("/products/bulk", sent, follow=True).context
    assert (told["changed"], told["refused"]) == (2, 0)
    held = Product.rows.filter(pk__in=[line["id"], shell["id"]]).values_list("status", "tax_category", "category_id")
    assert set(held) == {("ARCHIVED", "ZERO", categories["tops"])}
    assert browser.post(told["undo_url"], follow=True).context["changed"] == 2
    held = Product.rows.order_by("pk").filter(pk__in=[line["id"], shell["id"]]).values_list("status", "tax_category", "category_id")
    assert list(held) == [("DRAFT", "STANDARD", None), ("ACTIVE", "STANDARD", categories["tops"])]


def test_the_list_names_parents_and_is_in_the_order_of_display(client: Client, world: World, line, shell):
    written(client, world.owner, "patch", f"products/{shell['id']}", {"displayOrder": -5})
    browser = at(world.cast.viewer)
    context = browser.get("/products").context
    assert next(row.id for row in context["lines"]) == shell["id"]
    assert page_of(line) in links_of(open_page(browser, "/products"))
    (chip,) = browser.get(f"/products?parentProductId={line['id']}").context["chips"]
    assert chip.value == "Ridge line"


def test_more_than_a_few_variants_are_left_to_the_list(world: World, line):
    save(world.owner.actor, "products", *({"reference": f"V{n}", "name": f"V {n}", "parentProductId": line["id"]} for n in range(21)))
    assert f"/products?parentProductId={line['id']}&amp;includeArchived=true" in links_of(open_page(at(world.owner), page_of(line)))


def test_statements_do_not_grow(client: Client, world: World, line, shell):
    browser = at(world.owner)
    before = [statements(browser, page_of(line, below)) for below in PAGES]
    entries = [{"reference": f"f{n}", "name": f"F {n}"} for n in range(30)]
    written(client, world.owner, "patch", f"products/{line['id']}", {"features": entries, "linkedIntegrations": []})
    save(world.owner.actor, "products", *({"reference": f"V{n}", "name": f"V {n}", "parentProductId": line["id"]} for n in range(30)))
    for number in range(10):
        written(client, world.owner, "patch", f"products/{line['id']}", {"displayOrder": number + 1})
    assert [statements(browser, page_of(line, below)) for below in PAGES] == before
    assert max(before) <= 9
    assert statements(browser, page_of(shell)) <= max(before) + 1  # what its parent is called


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ record }}"])
def test_texts_stay_texts(world: World, line, shell, text: str):
    link, feature = {"integration": text, "reference": text}, {"reference": text, "name": text}
    held = {"name": text, "description": text, "features": [feature], "linked_integrations": [link]}
    Product.rows.filter(pk__in=[line["id"], shell["id"]]).update(name=text)
    Product.rows.filter(pk=shell["id"]).update(**held)
    columns = "/products?columns=name,parent,description,features,linkedIntegrations"
    for path in (*(page_of(shell, below) for below in PAGES), page_of(line), columns):
        page = main_of(open_page(at(world.owner), path))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
