"""Merging two organizations on a page: choose, see what would happen, do it."""

from __future__ import annotations

import pytest
from django.test import Client

from contacts.models import Contact
from organizations.models import Organization
from tests.kit.granting import make_partner, share
from tests.kit.numbers import MISSING
from tests.kit.pages import asked, at, fill_in, links_of, open_page, statements, text_of
from tests.kit.worlds import World, make_world
from tests.kit.writing import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def make(client: Client, world: World, name: str, **members):
    return written(client, world.owner, "post", "organizations", {"type": "F", "name": name, **members})


@pytest.fixture
def pair(client: Client, world: World):
    stays = make(client, world, "Arden Mill", externalId="ID-1", city="Izmir", contacts=[{"email": "a@x.example", "firstName": "Ann"}])
    people = [{"email": "a@x.example", "firstName": "Anna"}, {"email": "b@x.example", "firstName": "Bob"}]
    goes = make(client, world, "Arden Mills Ltd", externalId="ID-2", city="Bursa", phone="123", contacts=people)
    return stays, goes


def merge_of(record, query: str = "") -> str:
    return f"/organizations/{record['inspId']}/merge{query}"


def test_what_looks_alike_is_offered_and_the_rest_is_searched(client: Client, world: World, pair):
    stays, goes = pair
    make(client, world, "Zeta")
    written(client, world.owner, "post", "organizations", {"type": "S", "name": "Zeta Trading"})
    browser = at(world.owner)
    offered = text_of(open_page(browser, merge_of(stays)))
    assert "Arden Mills Ltd" in offered
    assert "Zeta" not in offered
    found = browser.get(merge_of(stays), {"q": "zeta"}, headers=asked("choices")).content.decode()
    assert "<html" not in found
    assert "Compare" in found
    assert "Zeta Trading" not in found  # another type
    assert "Arden Mill<" not in text_of(open_page(browser, merge_of(stays, "?q=arden+mill")))
    compared = {link for link in links_of(open_page(browser, merge_of(stays, "?q=arden"))) if "?from=" in link}
    assert compared == {merge_of(stays, f"?from={goes['id']}")}


def test_the_preview_says_what_would_happen_and_changes_nothing(world: World, pair):
    stays, goes = pair
    page = text_of(open_page(at(world.owner), merge_of(stays, f"?from={goes['id']}")))
    for text in (
        "City Izmir Bursa kept",
        "Phone – 123 taken over",
        "External id ID-1 ID-2 finds the one that stays",
        "1 move over Bob",
        "1 become one with what is there Ann",
    ):
        assert text in page, page
    assert Organization.rows.get(pk=goes["id"]).merged_into_id is None
    assert Contact.rows.filter(organization_id=goes["id"]).count() == 2


def test_confirmed_the_two_are_one_and_the_page_says_what_combined(world: World, pair):
    stays, goes = pair
    client = at(world.owner)
    answer = fill_in(client, merge_of(stays, f"?from={goes['id']}"), to=merge_of(stays))
    said = text_of(answer.content.decode())
    assert answer.status_code == 200
    assert "1 moved over Bob" in said
    assert "1 became one with what was there Ann" in said
    assert client.get(f"/organizations/{goes['inspId']}")["Location"] == f"/organizations/{stays['inspId']}"
    history = text_of(open_page(client, f"/organizations/{stays['inspId']}/activity"))
    assert "merged" in history
    assert "Merged from" in history
    assert Organization.rows.get(pk=stays["id"]).phone == "123"
    again = client.post(merge_of(stays), {"from": goes["id"], "version": "2"})
    assert again.status_code == 200
    assert Organization.rows.get(pk=stays["id"]).version == 2


def test_what_changed_since_the_preview_is_shown_again(client: Client, world: World, pair):
    stays, goes = pair
    written(client, world.owner, "patch", f"organizations/{stays['id']}", {"city": "Ankara"})
    answer = at(world.owner).post(merge_of(stays), {"from": goes["id"], "version": "1"})
    said = text_of(answer.content.decode())
    assert answer.status_code == 422
    assert "Somebody changed this since you opened it" in said
    assert "City Ankara Bursa" in said
    assert Organization.rows.get(pk=goes["id"]).merged_into_id is None


def test_one_that_can_not_be_merged_is_refused_with_its_reason(client: Client, world: World, pair):
    stays, _ = pair
    trader = written(client, world.owner, "post", "organizations", {"type": "S", "name": "Trader"})
    theirs = written(client, world.cast.stranger, "post", "organizations", {"type": "F", "name": "Theirs"})
    browser = at(world.owner)

    def refusal(identity: object) -> str:
        answer = browser.get(merge_of(stays, f"?from={identity}"))
        assert answer.status_code == 422
        return text_of(answer.content.decode())

    assert "same type" in refusal(trader["id"])
    assert "not one with itself" in refusal(stays["id"])
    assert refusal(theirs["id"]) == refusal(MISSING).replace(str(MISSING), str(theirs["id"]))
    for nonsense in ("x", "-1", "9" * 30):
        assert browser.get(merge_of(stays, f"?from={nonsense}")).status_code == 200
        assert browser.post(merge_of(stays), {"from": nonsense, "version": nonsense}).status_code == 422


def test_who_holds_only_one_of_them_in_full_can_not_merge(world: World, pair):
    stays, goes = pair
    partner = make_partner(world.cast.acme, "p@acme.example")
    share(partner, "organization", stays["id"], "full")
    client = at(partner)
    assert goes["inspId"] not in "".join(links_of(open_page(client, merge_of(stays))))
    assert client.get(merge_of(stays, f"?from={goes['id']}")).status_code == 422
    share(partner, "organization", goes["id"], "edit")
    assert client.post(merge_of(stays), {"from": goes["id"], "version": "1"}).status_code == 422
    assert Organization.rows.get(pk=goes["id"]).merged_into_id is None


def test_a_preview_costs_the_same_for_few_and_many_people(client: Client, world: World, pair):
    stays, goes = pair
    browser, path = at(world.owner), merge_of(stays, f"?from={goes['id']}")
    before = statements(browser, path)
    people = [{"email": f"p{number}@x.example", "firstName": f"P{number}"} for number in range(60)]
    for record, theirs in ((stays, people[:40]), (goes, people[20:])):
        written(client, world.owner, "patch", f"organizations/{record['id']}", {"contacts": theirs})
    assert statements(browser, path) == before
    page = text_of(open_page(browser, path))
    assert "21 move over" in page
    assert "21 become one" in page
