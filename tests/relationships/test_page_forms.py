"""A new relationship, from both ends; and whom it lists."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from activity.models import Change
from relationships.models import Relationship
from tests.kit.chain import save
from tests.kit.edges import Edges, make_edges
from tests.kit.granting import make_partner, share
from tests.kit.pages import at, fill_in, links_of, main_of, open_page, statements, text_of
from tests.kit.writing import written
from tests.upserts.form_kit import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def edges(db: None) -> Edges:
    return make_edges()


def new(edges: Edges, **said: Any) -> str:
    ends = {end: edges.ids.get(key, key) for end, key in said.items()}
    return "/relationships/new?" + "&".join(f"{name}={value}" for name, value in ends.items())


def types_of(page: str) -> list[str]:
    return re.findall(r'name="types" value="([^"]+)"', page)


def test_it_is_created_from_the_source(edges: Edges):
    client = at(edges.world.cast.editor)
    (link,) = [url for url in links_of(open_page(client, edges.page("S-1", "/relationships"))) if "source=" in url and "direct" in url]
    answer = fill_in(client, link.replace("&amp;", "&"), {"target": edges.ids["B-1"]})
    stored = Relationship.rows.get(source_id=edges.ids["S-1"], target_id=edges.ids["B-1"])
    assert answer["Location"] == f"/relationships/{stored.pk}"
    assert [one.key for one in stored.types.all()] == ["direct supplier"]
    assert (Change.rows.latest("sequence").channel, Change.rows.latest("sequence").operation) == ("page", "create")


def test_it_is_created_from_the_target(edges: Edges):
    client = at(edges.world.cast.editor)
    page = open_page(client, edges.page("B-1", "/relationships"))
    assert "is supplied by …" in text_of(page)
    (link,) = [url for url in links_of(page) if "target=" in url and "direct" in url]
    fill_in(client, link.replace("&amp;", "&"), {"source": edges.ids["S-1"]})
    assert Relationship.rows.filter(source_id=edges.ids["S-1"], target_id=edges.ids["B-1"]).exists()


def test_types_are_sentences_and_only_those_that_fit(edges: Edges):
    client = at(edges.world.cast.editor)
    assert types_of(open_page(client, "/relationships/new")) == ["direct supplier", "maker", "partner", "supplies brand"]
    both = open_page(client, new(edges, source="F-1", target="B-1"))
    assert types_of(both) == ["direct supplier", "maker", "supplies brand"]
    assert "Arden Mill makes for Cotta Brand" in text_of(both)
    assert "supplies brand" not in types_of(open_page(client, new(edges, source="B-1")))
    assert "… supplies Cotta Brand" in text_of(open_page(client, new(edges, target="B-1")))


def test_people_to_choose_are_those_of_the_ends_by_end(edges: Edges):
    client = at(edges.world.cast.editor)
    page = open_page(client, new(edges, source="F-1", target="B-1"))
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.S)
    found = {name: re.findall(r'value="([^"]+)"', options) for name, options in groups}
    assert found == {
        "Arden Mill": ["ann@f-1.example", "bob@f-1.example"],
        "Cotta Brand": ["ann@b-1.example", "bob@b-1.example"],
    }
    assert "<optgroup" not in main_of(open_page(client, "/relationships/new"))


def test_contacts_are_chosen_and_taken_away_again(edges: Edges):
    client, url = at(edges.world.cast.editor), f"/relationships/{edges.main}/fields/contacts"
    stored = Relationship.rows.get(pk=edges.main).contacts
    fill_in(client, url, {"contacts": ["ann@f-1.example", "ann@b-1.example"]})
    assert sorted(stored.values_list("email", flat=True)) == ["ann@b-1.example", "ann@f-1.example"]
    fill_in(client, url, {"contacts": None})
    assert not stored.exists()
    answer = fill_in(client, url, {"contacts.more": "bob@f-1.example; nobody@x.example"})
    assert answer.status_code == 422
    assert 'value="bob@f-1.example" selected' in answer.content.decode()
    assert dict(Page(main_of(answer.content.decode())).sent)["contacts.more"] == "nobody@x.example"
    assert not stored.exists()


def test_the_page_sent_back_as_it_is_changes_nothing(edges: Edges):
    client = at(edges.world.cast.editor)
    count = Change.rows.count()
    assert fill_in(client, f"/relationships/{edges.main}/edit").status_code == 302
    assert Change.rows.count() == count


def test_people_out_of_sight_can_be_kept_but_not_looked_up(edges: Edges):
    partner = make_partner(edges.world.cast.acme, "p@acme.example")
    share(partner, "relationship", edges.main, "relationship-edit")
    client, url = at(partner), f"/relationships/{edges.main}/fields/contacts"
    page = open_page(client, url)
    assert {"ann@f-1.example", "bob@b-1.example"} <= set(re.findall(r'value="([^"]+@[^"]+)"', page))
    assert "bob@f-1.example" not in page
    fill_in(client, url, {"contacts": ["ann@f-1.example"]})
    assert list(Relationship.rows.get(pk=edges.main).contacts.values_list("email", flat=True)) == ["ann@f-1.example"]
    answers = [fill_in(client, url, {"contacts.more": email}) for email in ("bob@f-1.example", "bxb@f-1.example")]
    texts = [text_of(answer.content.decode()).replace("bxb@", "bob@") for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert texts[0] == texts[1]


def test_an_organization_with_many_people_takes_an_e_mail(client: Client, edges: Edges):
    people = [{"email": f"a{number}@f-1.example", "firstName": "P"} for number in range(250)]
    written(client, edges.owner, "patch", f"organizations/{edges.ids['F-1']}", {"contacts": people})
    browser, url = at(edges.owner), f"/relationships/{edges.main}/fields/contacts"
    page = open_page(browser, url)
    assert page.count("<option") <= 105
    assert "or by e-mail" in text_of(page)
    fill_in(browser, url, {"contacts.more": "bob@f-1.example"})
    assert "bob@f-1.example" in Relationship.rows.get(pk=edges.main).contacts.values_list("email", flat=True)


@pytest.mark.parametrize("key", ["foreign", 987_654_321, 2**63, "x", "%00", "-1"])
def test_an_organization_that_is_not_seen_is_not_named(edges: Edges, key: object):
    (foreign,) = save(edges.world.cast.stranger.actor, "organizations", {"type": "F", "name": "Theirs", "externalId": "THEIRS"})
    client, said = at(edges.owner), foreign if key == "foreign" else key
    page = open_page(client, f"/relationships/new?source={said}&target={said}")
    assert "Theirs" not in page
    assert "… supplies …" in text_of(page)


@pytest.mark.parametrize("typed", ["F-1", "  F-1 ", "THEIRS", "\x00", "x" * 300, "<b>"])
def test_without_scripts_an_end_is_named_by_its_external_id(edges: Edges, typed: str):
    save(edges.world.cast.stranger.actor, "organizations", {"type": "F", "name": "Theirs", "externalId": "THEIRS"})
    sent = {"source.key": typed, "target": edges.ids["R-1"], "types": ["maker"], "relationshipStatus": "active"}
    Relationship.rows.filter(pk=edges.retail).delete()
    answer = at(edges.owner).post("/relationships/new", sent)
    assert answer.status_code == (302 if typed.strip() == "F-1" else 422)
    assert "Theirs" not in answer.content.decode()


def test_a_choice_of_an_end_shows_the_form_anew_and_writes_nothing(edges: Edges):
    count = Relationship.rows.count()
    sent = {"source": edges.ids["F-1"], "target": edges.ids["B-1"], "refresh": "1"}
    answer = at(edges.owner).post("/relationships/new", sent)
    assert "Arden Mill makes for Cotta Brand" in text_of(answer.content.decode())
    assert Relationship.rows.count() == count


def test_one_that_is_there_already_is_one_click_away(edges: Edges):
    sent = {"source": edges.ids["F-1"], "target": edges.ids["B-1"], "types": ["maker"], "relationshipStatus": "active"}
    answer = at(edges.owner).post("/relationships/new", sent)
    assert answer.status_code == 422
    assert f"/relationships/{edges.main}" in links_of(answer.content.decode())


def test_an_organization_does_not_supply_itself(edges: Edges):
    sent = {"source": edges.ids["F-1"], "target": edges.ids["F-1"], "types": ["maker"], "relationshipStatus": "active"}
    answer = at(edges.owner).post("/relationships/new", sent)
    assert answer.status_code == 422
    assert "must differ" in text_of(answer.content.decode())


def test_a_forged_post_needs_the_right_to_edit_the_source(edges: Edges):
    partner = make_partner(edges.world.cast.acme, "p@acme.example", "READ", "CREATE", "UPDATE")
    share(partner, "organization", edges.ids["S-1"], "read")
    share(partner, "organization", edges.ids["B-1"], "edit")
    client = at(partner)
    page = open_page(client, edges.page("S-1", "/relationships"))
    assert not [url for url in links_of(page) if "source=" in url]
    sent = {"source": edges.ids["S-1"], "target": edges.ids["B-1"], "types": ["maker"], "relationshipStatus": "active"}
    assert client.post("/relationships/new", sent).status_code == 422
    assert not Relationship.rows.filter(source_id=edges.ids["S-1"], target_id=edges.ids["B-1"]).exists()


def test_a_new_one_takes_as_many_statements_with_many_types_and_people(client: Client, edges: Edges):
    browser, url = at(edges.owner), new(edges, source="F-1", target="B-1")
    before = statements(browser, url)
    people = [{"email": f"p{number}@f-1.example", "firstName": f"P{number}"} for number in range(60)]
    written(client, edges.owner, "patch", f"organizations/{edges.ids['F-1']}", {"contacts": people})
    for number in range(30):
        written(client, edges.owner, "post", "relationship-types", {"key": f"t{number}", "forwardLabel": f"f{number}", "reverseLabel": "r"})
    assert statements(browser, url) == before
    assert before <= 11


def test_the_lead_supplier_is_one_more_organization(client: Client, edges: Edges):
    fill_in(at(edges.owner), f"/relationships/{edges.main}/fields/leadSupplier", {"leadSupplier": edges.ids["R-1"]})
    assert Relationship.rows.get(pk=edges.main).lead_supplier_id == edges.ids["R-1"]
