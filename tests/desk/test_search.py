"""One search for everything: exact, begun, inside; opened, suggested, listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.search import CODE, HOLDS, KEY, Group, Hit, among_newest, certain, search, wanted
from organizations.insp_id import insp_id
from organizations.models import Organization
from tests.desk.conftest import Desk
from tests.kit.cast import Person
from tests.kit.chain import external, save
from tests.kit.pages import asked, at, open_page, statements, text_of

SUGGESTIONS = asked("search-suggestions")


def hits(person: Person, text: str, name: str = "organizations") -> list[int]:
    return [hit.id for group in search(person.actor, wanted(text), 25) if group.name == name for hit in group.hits]


def opened(person: Person, text: str) -> str | None:
    return at(person).get("/search", {"q": text}).get("Location")


@pytest.mark.parametrize("text", ["T-1", "t-1", " T-1 "])
def test_an_external_id_opens_its_record(desk: Desk, text: str):
    assert opened(desk.cast.owner, text) == f"/organizations/{insp_id(desk.twins[0])}"


def test_code_id_and_email_open_their_record(desk: Desk):
    one, person = desk.twins[0], desk.chain.contacts[0]
    assert opened(desk.cast.owner, str(insp_id(one))) == f"/organizations/{insp_id(one)}"
    assert opened(desk.cast.owner, "JOE@B-0.example") == f"/contacts/{person}"
    assert opened(desk.cast.owner, "joe-B-0") == f"/contacts/{person}"


def test_an_email_at_two_organizations_opens_neither(desk: Desk):
    save(desk.cast.owner.actor, "contacts", {"organization": external("T-7"), "firstName": "Joe", "email": "joe@b-0.example"})
    assert opened(desk.cast.owner, "joe@b-0.example") is None
    assert len(hits(desk.cast.owner, "joe@b-0.example", "contacts")) == 2


def test_a_code_that_is_a_word_as_well_opens_nothing(desk: Desk):
    code = str(insp_id(desk.twins[0]))
    save(desk.cast.owner.actor, "organizations", {"externalId": "W-1", "type": "F", "name": f"{code} Works"})
    assert opened(desk.cast.owner, code) is None
    assert len(hits(desk.cast.owner, code)) == 2


def test_one_can_see_all_of_what_would_be_opened(desk: Desk):
    page = text_of(open_page(at(desk.cast.owner), "/search?q=T-1&all=true"))
    assert "What goes by “T-1”" in page
    assert "Gämma-Mill Co., Ltd. Factory · T-1 · Portugal" in page


def test_two_letters_begin_and_three_stand_anywhere(desk: Desk):
    one, two, three, brand, *_ = desk.twins
    assert set(hits(desk.cast.owner, "ga")) == {two, three, brand}
    assert set(hits(desk.cast.owner, "mill")) == {one, two, three, brand}
    assert hits(desk.cast.owner, "il") == []
    assert hits(desk.cast.owner, "another quite") == [desk.twins[6]]  # every word, in any order


def test_what_begins_so_comes_before_what_holds_it_and_archived_last(desk: Desk):
    two, three = desk.twins[1:3]
    save(desk.cast.owner.actor, "organizations", {"externalId": "W-1", "type": "F", "name": "The Gamma"})
    Organization.rows.filter(pk=two).update(status="archived")
    found = hits(desk.cast.owner, "gamma")
    assert found.index(three) < found.index(two) < len(found) - 1
    assert "Archived" in text_of(open_page(at(desk.cast.owner), "/search?q=gamma"))


def test_people_are_found_by_name_and_address(desk: Desk):
    assert len(hits(desk.cast.owner, "joe", "contacts")) == 3
    assert hits(desk.cast.owner, "joe b-0.example", "contacts") == [desk.chain.contacts[0]]


def test_each_sees_its_own(desk: Desk):
    assert hits(desk.partner, "gamma") == [desk.twins[1]] or set(hits(desk.partner, "gamma")) == {desk.twins[1]}
    assert set(hits(desk.partner, "mill")) == set(desk.twins[:2])
    assert opened(desk.partner, "T-3") is None
    assert opened(desk.partner, str(insp_id(desk.twins[2]))) is None
    assert set(hits(desk.cast.stranger, "gamma")).isdisjoint(desk.twins)


def test_hidden_foreign_and_missing_look_alike(desk: Desk):
    client = at(desk.partner)
    pages = {
        text: text_of(open_page(client, f"/search?q={text}")).replace(text, "…")
        for text in (str(desk.twins[4]), str(desk.foreign[0]), "999999999")
    }
    assert len(set(pages.values())) == 1


def test_suggestions_are_a_part_of_few_options(desk: Desk):
    items = [{"externalId": f"Z-{number}", "type": "F", "name": f"Zeta {number}"} for number in range(9)]
    save(desk.cast.owner.actor, "organizations", *items)
    answer = at(desk.cast.owner).get("/search", {"q": "zeta"}, headers=SUGGESTIONS)
    said = answer.content.decode()
    assert "<html" not in said
    assert said.count('role="option"') == 5 + 1  # and the way to all
    assert "Location" not in at(desk.cast.owner).get("/search", {"q": "T-1"}, headers=SUGGESTIONS)  # typing opens nothing


def test_nothing_is_asked_for_nothing(desk: Desk):
    client = at(desk.cast.owner)
    assert "What are you looking for?" in open_page(client, "/search")
    assert client.get("/search", {"q": "  "}, headers=SUGGESTIONS).content.strip() == b""
    assert statements(client, "/search", q="") < statements(client, "/search", q="zzzz")


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "%", "_", "\\", "'" * 255, "x " * 400, "<script>", "9" * 300, "é" * 255, "a" + "́" * 40])
def test_no_text_breaks_it(desk: Desk, text: str):
    client = at(desk.cast.owner)
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if "\ud800" in text else text
    for headers in ({}, SUGGESTIONS):
        assert client.get("/search", {"q": sent}, headers=headers).status_code == 200


def test_wild_cards_are_letters(desk: Desk):
    assert hits(desk.cast.owner, "%%%") == hits(desk.cast.owner, "___") == []


def test_who_may_read_nothing_of_a_type_is_told_nothing_of_it(desk: Desk):
    blind = replace(desk.cast.owner.actor, operations=frozenset({"CONTACT.READ"}))
    assert {group.name for group in search(blind, "joe", 5)} == {"contacts"}
    assert search(blind, "gamma", 5) == []


def test_only_the_newest_are_looked_through(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("desk.search.INSIDE", 2)
    rows = among_newest(Organization.objects.visible_to(desk.cast.owner.actor))
    assert {row.pk for row in rows} == set(desk.twins[-3:])


def test_of_several_certain_ones_none_is_opened():
    def group(*ranks: int) -> Group:
        return Group("organizations", "", "", [Hit(number, "A", "", f"/{number}", rank) for number, rank in enumerate(ranks)])

    assert certain([group(KEY, HOLDS)]) is not None
    assert certain([group(KEY, KEY)]) is None
    assert certain([group(CODE, HOLDS)]) is None
    assert certain([group(CODE)]) is not None
    assert certain([]) is None


@pytest.mark.parametrize("name", ["owner", "partner"])
@pytest.mark.parametrize("text", ["mill", "ga", "T-1", "zzzz"])
def test_statements_do_not_depend_on_how_many_there_are(desk: Desk, name: str, text: str):
    client = at(desk.partner if name == "partner" else desk.cast.owner)
    before = statements(client, "/search", q=text, all="true")
    items = [{"externalId": f"Z-{number}", "type": "F", "name": f"Zeta Mill {number}"} for number in range(20)]
    save(desk.cast.owner.actor, "organizations", *items)
    assert statements(client, "/search", q=text, all="true") == before
