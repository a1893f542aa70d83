"""The pages of an organization: who sees what of it, and what it looks like to whom."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from contacts.models import Contact
from customfields.models import CustomField
from organizations.insp_id import insp_id
from organizations.models import Organization
from tests.kit.cast import Person
from tests.kit.granting import make_partner, share
from tests.kit.pages import asked, at, links_of, main_of, open_page, statements, text_of, without_tokens
from tests.kit.worlds import ALL_VALUES, World, make_world
from tests.kit.writing import written

pytestmark = pytest.mark.django_db
READING = ("", "/activity", "/api", "/contacts")
WRITING = ("/edit", "/fields/name", "/archive", "/restore", "/merge")
MILL = {
    "externalId": "ID-1",
    "type": "F",
    "name": "Arden Mill",
    "city": "İzmir",
    "country": "TR",
    "website": "https://arden.example/a?b=1&c=2",
    "phone": "+90 (232) 441 00 11",
    "generalDescription": "Spins.\nDyes.",
    "ndaSigned": True,
    "ndaSignedDate": "2025-02-28",
    "contactPerson": {"name": "Ann Lee", "email": "ann@arden.example", "type": "sales"},
    "customFields": ALL_VALUES | {"spend": "1234567.50"},
}
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def mill(client: Client, world: World):
    return written(client, world.owner, "post", "organizations", MILL | {"category": world.category.pk})


def page_of(record, below: str = "") -> str:
    return f"/organizations/{record['inspId']}{below}"


def test_the_overview_says_everything_in_the_words_of_the_form(world: World, mill):
    page = open_page(at(world.owner), page_of(mill))
    said = text_of(page)
    for text in ("Arden Mill", "Factory", "Active", "ID-1", mill["inspId"], "Textiles", "Türkiye", "28 Feb 2025", "NDA signed Yes"):
        assert text in said
    for text in ("1,234,567.50", "Ann Lee", "Sales", "Bio Fair", "Certified Yes", "by Owner"):
        assert text in said
    assert "Spins.\nDyes." in page
    found = {unescape(link) for link in links_of(page)}
    assert {"https://arden.example/a?b=1&c=2", "tel:+902324410011", "mailto:ann@arden.example", "mailto:help@example.com"} <= found


def test_an_empty_fact_is_there_for_who_can_fill_it_in(world: World, mill):
    assert "Fax" in text_of(open_page(at(world.cast.editor), page_of(mill)))
    assert "Fax" not in text_of(open_page(at(world.cast.viewer), page_of(mill)))


def partner_of(world: World, record, *permissions: str) -> Person:
    person = make_partner(world.cast.acme, "partner@acme.example")
    share(person, "organization", record["id"], *permissions)
    return person


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("owner", {"/edit", "/fields/name", "/archive", "/merge"}),
        ("editor", {"/edit", "/fields/name"}),
        ("viewer", set()),
        ("reader", set()),
        ("partner", {"/edit", "/fields/name"}),
        ("full partner", {"/edit", "/fields/name", "/archive", "/merge"}),
    ],
)
def test_who_may_do_something_sees_where_and_nobody_else_can(world: World, mill, who: str, allowed: set[str]):
    shares = {"reader": ("read",), "partner": ("edit",), "full partner": ("full",)}
    person = partner_of(world, mill, *shares[who]) if who in shares else getattr(world.cast, who)
    client = at(person)
    links = links_of(open_page(client, page_of(mill)))
    for below in WRITING:
        if below == "/restore":
            continue
        assert (page_of(mill, below) in links) == (below in allowed), below
        assert client.get(page_of(mill, below)).status_code == (200 if below in allowed else 403), below
        if below not in allowed:
            assert client.post(page_of(mill, below), {"name": "Forged"}).status_code == 403, below
    assert Organization.rows.get(pk=mill["id"]).name == "Arden Mill"


def test_who_may_create_none_gets_no_form(world: World, mill):
    for person in (world.cast.viewer, partner_of(world, mill, "full")):
        client = at(person)
        assert client.get("/organizations/new").status_code == 403
        assert client.post("/organizations/new", {"type": "F", "name": "Forged"}).status_code == 403
    assert not Organization.rows.filter(name="Forged").exists()


@pytest.mark.parametrize("below", [*READING, *WRITING])
def test_foreign_invisible_and_missing_ones_are_the_same_404(client: Client, world: World, mill, below: str):
    theirs = written(client, world.cast.stranger, "post", "organizations", {"type": "F", "name": "Theirs"})
    hidden = written(client, world.owner, "post", "organizations", {"type": "F", "name": "Hidden"})
    partner = at(partner_of(world, mill, "full"))
    keys = [theirs["inspId"], hidden["inspId"], insp_id(987_654_321), "nothing", "1", "%00", "x-" * 1000]
    for method in ("get", "post"):
        answers = [getattr(partner, method)(f"/organizations/{key}{below}") for key in keys]
        assert [answer.status_code for answer in answers] == [404] * len(keys)
        shown = (without_tokens(answer.content).replace(answer.wsgi_request.get_full_path(), "") for answer in answers)
        assert len(set(shown)) == 1


NO_FIELDS = ["nothing", "type", "customFields", "customFields.nothing", "customFields.legacy", "contactPerson.name", "id"]


@pytest.mark.parametrize("member", NO_FIELDS)
def test_what_is_no_field_to_edit_is_a_404(world: World, mill, member: str):
    assert at(world.owner).get(page_of(mill, f"/fields/{member}")).status_code == 404


def test_no_post_without_the_token(world: World, mill):
    client = at(world.owner, enforce_csrf_checks=True)
    for path in ("/organizations/new", *(page_of(mill, below) for below in WRITING)):
        assert client.post(path, {"name": "Forged", "type": "F"}).status_code == 403
    assert not Organization.rows.filter(name="Forged").exists()


def test_a_merged_one_leads_to_its_survivor_on_every_page(client: Client, world: World, mill):
    gone = written(client, world.owner, "post", "organizations", {"type": "F", "name": "Gone"})
    written(client, world.owner, "post", f"organizations/{mill['id']}/merge", {"from": gone["id"]})
    browser = at(world.owner)
    for below in (*READING, "/edit", "/fields/name"):
        answer = browser.get(page_of(gone, below))
        assert (answer.status_code, answer["Location"]) == (302, page_of(mill, below))
    assert browser.post(page_of(gone, "/archive")).status_code == 302
    assert Organization.rows.get(pk=mill["id"]).status == "active"
    # Who sees the one that is gone, but not the one it went into, sees it as it is.
    partner = make_partner(world.cast.acme, "p@acme.example")
    assert at(partner).get(page_of(gone)).status_code == 404


def test_texts_are_shown_as_texts(client: Client, world: World):
    texts = ("externalId", "city", "generalDescription", "addressLine1", "stateProvince")
    item = {"type": "F", "name": XSS, "customFields": {"notes": XSS}} | dict.fromkeys(texts, XSS)
    item |= {"contactPerson": {"name": XSS, "email": "a@b.example"}, "contacts": [{"email": "c@b.example", "firstName": XSS}]}
    record = written(client, world.owner, "post", "organizations", item)
    written(client, world.owner, "patch", f"organizations/{record['id']}", {"city": XSS + "2"})
    twin = written(client, world.owner, "post", "organizations", {"type": "F", "name": XSS + "3"})
    browser, belows = at(world.owner), (*READING, "/edit", "/fields/contactPerson", "/merge", f"/merge?from={twin['id']}")
    pages = [open_page(browser, page_of(record, below)) for below in belows]
    pages.append(open_page(browser, f"/organizations/new?name={XSS}"))
    for page in pages:
        assert XSS not in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert all("alert(1)" in page for page in pages[:8])


def test_a_link_that_would_run_something_is_none(client: Client, world: World, mill):
    """No form and no API stores one; a row that somebody wrote past them is text."""
    answer = at(world.owner).post(page_of(mill, "/fields/website"), {"website": "javascript:alert(1)", "ifVersion": mill["version"]})
    assert answer.status_code == 422
    assert "http" in text_of(answer.content.decode())
    values = {"portal": "javascript:alert(1)", "helpdesk": "a@b.example?bcc=x@y.example", "notes": "javascript:alert(2)"}
    Organization.rows.filter(pk=mill["id"]).update(custom_fields=values)
    page = open_page(at(world.owner), page_of(mill))
    assert "javascript:alert(1)" in text_of(page)
    assert not [link for link in links_of(page) if link.lower().startswith("javascript")]
    assert not [link for link in links_of(page) if "bcc" in link]


def test_the_api_tab_shows_what_the_api_answers(client: Client, world: World, mill):
    page = open_page(at(world.cast.editor), page_of(mill, "/api"))
    (shown, *commands) = [unescape(block) for block in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", main_of(page), re.DOTALL)]
    answer = client.get(f"/api/v2/organizations/{mill['id']}", headers=world.cast.editor.headers)
    assert json.loads(shown) == answer.json()
    assert [command.split()[1] for command in commands] == ["\\", "-X", "-X"]
    assert all("Bearer $RELATA_KEY" in command for command in commands)
    assert f"/api/v2/organizations/{mill['id']}" in commands[1]
    assert '{"externalId": "ID-1", "city": "İzmir"}' in commands[2]


def test_commands_quote_what_records_hold(client: Client, world: World, mill):
    written(client, world.owner, "patch", f"organizations/{mill['id']}", {"city": "'; rm -rf ~; '$(id)`id`"})
    page = unescape(open_page(at(world.owner), page_of(mill, "/api")))
    assert """-d '{"city": "'"'"'; rm -rf ~; '"'"'$(id)`id`"}'""" in page


def test_who_may_not_edit_is_shown_how_to_read(world: World, mill):
    page = open_page(at(world.cast.viewer), page_of(mill, "/api"))
    assert "PATCH" not in page
    assert "$RELATA_KEY" in page


def test_statements_do_not_grow_with_what_a_record_holds(client: Client, world: World, mill):
    browser, one = at(world.owner), {"type": "F", "name": "Plain", "contacts": [{"email": "a@plain.example", "firstName": "A"}]}
    plain = written(client, world.owner, "post", "organizations", one)
    before = {below: statements(browser, page_of(plain, below)) for below in READING}
    account = world.cast.acme
    CustomField.rows.bulk_create(
        [
            CustomField(account=account, record_type="organization", key=f"more{number}", label=f"More {number}", data_type="text")
            for number in range(40)
        ]
    )
    people = [{"email": f"p{number}@plain.example", "firstName": f"P{number}", "role": "buyer"} for number in range(60)]
    values = {f"more{number}": "x" for number in range(40)}
    written(client, world.owner, "patch", f"organizations/{plain['id']}", {"contacts": people, "customFields": values})
    for number in range(40):
        written(client, world.owner, "patch", f"organizations/{plain['id']}", {"city": f"City {number}", "category": world.category.pk})
    assert {below: statements(browser, page_of(plain, below)) for below in READING} == before
    assert max(before.values()) <= 16


def test_people_of_an_organization_come_in_pages(client: Client, world: World, mill):
    people = [{"email": f"p{number:02}@arden.example", "firstName": "Z", "lastName": f"L{number:02}"} for number in range(55)]
    written(client, world.owner, "patch", f"organizations/{mill['id']}", {"contacts": people})
    browser = at(world.owner)
    first = open_page(browser, page_of(mill, "/contacts"))
    assert text_of(first).index("Ann Lee") < text_of(first).index("Z L00")
    assert "?page=2" in first
    second = open_page(browser, page_of(mill, "/contacts?page=2"))
    assert "Z L54" in second
    assert "Z L00" not in second
    assert "Contacts 56" in text_of(second)
    for nonsense in ("0", "-1", "x", "9" * 40, "%00"):
        open_page(browser, page_of(mill, f"/contacts?page={nonsense}"))


def test_contacts_are_for_who_may_read_them(world: World, mill):
    role = world.cast.viewer.user.memberships.get().role
    type(role).rows.filter(pk=role.pk).update(operations=["ORGANIZATION.READ"])
    client = at(world.cast.viewer)
    assert page_of(mill, "/contacts") not in links_of(open_page(client, page_of(mill)))
    assert client.get(page_of(mill, "/contacts")).status_code == 403
    assert Contact.rows.filter(organization_id=mill["id"]).exists()


def test_htmx_gets_the_dialog_of_a_question(world: World, mill):
    part = at(world.owner).get(page_of(mill, "/archive"), headers=asked("dialog-content")).content.decode()
    assert "<html" not in part
    assert "Archive Arden Mill?" in part
