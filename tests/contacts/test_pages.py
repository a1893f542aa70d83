"""The pages of a contact."""

from __future__ import annotations

import pytest
from django.test import Client

from activity.models import Change
from contacts.models import Contact
from tests.kit.granting import make_partner, share
from tests.kit.pages import asked, at, fill_in, links_of, open_page, statements, text_of, without_tokens
from tests.kit.worlds import World, make_world
from tests.kit.writing import written

pytestmark = pytest.mark.django_db
PAGES = ("", "/edit", "/activity", "/api", "/remove", "/fields/email")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def mill(client: Client, world: World):
    return written(client, world.owner, "post", "organizations", {"type": "F", "name": "Arden Mill"})


@pytest.fixture
def ann(client: Client, world: World, mill):
    item = {
        "firstName": "Ann",
        "lastName": "Lee",
        "email": "Ann@arden.example",
        "phoneNumber": "+44 20 1",
        "role": "buyer",
        "isPrimary": True,
    }
    item |= {"organization": {"value": str(mill["id"])}}
    return written(client, world.owner, "post", "contacts", item)


def page_of(record, below: str = "") -> str:
    return f"/contacts/{record['id']}{below}"


def test_a_contact_says_who_where_and_how_to_reach(world: World, mill, ann):
    page = open_page(at(world.cast.viewer), page_of(ann))
    for text in ("Ann Lee", "Contact person", "at Arden Mill", "Buyer", "Ann@arden.example"):
        assert text in text_of(page)
    assert {f"/organizations/{mill['inspId']}", "mailto:Ann@arden.example", "tel:+44201"} <= links_of(page)
    assert not {page_of(ann, below) for below in ("/edit", "/remove", "/fields/email")} & links_of(page)


@pytest.mark.parametrize(("who", "edits", "removes"), [("owner", True, True), ("editor", True, False), ("viewer", False, False)])
def test_who_may_do_what(world: World, ann, who: str, edits: bool, removes: bool):
    client = at(getattr(world.cast, who))
    links = links_of(open_page(client, page_of(ann)))
    assert (page_of(ann, "/edit") in links, page_of(ann, "/remove") in links) == (edits, removes)
    assert client.get(page_of(ann, "/edit")).status_code == (200 if edits else 403)
    assert client.get(page_of(ann, "/remove")).status_code == (200 if removes else 403)
    if not removes:
        assert client.post(page_of(ann, "/remove")).status_code == 403
    if not edits:
        assert client.post(page_of(ann, "/fields/email"), {"email": "x@x.example"}).status_code == 403
        assert client.post("/contacts/new", {"firstName": "X", "email": "x@x.example"}).status_code == 403
    assert Contact.rows.get(pk=ann["id"]).email == "Ann@arden.example"


@pytest.mark.parametrize("below", PAGES)
def test_foreign_invisible_and_missing_ones_are_the_same_404(client: Client, world: World, mill, ann, below: str):
    one = {"type": "F", "name": "B", "contacts": [{"email": "b@b.example", "firstName": "B"}]}
    other, theirs = (written(client, person, "post", "organizations", one) for person in (world.owner, world.cast.stranger))
    partner = make_partner(world.cast.acme, "p@acme.example", "READ", "UPDATE", "DELETE")
    share(partner, "organization", mill["id"], "full")
    browser = at(partner)
    assert browser.get(page_of(ann, below)).status_code == 200
    hidden = [Contact.rows.get(organization_id=one["id"]).pk for one in (other, theirs)]
    keys = [*hidden, 987_654_321, 2**63, "9" * 40, "x", "-1", "%00", "٣"]
    answers = [browser.get(f"/contacts/{key}{below}") for key in keys]
    assert [answer.status_code for answer in answers] == [404] * len(keys)
    assert browser.post(f"/contacts/{hidden[0]}{below}").status_code == 404
    shown = {without_tokens(answer.content).replace(answer.wsgi_request.get_full_path(), "") for answer in answers}
    assert len(shown) == 1


def test_a_new_one_belongs_to_the_organization_it_was_opened_from(world: World, mill):
    client = at(world.cast.editor)
    path = f"/contacts/new?organization={mill['id']}"
    assert path in links_of(open_page(client, f"/organizations/{mill['inspId']}/contacts"))
    assert "Arden Mill" in text_of(open_page(client, path))
    answer = fill_in(client, path, {"firstName": "Bob", "email": "bob@arden.example"})
    stored = Contact.rows.get(email="bob@arden.example")
    assert (answer["Location"], stored.organization_id) == (f"/contacts/{stored.pk}", mill["id"])
    assert Change.rows.latest("sequence").channel == "page"


def test_an_organization_that_is_not_seen_is_not_named(client: Client, world: World):
    theirs = written(client, world.cast.stranger, "post", "organizations", {"type": "F", "name": "Theirs"})
    browser = at(world.owner)
    for identity in (theirs["id"], 987_654_321, 2**63, "x"):
        assert "Theirs" not in open_page(browser, f"/contacts/new?organization={identity}")
    sent = {"organization": theirs["id"], "firstName": "X", "email": "x@x.example"}
    missing = sent | {"organization": 987_654_321}
    answers = [browser.post("/contacts/new", data) for data in (sent, missing)]
    assert [answer.status_code for answer in answers] == [422, 422]
    texts = [text_of(answer.content.decode()) for answer in answers]
    assert texts[0] == texts[1].replace("987654321", str(theirs["id"]))


def test_the_same_e_mail_elsewhere_is_shown_first(client: Client, world: World, ann):
    other = written(client, world.owner, "post", "organizations", {"type": "S", "name": "Other"})
    part = at(world.owner).get("/contacts/new", {"email": "ANN@arden.example"}, headers=asked("similar")).content.decode()
    assert "Ann@arden.example · Arden Mill" in part
    sent = {"organization": other["id"], "firstName": "Ann", "email": "ann@arden.example"}
    first = at(world.owner).post("/contacts/new", sent)
    assert first.status_code == 422
    assert page_of(ann) in links_of(first.content.decode())
    assert at(world.owner).post("/contacts/new", sent | {"seen": ann["id"]}).status_code == 302


def test_removing_asks_once_and_leaves_history(world: World, ann):
    client = at(world.owner)
    assert "This can&#x27;t be undone" in open_page(client, page_of(ann, "/remove"))
    answer = fill_in(client, page_of(ann, "/remove"))
    assert answer["Location"] == f"/organizations/{ann['organization']['inspId']}/contacts"
    assert "Ann Lee is removed." in client.get(answer["Location"]).content.decode()
    assert client.get(page_of(ann)).status_code == 404
    assert Change.rows.latest("sequence").operation == "delete"


def test_an_e_mail_that_is_taken_leads_to_its_holder(client: Client, world: World, mill, ann):
    written(client, world.owner, "patch", f"organizations/{mill['id']}", {"contacts": [{"email": "bob@arden.example", "firstName": "Bob"}]})
    bob = Contact.rows.get(email="bob@arden.example")
    answer = at(world.cast.editor).post(f"/contacts/{bob.pk}/fields/email", {"email": "ANN@arden.example", "ifVersion": bob.version})
    assert answer.status_code == 422
    assert page_of(ann) in links_of(answer.content.decode())


def test_statements_do_not_grow(client: Client, world: World, ann):
    browser = at(world.owner)
    before = [statements(browser, page_of(ann, below)) for below in PAGES]
    for number in range(30):
        written(client, world.owner, "patch", f"contacts/{ann['id']}", {"phoneNumber": str(number)})
    assert [statements(browser, page_of(ann, below)) for below in PAGES] == before
    assert max(before) <= 9
