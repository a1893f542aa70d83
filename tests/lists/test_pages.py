"""Lists as pages: who sees what, in which order, at what cost, and that an address can say anything."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from organizations.models import Organization
from relationships.tables import RELATIONSHIP_LIST
from tests.kit.calls import all_rows
from tests.lists.conftest import Scene
from tests.lists.visiting import LISTS, Visitor
from upserts.reading import read

PEOPLE = ("owner", "editor", "viewer", "partner")
FILTERS: dict[str, list[dict[str, Any]]] = {
    "organizations": [{}, {"q": "actory 1"}, {"type": "F"}, {"country": "PT"}, {"customFields.grade": "A"}, {"includeArchived": "true"}],
    "contacts": [{}, {"q": "ann"}, {"type": "sales"}, {"customFields.certified": "true"}],
    "relationships": [
        {},
        {"q": "PARENT-1"},
        {"relationshipStatus": "active"},
        {"relationshipType": "maker"},
        {"customFields.headcount__gte": "1"},
    ],
    "products": [
        {},
        {"q": "hell 1"},
        {"status": "ACTIVE"},
        {"productType": "ADDON"},
        {"customFields.grade": "A"},
        {"includeArchived": "true"},
    ],
}
CASES = [(name, query) for name in LISTS for query in FILTERS[name]]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("name", "query"), CASES, ids=str)
def test_a_page_holds_the_rows_that_the_api_lists(client: Client, scene: Scene, who: str, name: str, query: dict[str, Any]):
    person = scene.person(who)
    shown = Visitor(person).ids(name, **query)
    assert sorted(shown) == sorted(row["id"] for row in all_rows(client, person, name, **query, limit=500))
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("name", LISTS)
def test_the_filters_of_the_test_find_something(scene: Scene, name: str):
    visitor = Visitor(scene.owner)
    assert all(visitor.ids(name, **query) for query in FILTERS[name])


@pytest.mark.parametrize("name", LISTS)
def test_rows_of_another_account_are_not_there(scene: Scene, name: str):
    visitor = Visitor(scene.world.cast.stranger)
    shown = visitor.ids(name)
    assert set(shown) >= set(scene.foreign[name])
    assert not set(shown) & set(scene.ids[name])


@pytest.mark.parametrize("name", LISTS)
def test_who_is_not_signed_in_is_sent_to_the_sign_in_and_back(client: Client, scene: Scene, name: str):
    answer = client.get(f"/{name}?q=x")
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next=/{name}%3Fq%3Dx")


@pytest.mark.parametrize(
    ("name", "sort", "columns"),
    [
        ("organizations", "name", ["name"]),
        ("organizations", "-name", ["-name"]),
        ("organizations", "country,-name", ["country", "-name"]),
        ("organizations", "type,-country,name", ["type", "-country", "name"]),
        ("organizations", "-updatedAt", ["-updated_at"]),
        ("contacts", "organization,-email", ["organization__name", "-email_key"]),
        ("contacts", "-lastName,email", ["-last_name", "email_key"]),
        ("relationships", "source,-target", ["source__name", "-target__name"]),
        ("relationships", "-target", ["-target__name"]),
        ("products", "-displayOrder", ["-display_order"]),
        ("products", "status,-productType,name", ["status", "-product_type", "name"]),
    ],
)
def test_a_list_is_sorted_by_several_columns_across_pages_there_and_back(
    scene: Scene, visitor: Visitor, name: str, sort: str, columns: list[str]
):
    if name == "organizations":  # some values are missing, and many are equal
        Organization.rows.filter(pk__in=scene.ids[name][:20]).update(country=None)
        Organization.rows.filter(pk__in=scene.ids[name][20:40]).update(country="DE")
    context = visitor.page(f"/{name}", sort=sort, size=25)
    model = context["records"].resource.model
    by_id = f"{'-' if columns[-1].startswith('-') else ''}id"
    rows = model.rows.filter(account=scene.owner.account).order_by(*columns, by_id)
    pages = [[line.id for line in context["lines"]]]
    while context["following"]:
        context = visitor.page(f"/{name}?{context['following']}")
        pages.append([line.id for line in context["lines"]])
    assert [one for page in pages for one in page] == list(rows.values_list("pk", flat=True))
    assert len(pages) > 2
    back = [pages[-1]]
    while context["previous"]:
        context = visitor.page(f"/{name}?{context['previous']}")
        back.insert(0, [line.id for line in context["lines"]])
    assert back == pages
    assert context["shown"].startswith("1–25 of ")


def test_a_heading_sorts_by_its_column_and_turns_it_round_and_adds_it_to_others(visitor: Visitor):
    headings = {str(one.label): one for one in visitor.page("/organizations")["headings"]}
    assert (headings["Name"].query, headings["Name"].aria, headings["Name"].then) == ("sort=-name", "ascending", "")
    assert (headings["Country"].query, headings["Country"].then) == ("sort=country", "sort=name,country")
    assert headings["City"].query is None


@pytest.mark.parametrize("name", LISTS)
def test_statements_do_not_depend_on_the_rows(scene: Scene, visitor: Visitor, name: str):
    visitor.post(f"/{name}/views", do="save", name="Mine", query="sort=-updatedAt", is_default="true")
    few, many = (visitor.statements(f"/{name}", size=size, view="all", **{"customFields.certified": "true"}) for size in (25, 200))
    # A page that holds all rows need not count them.
    assert few - 1 == many <= 16
    assert visitor.statements(f"/{name}", q="nothing like this") <= few
    partner = Visitor(scene.partner)
    fewer, more = (partner.statements(f"/{name}", size=size) for size in (25, 200))
    assert fewer - more == (name == "products")  # of which a partner sees all; of the rest, no more than a page


ODD = [
    "cursor=x",
    "cursor=WyJhIl0:1abc:def",
    "sort=nonsense,-,,--name,-updatedAt,id,id",
    "sort=%00",
    "columns=name,nonsense,name",
    "columns=,",
    "column=x&move=x:left",
    "move=name:sideways&column=name",
    "size=1000000",
    "size=-1",
    "size=٣",
    "view=99999999999999999999",
    "view=x",
    "panel=x&count=x",
    "nonsense=1&a%00b=2",
    "q=%00",
    "q=%ff%fe",
    "q=" + "a" * 2000,
    "q=a&q=b",
    "country=Atlantis",
    "type=X&status=gone",
    "updatedSince=yesterday",
    "permission=everything",
    "organizationId=9999999999999999999999",
    "customFields.headcount__gte=abc",
    "customFields.unknown=1",
    "customFields.=1",
    "customFields.grade=" + "%F0%9F%92%A9" * 100,
    "type=F&type=B",
    "company=99999999999999",
    "categoryId=0",
]


@pytest.mark.parametrize("name", LISTS)
def test_no_address_is_an_error(visitor: Visitor, name: str):
    answers = {query: visitor.get(f"/{name}?{query}").status_code for query in ODD}
    assert answers == dict.fromkeys(ODD, 200)


def test_what_means_nothing_is_named_and_left_out(visitor: Visitor, scene: Scene):
    context = visitor.page("/organizations?nonsense=1&sort=wrong&columns=name,wrong")
    assert context["state"].ignored == ("nonsense", "sort=wrong", "columns=wrong")
    assert len(context["lines"]) == 50


def test_a_filter_that_can_not_be_used_finds_nothing_and_says_why(visitor: Visitor):
    answer = visitor.get("/organizations?country=Atlantis&type=F")
    context = answer.context
    assert (context["lines"], list(context["errors"])) == ([], ["country"])
    assert "ISO 3166-1" in answer.content.decode()


def test_a_cursor_of_another_list_leads_to_the_first_page(scene: Scene, visitor: Visitor):
    following = visitor.page("/organizations")["following"]
    stranger = Visitor(scene.world.cast.stranger)
    assert stranger.page(f"/organizations?{following}")["shown"].startswith("1–50")
    cursor = re.search("cursor=([^&]+)", following)
    assert cursor is not None
    assert visitor.page(f"/organizations?type=F&cursor={cursor[1]}")["shown"].startswith("1–50")


def test_empty_fields_of_the_form_leave_the_address(visitor: Visitor):
    answer = visitor.get("/organizations?q=&type=F&country=&status=", follow=False)
    assert (answer.status_code, answer["Location"]) == (302, "/organizations?type=F")


def test_columns_are_chosen_and_moved_by_the_address_alone(visitor: Visitor):
    answer = visitor.get("/organizations?column=name&column=city&column=type&move=type:left", follow=False)
    assert answer["Location"] == "/organizations?columns=name,type,city"
    labels = [str(one.label) for one in visitor.page(answer["Location"])["headings"]]
    assert labels == ["Name", "Type", "City"]


def test_a_custom_field_is_a_column(visitor: Visitor):
    context = visitor.page("/organizations", columns="name,customFields.labels,customFields.certified,customFields.portal", q="ORG-1")
    texts = [[str(part.text) for part in cell.parts] for cell in context["lines"][0].cells]
    assert texts[1:] == [["Bio", "Fair"], ["Yes"], ["portal.example.com/a"]]


def test_the_page_size_is_remembered_for_the_member(scene: Scene, visitor: Visitor):
    visitor.post("/organizations/views", do="size", size="25", query="type=F")
    assert len(visitor.page("/organizations")["lines"]) == 25
    assert len(visitor.page("/contacts")["lines"]) == 50
    assert len(Visitor(scene.person("editor")).page("/organizations")["lines"]) == 50
    for size in ("26", "0", "-1", "x", "9" * 50):
        visitor.post("/organizations/views", do="size", size=size)
        assert visitor.page("/organizations")["size"] == 25


def test_chips_name_what_is_filtered_and_lead_back(scene: Scene, visitor: Visitor):
    organization = scene.ids["organizations"][0]
    context = visitor.page(f"/relationships?organizationId={organization}&relationshipStatus=active")
    shown = [(str(chip.label), str(chip.value), chip.query) for chip in context["chips"]]
    assert shown == [
        ("With", "Factory 0", "relationshipStatus=active"),
        ("Status", "Active", f"organizationId={organization}"),
    ]


def test_a_chip_names_no_organization_that_is_not_seen(scene: Scene):
    visitor = Visitor(scene.partner)
    for hidden in (scene.ids["organizations"][5], scene.foreign["organizations"][0], 999):
        (chip,) = visitor.page(f"/relationships?organizationId={hidden}")["chips"]
        assert chip.value == f"#{hidden}"


def test_htmx_gets_the_list_alone_and_the_tidy_address(visitor: Visitor):
    headers = {"HX-Request": "true", "HX-Target": "list"}
    answer = visitor.client.get("/organizations?q=&type=F", headers=headers)
    assert answer.headers["HX-Push-Url"] == "/organizations?type=F"
    text = answer.content.decode()
    assert "<html" not in text
    assert text.lstrip().startswith('<div class="is-results" id="list"')


def test_a_count_stops_early_unless_it_is_asked_for(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("desk.list_pages.MAX_SELECTED", 30)
    context = visitor.page("/organizations")
    assert (context["shown"], context["may_choose_all"]) == ("1–50 of 30+", False)
    assert visitor.page("/organizations", count="all")["shown"] == f"1–50 of {len(visitor.ids('organizations'))}"


@pytest.mark.parametrize("name", LISTS)
def test_a_viewer_finds_nothing_to_change(scene: Scene, name: str):
    text = Visitor(scene.person("viewer")).get(f"/{name}").content.decode()
    for affordance in ("data-pick", 'id="selection"', f'action="/{name}/bulk"', "is_shared"):
        assert affordance not in text


def test_a_partner_may_choose_only_rows_that_it_may_change(scene: Scene):
    lines = Visitor(scene.partner).page("/organizations")["lines"]
    assert {line.id: line.may_edit for line in lines} == dict(zip(scene.ids["organizations"][:2], (False, True), strict=True))


def test_an_edge_leads_only_to_ends_that_may_be_opened(scene: Scene):
    identity = scene.ids["relationships"][0]
    assert [line.id for line in Visitor(scene.partner).page("/relationships")["lines"]] == [identity]
    open_to = {}
    for who in (scene.partner, scene.owner):
        (record,) = read(RELATIONSHIP_LIST.resource, who.actor, [identity])
        RELATIONSHIP_LIST.complete([record], who.actor)
        open_to[who.user.pk] = [record[end].get("is_open", True) for end in ("source", "target", "leadSupplier")]
    assert open_to == {scene.partner.user.pk: [False] * 3, scene.owner.user.pk: [True] * 3}


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>bold</b>"])
def test_texts_stay_texts(scene: Scene, visitor: Visitor, text: str):
    identity = scene.ids["organizations"][0]
    Organization.rows.filter(pk=identity).update(name=text, city=text, custom_fields={"notes": text, "portal": "javascript:alert(1)"})
    page = visitor.get("/organizations", columns="name,city,customFields.notes,customFields.portal", q=text).content.decode()
    assert text not in page
    assert 'href="javascript' not in page
