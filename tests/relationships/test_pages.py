"""The pages of a relationship: who sees what of it, and how it is written."""

from __future__ import annotations

import json
import re
import shlex
from html import unescape
from typing import Any

import pytest
from django.test import Client

from activity.models import Change
from relationships.models import Relationship
from tests.kit.chain import external, save
from tests.kit.edges import Edges, edge, make_edges
from tests.kit.granting import make_partner, share
from tests.kit.pages import asked, at, fill_in, links_of, main_of, open_page, statements, text_of, without_tokens
from tests.kit.writing import send, written

pytestmark = pytest.mark.django_db
READING = ("", "/activity", "/sharing", "/api")
WRITING = ("/edit", "/fields/types", "/remove")
SHARING = ("/sharing/manual/account", "/sharing/manual/account/revoke")
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def edges(db: None) -> Edges:
    return make_edges()


def path(edges: Edges, below: str = "") -> str:
    return f"/relationships/{edges.main}{below}"


def test_the_header_says_from_whom_to_whom_in_the_words_of_the_account(edges: Edges):
    page = open_page(at(edges.world.cast.viewer), path(edges))
    said = text_of(page)
    assert "Arden Mill → Cotta Brand" in said
    assert re.search(r"Source Arden Mill F-1 supplies, is a source of .*Target Cotta Brand B-1", said)
    for text in ("Lead supplier Delta Textiles", "Active", "Primary supplier", "At Arden Mill", "At Cotta Brand", "Ann Weaver"):
        assert text in said
    assert {edges.page(key) for key in ("F-1", "B-1", "S-1")} <= links_of(page)
    assert not {path(edges, below) for below in WRITING} & links_of(page)


@pytest.mark.parametrize(
    ("who", "edits", "removes"), [("owner", True, True), ("editor", True, False), ("viewer", False, False), ("integration", True, True)]
)
def test_who_may_do_what(edges: Edges, who: str, edits: bool, removes: bool):
    client = at(getattr(edges.world.cast, who))
    links = links_of(open_page(client, path(edges)))
    assert (path(edges, "/edit") in links, path(edges, "/remove") in links) == (edits, removes)
    for below, may in (("/edit", edits), ("/fields/types", edits), ("/remove", removes)):
        assert client.get(path(edges, below)).status_code == (200 if may else 403)
    if not edits:
        assert client.post(path(edges, "/fields/relationshipStatus"), {"relationshipStatus": "inactive"}).status_code == 403
        assert client.post(path(edges, "/edit"), {"relationshipStatus": "inactive"}).status_code == 403
        assert client.post("/relationships/new", {"source": 1, "target": 2}).status_code == 403
    if not removes:
        assert client.post(path(edges, "/remove")).status_code == 403
    assert Relationship.rows.get(pk=edges.main).relationship_status == "active"


@pytest.mark.parametrize(("permission", "edits"), [("relationship-read", False), ("relationship-edit", True)])
def test_a_partner_sees_what_is_shared_and_edits_where_it_may(edges: Edges, permission: str, edits: bool):
    partner = make_partner(edges.world.cast.acme, "p@acme.example")
    share(partner, "relationship", edges.main, permission)
    client = at(partner)
    assert (path(edges, "/edit") in links_of(open_page(client, path(edges)))) is edits
    answer = client.post(path(edges, "/fields/relationshipStatus"), {"relationshipStatus": "inactive", "ifVersion": 1})
    assert answer.status_code == (302 if edits else 403)
    assert client.get(f"/relationships/{edges.retail}").status_code == 404


def partner_with(edges: Edges) -> Client:
    partner = make_partner(edges.world.cast.acme, "p@acme.example", "READ", "UPDATE", "DELETE", "SHARE")
    share(partner, "relationship", edges.main, "full")
    return at(partner)


@pytest.mark.parametrize("below", [*READING, *WRITING, *SHARING])
def test_foreign_invisible_and_missing_ones_are_the_same_404(edges: Edges, below: str):
    stranger = edges.world.cast.stranger.actor
    save(stranger, "organizations", {"externalId": "X", "type": "F", "name": "X"}, {"externalId": "Y", "type": "B", "name": "Y"})
    (foreign,) = save(stranger, "relationships", edge("X", "Y", "direct supplier"))
    browser = partner_with(edges)
    assert browser.get(path(edges, below)).status_code == (404 if below in SHARING else 200)  # nothing is shared with everyone
    keys = [foreign, edges.retail, 987_654_321, 2**63, "9" * 40, "x", "-1", "%00", "٣"]
    answers = [browser.get(f"/relationships/{key}{below}") for key in keys]
    assert [answer.status_code for answer in answers] == [404] * len(keys)
    posts = [browser.post(f"/relationships/{key}{below}") for key in (foreign, edges.retail, 987_654_321)]
    assert {answer.status_code for answer in posts} == {404}
    shown = {without_tokens(answer.content).replace(answer.wsgi_request.get_full_path(), "") for answer in answers}
    assert len(shown) == 1


