"""The relationships at an organization, read from it, and those that list a contact."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from contacts.models import Contact
from organizations.models import Organization
from tests.kit.chain import save
from tests.kit.edges import Edges, edge, make_edges
from tests.kit.granting import make_partner, share
from tests.kit.pages import asked, at, links_of, main_of, open_page, statements, text_of, without_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def edges(db: None) -> Edges:
    return make_edges()


def seen(page: str) -> list[str]:
    """The rows of the table: what this organization is to the other."""
    rows = re.findall(r'<tr role="row">\s*<td(.*?)</tr>', page, re.S)
    return [" ".join(re.sub("<[^>]+>", " ", row.split('class="row-link"')[1].split("</a>")[0].partition(">")[2]).split()) for row in rows]


def test_both_directions_are_read_from_the_organization(edges: Edges):
    client = at(edges.world.cast.viewer)
    mill = open_page(client, edges.page("F-1", "/relationships"))
    assert seen(mill) == ["is supplied by Delta Textiles", "makes for Eve Retail", "supplies, is a source of Cotta Brand"]
    brand = open_page(client, edges.page("B-1", "/relationships"))
    assert seen(brand) == ["is supplied by, supplies brand reversed Arden Mill"]
    assert {f"/relationships/{edges.main}", edges.page("B-1"), edges.page("S-1")} <= links_of(mill)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("direction=outgoing", ["makes for Eve Retail", "supplies, is a source of Cotta Brand"]),
        ("direction=incoming", ["is supplied by Delta Textiles"]),
        ("type=maker", ["makes for Eve Retail"]),
        ("status=inactive", ["is supplied by Delta Textiles"]),
        ("q=cotta", ["supplies, is a source of Cotta Brand"]),
        ("q=R-1", ["makes for Eve Retail"]),
        ("q=Arden", []),  # its own name finds nothing: the other end is meant
        ("direction=outgoing&status=active&q=retail", ["makes for Eve Retail"]),
    ],
)
def test_filters_narrow_it(edges: Edges, query: str, found: list[str]):
    page = open_page(at(edges.world.cast.viewer), edges.page("F-1", f"/relationships?{query}"))
    assert seen(page) == found
    assert page.count('class="chip"') == len(query.split("&"))


@pytest.mark.parametrize("query", ["direction=sideways", "type=nobody", "status=%00", "q=%00", "q=" + "x" * 5_000, "type=%3Cb%3E", "x=1"])
def test_what_is_no_filter_narrows_nothing_and_is_not_shown_as_one(edges: Edges, query: str):
    page = open_page(at(edges.world.cast.viewer), edges.page("F-1", f"/relationships?{query}"))
    assert len(seen(page)) == 3
    assert 'class="chip"' not in page


def test_a_cursor_of_another_list_is_refused(edges: Edges):
    assert at(edges.owner).get(edges.page("F-1", "/relationships?cursor=x")).status_code == 400


def test_htmx_gets_the_rows_alone(edges: Edges):
    answer = at(edges.owner).get(edges.page("F-1", "/relationships?q=cotta"), headers=asked("results")).content.decode()
    assert "Cotta Brand" in answer
    assert "<html" not in answer


def test_a_viewer_is_offered_nothing_to_add(edges: Edges):
    for who, may in (("viewer", False), ("editor", True)):
        page = open_page(at(getattr(edges.world.cast, who)), edges.page("F-1", "/relationships"))
        assert ("/relationships/new" in page) is may


def test_what_can_be_added_reads_in_the_right_direction(edges: Edges):
    page = text_of(open_page(at(edges.owner), edges.page("B-1", "/relationships")))
    menu = page.partition("Add a relationship")[2].partition("Remove")[0]
    assert (
        "From here supplies … direct supplier makes for … supplies … partner To here is supplied by … maker reversed … supplies brand"
        in menu
    )


def test_an_archived_organization_gets_no_new_ones(edges: Edges):
    Organization.rows.filter(pk=edges.ids["F-1"]).update(status="archived")
    assert "/relationships/new" not in open_page(at(edges.owner), edges.page("F-1", "/relationships"))


def test_an_organization_in_sight_by_an_edge_alone_has_no_link(edges: Edges):
    partner = make_partner(edges.world.cast.acme, "p@acme.example")
    share(partner, "organization", edges.ids["F-1"], "read")
    page = open_page(at(partner), edges.page("F-1", "/relationships"))
    assert len(seen(page)) == 3
    assert not {edges.page(key) for key in ("B-1", "S-1", "R-1")} & links_of(page)


def test_who_sees_one_edge_alone_sees_that_one(edges: Edges):
    partner = make_partner(edges.world.cast.acme, "p@acme.example")
    share(partner, "relationship", edges.main, "relationship-read")
    client = at(partner)
    assert client.get(edges.page("F-1", "/relationships")).status_code == 404
    assert client.get(f"/relationships/{edges.main}").status_code == 200


def test_foreign_invisible_and_missing_organizations_are_the_same_404(edges: Edges):
    (foreign,) = save(edges.world.cast.stranger.actor, "organizations", {"type": "F", "name": "X"})
    partner = make_partner(edges.world.cast.acme, "p@acme.example")
    edges.ids["foreign"] = foreign
    paths = [edges.page("foreign", "/relationships"), edges.page("S-1", "/relationships"), "/organizations/nobody/relationships"]
    answers = [at(partner).get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404] * 3
    shown = {without_tokens(answer.content).replace(answer.wsgi_request.get_full_path(), "") for answer in answers}
    assert len(shown) == 1


def test_five_hundred_come_in_pages_at_the_same_cost(client: Client, edges: Edges):
    browser, path = at(edges.owner), edges.page("S-1", "/relationships")
    few = statements(browser, path)
    names = [{"externalId": f"N-{number}", "type": "B", "name": f"Brand {number}"} for number in range(500)]
    save(edges.owner.actor, "organizations", *names)
    save(edges.owner.actor, "relationships", *(edge("S-1", f"N-{number}", "direct supplier") for number in range(500)))
    assert statements(browser, path) == few <= 10
    found, url = [], path
    while url:
        page = open_page(browser, url)
        found += seen(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        url = following[1].replace("&amp;", "&") if following else ""
        assert len(seen(page)) <= 50
    assert len(found) == len(set(found)) == 501


def test_a_partner_pays_a_fixed_number_too(client: Client, edges: Edges):
    partner = make_partner(edges.world.cast.acme, "p@acme.example")
    share(partner, "organization", edges.ids["F-1"], "read")
    browser, path = at(partner), edges.page("F-1", "/relationships")
    few = statements(browser, path)
    names = [{"externalId": f"N-{number}", "type": "B", "name": f"Brand {number}"} for number in range(40)]
    save(edges.owner.actor, "organizations", *names)
    save(edges.owner.actor, "relationships", *(edge("F-1", f"N-{number}", "direct supplier") for number in range(40)))
    assert statements(browser, path) == few


def test_a_contact_shows_the_relationships_that_list_it(edges: Edges):
    ann = Contact.rows.get(email="ann@f-1.example")
    client = at(edges.world.cast.viewer)
    page = open_page(client, f"/contacts/{ann.pk}/relationships")
    assert seen(page) == ["Arden Mill supplies, is a source of Cotta Brand"]
    assert f"/contacts/{ann.pk}/relationships" in links_of(open_page(client, f"/contacts/{ann.pk}"))
    other = Contact.rows.get(email="ann@b-1.example")
    assert "No relationship lists this contact" in text_of(open_page(client, f"/contacts/{other.pk}/relationships"))


def test_a_contact_shows_no_relationship_that_is_not_seen(edges: Edges):
    ann = Contact.rows.get(email="ann@f-1.example")
    partner = make_partner(edges.world.cast.acme, "p@acme.example")
    assert at(partner).get(f"/contacts/{ann.pk}/relationships").status_code == 404
    share(partner, "organization", edges.ids["F-1"], "read")
    page = open_page(at(partner), f"/contacts/{ann.pk}/relationships")
    assert edges.page("F-1") in links_of(page)
    assert edges.page("B-1") not in main_of(page)


def test_a_contact_of_many_relationships_pays_as_much(client: Client, edges: Edges):
    ann = Contact.rows.get(email="ann@f-1.example")
    browser, path = at(edges.owner), f"/contacts/{ann.pk}/relationships"
    few = statements(browser, path)
    save(edges.owner.actor, "organizations", *({"externalId": f"N-{number}", "type": "B", "name": f"N {number}"} for number in range(60)))
    listing = {"contacts": [{"email": ann.email}]}
    save(edges.owner.actor, "relationships", *(edge("F-1", f"N-{number}", "maker") | listing for number in range(60)))
    assert statements(browser, path) == few
    assert len(seen(open_page(browser, path))) == 50
