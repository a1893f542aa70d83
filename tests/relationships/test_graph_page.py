"""The graph page and what its picture is drawn from: who sees what of the network, and in how many statements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from organizations.insp_id import insp_id
from organizations.models import Organization
from relationships import graph_picture, graph_views
from tests.kit.cast import Cast, Person, make_person
from tests.kit.chain import save
from tests.kit.granting import make_partner, share
from tests.kit.pages import asked, at, links_of, main_of, open_page, statements, text_of
from tests.kit.scenes import kept_for_module
from tests.relationships.network import EDGES, Ids, Scene, edge, make_scene


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with kept_for_module(django_db_blocker):
        yield make_scene()


@pytest.fixture
def cast(shown: Scene, db: None) -> Cast:
    return shown.cast


@pytest.fixture
def ids(shown: Scene, db: None) -> Ids:
    return shown.ids


def address(center: int, below: str = "", **query: Any) -> str:
    found = f"/organizations/{insp_id(center)}/graph{below}"
    return f"{found}?{urlencode(query, doseq=True)}" if query else found


def told(person: Person, center: int, **query: Any) -> dict[str, Any]:
    """What the picture is drawn from."""
    answer = at(person).get(address(center, "/picture", **query))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


def names(found: dict[str, Any]) -> dict[str, int]:
    return {node["externalId"]: node["tier"] for node in found["nodes"]}


def test_the_tables_say_who_is_what_to_whom(cast: Cast, ids: Ids):
    save(cast.owner.actor, "organizations", {"externalId": "S-1", "type": "S", "name": "Works S-1", "country": "TR"})
    save(cast.owner.actor, "relationships", edge("S-1", "B-0", lead="X-0"), edge("S-2", "B-0", status="inactive"))
    page = open_page(at(cast.viewer), address(ids["B-0"], includeInactive="true"))
    said = text_of(page)
    for text in ("Organizations 5", "Relationships 6", "Works S-1 S Supplier 1 Türkiye 2", "Works F-1 S Supplier 2"):
        assert text in said
    assert "S Supplier Works S-1 supplies S Supplier Works B-0 Active Works X-0" in said
    assert "S Supplier Works S-2 supplies S Supplier Works B-0 Inactive" in said
    assert {f"/organizations/{insp_id(ids['S-1'])}", address(ids["S-1"])} <= links_of(page)


def test_its_tab_is_there_for_who_may_read_relationships(cast: Cast, ids: Ids):
    overview = f"/organizations/{insp_id(ids['B-0'])}"
    assert address(ids["B-0"]) in links_of(open_page(at(cast.viewer), overview))
    nobody = make_partner(cast.acme, "blind@acme.example", "CREATE")
    share(nobody, "organization", ids["B-0"], "read")
    for below in ("", "/picture"):
        assert at(nobody).get(address(ids["B-0"], below)).status_code == 403


def test_what_is_foreign_missing_or_invisible_is_not_found_alike(cast: Cast, ids: Ids):
    foreign = Organization.rows.get(account=cast.globex, external_id="B-0").pk
    partner = make_partner(cast.acme, "partner@acme.example")
    share(partner, "organization", ids["S-1"], "read")
    for below in ("", "/picture"):
        for person, center in ((cast.viewer, foreign), (cast.viewer, 2**40), (partner, ids["B-0"]), (cast.stranger, ids["B-0"])):
            assert at(person).get(address(center, below)).status_code == 404
        assert at(cast.viewer).get(f"/organizations/nosuch/graph{below}").status_code == 404
        assert at(cast.viewer).post(address(ids["B-0"], below), {}).status_code == 405
        assert Client().get(address(ids["B-0"], below)).status_code == 302


def test_the_picture_holds_what_the_tables_hold(cast: Cast, ids: Ids):
    found = told(cast.viewer, ids["B-0"])
    assert names(found) == {"B-0": 0, "S-1": 1, "S-2": 1, "R-0": 1, "F-1": 2}
    keys = {node["id"]: node["externalId"] for node in found["nodes"]}
    assert {(keys[one["source"]], keys[one["target"]]) for one in found["edges"]} == {pair for pair in EDGES if "H-0" not in pair}
    assert {(one["label"], one["reverse"], one["isActive"]) for one in found["edges"]} == {("supplies", "is supplied by", True)}
    counts = {node["externalId"]: node["count"] for node in found["nodes"]}
    assert counts == {"B-0": 4, "S-1": 2, "S-2": 2, "R-0": 2, "F-1": 3}
    assert (found["center"], found["truncated"], found["path"]) == (ids["B-0"], False, None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"depth": 1}, {"B-0", "S-1", "S-2", "R-0"}),
        ({"depth": 3, "direction": "incoming"}, {"B-0", "S-1", "S-2", "R-0", "F-1", "H-0"}),
        ({"direction": "outgoing"}, {"B-0", "R-0"}),
        ({"types": "maker"}, {"B-0"}),
        ({"types": ["maker", "direct supplier"]}, {"B-0", "S-1", "S-2", "R-0", "F-1"}),
    ],
)
def test_the_address_says_what_is_drawn(cast: Cast, ids: Ids, query: dict[str, Any], expected: set[str]):
    assert set(names(told(cast.viewer, ids["B-0"], **query))) == expected
    page = open_page(at(cast.viewer), address(ids["B-0"], **query))
    assert f'data-picture="{address(ids["B-0"], "/picture", **query)}"'.replace("&", "&amp;") in page


def test_types_that_are_not_to_be_shown_are_left_out_of_the_tables_but_gone_through(cast: Cast, ids: Ids):
    Organization.objects.visible_to(cast.owner.actor).filter(id__in=[ids["F-1"], ids["R-0"]]).update(type="F")
    said = text_of(open_page(at(cast.viewer), address(ids["B-0"], show="F")))
    assert "Organizations 3" in said
    assert "Works F-1 F Factory 2" in said
    assert "Works S-1" not in said.partition("Organizations 3")[2]
    assert len(told(cast.viewer, ids["B-0"], show="F")["nodes"]) == 5, "a script hides them, and shows them again without asking"


def test_the_path_is_told_in_words_and_drawn_though_it_leads_further_than_the_graph(cast: Cast, ids: Ids):
    query = {"depth": 1, "to": ids["H-0"]}
    page = open_page(at(cast.viewer), address(ids["B-0"], **query))
    said = text_of(page).partition("Shortest path: 3 relationships")[2].replace("S Supplier ", "")
    assert "Works B-0 is supplied by Works S-1 is supplied by Works F-1 is supplied by Works H-0" in said
    found = told(cast.viewer, ids["B-0"], **query)
    assert found["path"]["organizations"] == [ids[key] for key in ("B-0", "S-1", "F-1", "H-0")]
    assert len(found["path"]["edges"]) == 3
    assert names(found) == {"B-0": 0, "S-1": 1, "S-2": 1, "R-0": 1, "F-1": 2, "H-0": 3}


def test_a_path_goes_along_what_is_chosen_and_says_which_way(cast: Cast, ids: Ids):
    said = text_of(open_page(at(cast.viewer), address(ids["B-0"], to=ids["R-0"]))).replace("S Supplier ", "")
    assert "Works B-0 supplies, is supplied by Works R-0" in said
    said = text_of(open_page(at(cast.viewer), address(ids["B-0"], to=ids["R-0"], direction="outgoing"))).replace("S Supplier ", "")
    assert "Works B-0 supplies Works R-0" in said
    assert "No path leads there" in text_of(open_page(at(cast.viewer), address(ids["B-0"], to=ids["H-0"], direction="outgoing")))


def test_a_goal_is_also_found_by_the_id_that_was_typed(cast: Cast, ids: Ids):
    for typed in ("H-0", str(insp_id(ids["H-0"]))):
        assert "Shortest path: 3" in text_of(open_page(at(cast.viewer), address(ids["B-0"], **{"to.key": typed})))
    for typed in ("nosuch", "a\x00b", "9" * 50):
        page = open_page(at(cast.viewer), address(ids["B-0"], **{"to.key": typed}))
        assert "There is no organization with this external id or short code." in text_of(page)


def test_a_goal_that_is_foreign_missing_or_unrelated_is_not_found_alike(cast: Cast, ids: Ids):
    foreign = Organization.rows.get(account=cast.globex, external_id="H-0").pk
    client = at(cast.viewer)
    for goal in (foreign, 2**62, ids["X-0"]):
        page = open_page(client, address(ids["B-0"], to=goal))
        assert "No path leads there within 10 relationships" in text_of(page)
        assert [told(cast.viewer, ids["B-0"], to=goal)["path"]] == [{"organizations": [], "edges": []}]
    assert statements(client, address(ids["B-0"], to=foreign)) == statements(client, address(ids["B-0"], to=2**62))


def test_the_way_to_itself_is_none(cast: Cast, ids: Ids):
    assert "That is this organization itself." in text_of(open_page(at(cast.viewer), address(ids["B-0"], to=ids["B-0"])))


def test_a_partner_is_told_stubs_and_nothing_more_of_them(cast: Cast, ids: Ids):
    partner = make_partner(cast.acme, "partner@acme.example")
    share(partner, "organization", ids["S-1"], "read")
    Organization.objects.visible_to(cast.owner.actor).filter(id=ids["B-0"]).update(country="FR")
    found = told(partner, ids["S-1"], depth=10, to=ids["B-0"])
    assert names(found) == {"S-1": 0, "B-0": 1, "F-1": 1}
    assert found["path"]["organizations"] == [ids["S-1"], ids["B-0"]]
    (stub,) = [node for node in found["nodes"] if node["externalId"] == "B-0"]
    assert [stub[name] for name in ("country", "status", "url", "graph", "picture", "count")] == ["", None, None, None, None, 1]
    page = open_page(at(partner), address(ids["S-1"], depth=10, to=ids["B-0"]))
    assert "France" not in main_of(page)
    assert "S-2" not in text_of(page)
    assert f"/organizations/{insp_id(ids['B-0'])}" not in links_of(page)
    assert "Works B-0 (B-0)" in text_of(page), "the control says where the path leads"
    assert told(partner, ids["S-1"], to=ids["R-0"])["path"] == {"organizations": [], "edges": []}


def test_archived_and_inactive_ones_are_there_when_asked_for(cast: Cast, ids: Ids):
    Organization.objects.visible_to(cast.owner.actor).filter(id=ids["F-1"]).update(status="archived")
    save(cast.owner.actor, "relationships", edge("S-2", "B-0", status="inactive"))
    assert set(names(told(cast.viewer, ids["B-0"]))) == {"B-0", "S-1", "R-0"}
    counts = {node["externalId"]: node["count"] for node in told(cast.viewer, ids["B-0"])["nodes"]}
    assert counts == {"B-0": 3, "S-1": 1, "R-0": 2}, "what is not to be shown is not counted"
    assert set(names(told(cast.viewer, ids["B-0"], includeInactive="true", includeArchived="true"))) == {"B-0", "S-1", "S-2", "R-0", "F-1"}


def test_beyond_the_limit_it_says_so_and_leads_on(cast: Cast, ids: Ids):
    items = [{"externalId": f"M-{number}", "type": "F", "name": f"Mill {number}"} for number in range(60)]
    save(cast.owner.actor, "organizations", *items)
    save(cast.owner.actor, "relationships", *(edge(item["externalId"], "B-0") for item in items))
    page = open_page(at(cast.viewer), address(ids["B-0"], limit=50, depth=1))
    assert "There is more than this: the nearest 50 organizations are shown." in text_of(page)
    assert "?limit=100&amp;depth=1" in links_of(page)
    assert "There is more" not in text_of(open_page(at(cast.viewer), address(ids["B-0"], depth=1)))
    assert told(cast.viewer, ids["B-0"], limit=50, depth=1)["truncated"] is True


def test_the_relationships_of_a_path_are_not_lost_to_the_cap(cast: Cast, ids: Ids, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(graph_picture, "MAX_EDGES", 1)
    found = told(cast.viewer, ids["B-0"], to=ids["H-0"])
    assert found["truncated"] is True
    assert set(found["path"]["edges"]) <= {one["id"] for one in found["edges"]}
    assert len(found["path"]["edges"]) == 3


def test_what_is_counted_has_an_end(cast: Cast, ids: Ids, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(graph_picture, "MAX_COUNTED", 2)
    counted = {node["externalId"]: node["counted"] for node in told(cast.viewer, ids["B-0"], depth=3)["nodes"]}
    assert (counted["H-0"], counted["F-1"]) == ("1", "2+")


def test_long_tables_come_in_pages(cast: Cast, ids: Ids, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(graph_views, "ROWS", 2)
    first = open_page(at(cast.viewer), address(ids["B-0"], depth=2))
    assert "1–2 of 5" in text_of(first)
    assert "?depth=2&amp;organizations=2&amp;view=table#organizations" in first
    seen = [text_of(open_page(at(cast.viewer), address(ids["B-0"], organizations=number))) for number in (1, 2, 3)]
    assert [said.partition("Organizations 5")[2].partition("Source")[0].count("Works") for said in seen] == [2, 2, 1]
    assert "5–5 of 5" in text_of(open_page(at(cast.viewer), address(ids["B-0"], organizations=9999)))


def test_an_organization_without_relationships_says_so(cast: Cast, ids: Ids):
    page = open_page(at(cast.owner), address(ids["X-0"]))
    assert "No relationships yet" in text_of(page)
    assert "data-drawn" not in page
    assert "data-drawn" in open_page(at(cast.owner), address(ids["B-0"]))
    said = text_of(open_page(at(cast.owner), address(ids["B-0"], types="maker")))
    assert "Nothing leads on from here" in said
    assert "No relationships yet" not in said


def test_scripts_ask_for_the_tables_alone(cast: Cast, ids: Ids):
    answer = at(cast.viewer).get(address(ids["B-0"], to=ids["S-1"]), headers=asked("twin"))
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="twin"')
    assert 'id="graph-found" hx-swap-oob="true"' in page
    assert "Shortest path" in page
    assert "<html" not in page


GARBAGE = ("0", "11", "-1", "x", "", "\x00", "9" * 40, "٣", "1.5", "true", "<b>", ["1", "2"])


@pytest.mark.parametrize(
    "name",
    [
        *("depth", "direction", "types", "limit", "to", "to.key", "includeInactive", "includeArchived"),
        *("show", "layout", "view", "organizations", "relationships", "other"),
    ],
)
def test_no_value_of_a_parameter_is_a_fault(cast: Cast, ids: Ids, name: str):
    client = at(cast.viewer)
    for value in GARBAGE:
        for below in ("", "/picture"):
            answer = client.get(address(ids["B-0"], below, **{name: value}))
            assert answer.status_code == 200, (name, value)
            assert b"<b>" not in answer.content.replace(b"<b aria-hidden", b"")


def test_a_value_that_makes_no_sense_is_said_and_left_out(cast: Cast, ids: Ids):
    page = open_page(at(cast.viewer), address(ids["B-0"], depth="11", types="nosuch"))
    assert text_of(page).count("is not one of the available choices") == 2
    assert "Organizations 5" in text_of(page)


def test_names_are_texts_and_nothing_else(cast: Cast, ids: Ids):
    name = "</script><img src=x onerror=alert(1)>\"'"
    save(cast.owner.actor, "organizations", {"externalId": "S-1", "type": "S", "name": name})
    page = open_page(at(cast.viewer), address(ids["B-0"], to=ids["S-1"]))
    assert "<img src=x" not in page
    answer = at(cast.viewer).get(address(ids["B-0"], "/picture"))
    assert name in {node["name"] for node in json.loads(answer.content)["nodes"]}
    assert answer["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize("below", ["", "/picture"])
@pytest.mark.parametrize("who", ["viewer", "partner"])
def test_a_tier_takes_one_statement_however_many_there_are(cast: Cast, ids: Ids, below: str, who: str):
    partner = make_partner(cast.acme, "partner@acme.example")
    for name in ("S-1", "B-0", "F-1", "S-2"):
        share(partner, "organization", ids[name], "read")
    client = at(partner if who == "partner" else cast.viewer)

    def taken(**query: Any) -> int:
        return statements(client, address(ids["B-0"], below, **query))

    few = {depth: taken(depth=depth) for depth in (1, 2)}
    assert few[2] == few[1] + 1
    path = taken(depth=1, to=ids["F-1"])
    items = [{"externalId": f"M-{number}", "type": "F", "name": f"Mill {number}"} for number in range(60)]
    made = save(cast.owner.actor, "organizations", *items)
    for one in made:
        share(partner, "organization", one, "relationship-read")
    save(cast.owner.actor, "relationships", *(edge(item["externalId"], "B-0", lead="X-0") for item in items))
    assert {depth: taken(depth=depth) for depth in (1, 2)} == few
    assert taken(depth=1, to=ids["F-1"]) == path


def test_the_one_who_may_add_relationships_is_led_there(cast: Cast, ids: Ids):
    """Once there is a page for it; a Viewer is not."""
    editor = make_person(cast.acme, "Editor", "adder@acme.example")
    for person, may in ((editor, True), (cast.viewer, False)):
        links = links_of(open_page(at(person), address(ids["X-0"])))
        address_of_form = graph_views.page_address("relationships:create")
        assert (f"{address_of_form}?source={ids['X-0']}" in links) is (may and address_of_form is not None)