def test_a_field_is_edited_where_it_stands_and_history_says_by_a_page(edges: Edges):
    client = at(edges.world.cast.editor)
    url = path(edges, "/fields/relationshipStatus")
    part = client.get(url, headers=asked("fact-relationshipStatus")).content.decode()
    assert "inline-edit" in part
    assert "<html" not in part
    answer = client.post(url, {"relationshipStatus": "inactive", "ifVersion": 1}, headers=asked("fact-relationshipStatus"))
    assert answer.status_code == 200
    assert "Inactive" in answer.content.decode()
    assert "Arden Mill → Cotta Brand" in answer.content.decode()  # the header comes along
    change = Change.rows.latest("sequence")
    assert (change.channel, change.operation, change.changes["relationshipStatus"]) == ("page", "update", ["active", "inactive"])
    assert "Status Active became → Inactive" in text_of(open_page(client, path(edges, "/activity")))


def test_an_old_version_does_not_win(client: Client, edges: Edges):
    written(client, edges.owner, "patch", f"relationships/{edges.main}", {"relationshipStatus": "inactive"})
    answer = at(edges.owner).post(path(edges, "/fields/types"), {"types": ["maker"], "ifVersion": 1})
    assert answer.status_code == 422
    assert "Somebody changed this since you opened it" in answer.content.decode()


def test_removing_asks_once_and_goes_on_at_the_source(edges: Edges):
    client = at(edges.owner)
    assert "This can&#x27;t be undone" in open_page(client, path(edges, "/remove"))
    answer = fill_in(client, path(edges, "/remove"))
    assert answer["Location"] == edges.page("F-1", "/relationships")
    assert client.get(path(edges)).status_code == 404
    assert (Change.rows.latest("sequence").operation, Change.rows.latest("sequence").channel) == ("delete", "page")


def test_the_commands_of_the_api_tab_are_what_the_api_takes(client: Client, edges: Edges):
    page = open_page(at(edges.owner), path(edges, "/api"))
    commands = [unescape(found) for found in re.findall(r"<code>(curl.*?)</code>", page, re.S)]
    body: dict[str, Any] = json.loads(shlex.split(commands[-1].replace("\\\n", ""))[-1])
    assert body["source"] == external("F-1")
    answer = send(client, edges.owner, "post", "relationships/upsert", body)
    assert (answer.status_code, answer.json()["id"], answer.json()["operationType"]) == (200, edges.main, "unchanged")


def test_nothing_that_was_stored_becomes_markup(client: Client, edges: Edges):
    for key in ("F-1", "B-1", "S-1"):
        written(client, edges.owner, "patch", f"organizations/{edges.ids[key]}", {"name": f"{key} {XSS}"})
    written(client, edges.owner, "patch", f"relationships/{edges.main}", {"customFields": {"notes": XSS}})
    listed = Relationship.rows.get(pk=edges.main).contacts.first()
    written(client, edges.owner, "patch", f"contacts/{listed.pk}", {"firstName": XSS, "role": "buyer", "phoneNumber": XSS[:50]})
    types = {"key": XSS, "forwardLabel": f"f {XSS}", "reverseLabel": f"r {XSS}"}
    written(client, edges.owner, "post", "relationship-types", types)
    written(client, edges.owner, "patch", f"relationships/{edges.main}", {"types": [XSS]})
    browser = at(edges.owner)
    pages = [path(edges, below) for below in (*READING, *WRITING, "/fields/contacts")]
    pages += [edges.page("F-1", "/relationships"), f"/contacts/{listed.pk}/relationships"]
    pages += [f"/relationships/new?source={edges.ids['F-1']}&target={edges.ids['B-1']}&types={XSS}"]
    for page in pages:
        shown = open_page(browser, page)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_what_is_in_sight_at_one_end_only_is_known_by_its_name_at_the_other(client: Client, edges: Edges):
    partner = make_partner(edges.world.cast.acme, "p@acme.example")
    share(partner, "organization", edges.ids["F-1"], "read")
    page = open_page(at(partner), path(edges))
    assert edges.page("F-1") in links_of(page)
    assert not {edges.page("B-1"), edges.page("S-1")} & links_of(page)
    assert "Cotta Brand" in text_of(page)
    assert "At Arden Mill" in text_of(page)
    assert "At Cotta Brand" not in text_of(page)
    assert "bob@b-1.example" in text_of(page)
    assert "ann@b-1.example" not in main_of(page)


def test_statements_do_not_grow_with_what_a_relationship_holds(client: Client, edges: Edges):
    browser = at(edges.owner)
    before = {below: statements(browser, path(edges, below)) for below in (*READING, *WRITING, "/fields/contacts")}
    people = [{"email": f"p{number}@f-1.example", "firstName": f"P{number}"} for number in range(60)]
    written(client, edges.owner, "patch", f"organizations/{edges.ids['F-1']}", {"contacts": people})
    kinds = [{"key": f"t{number}", "forwardLabel": f"f{number}", "reverseLabel": f"r{number}"} for number in range(30)]
    for kind in kinds:
        written(client, edges.owner, "post", "relationship-types", kind)
    said = {"contacts": [{"email": one["email"]} for one in people], "types": [kind["key"] for kind in kinds]}
    written(client, edges.owner, "patch", f"relationships/{edges.main}", said)
    for number in range(30):
        written(client, edges.owner, "patch", f"relationships/{edges.main}", {"customFields": {"notes": f"{number}"}})
    assert {below: statements(browser, path(edges, below)) for below in before} == before
    assert max(before.values()) <= 13
