"""What may be one: found, compared, merged, told apart."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activity.models import Change
from contacts.email_domains import email_domain
from organizations.duplicates import OF_ONE_KEY, WAYS, near_names, same_names
from organizations.insp_id import insp_id
from organizations.models import DistinctPair, Organization
from organizations.name_keys import name_keys
from tests.desk.conftest import Desk
from tests.kit.calls import post_upsert
from tests.kit.cast import Person
from tests.kit.chain import external, save
from tests.kit.pages import at, fill_in, open_page, statements, text_of

NOT_THE_SAME = "/duplicates"


def found(person: Person, way: str) -> set[tuple[int, int]]:
    return {(pair.first, pair.second) for pair in WAYS[way].find(person.actor, None).pairs}


def inspectors(count: int) -> list[dict[str, str]]:
    """Two of each name."""
    names = [f"Works {chr(97 + number)}onor" for number in range(count)]
    return [{"externalId": f"P-{name}-{m}", "type": "I", "name": name, "country": "DE"} for name in names for m in "ab"]


def apart(person: Person, first: int, second: int):
    return at(person).post(NOT_THE_SAME, {"first": first, "second": second, "way": "name"})


@pytest.mark.parametrize(
    ("one", "other", "plain", "near"),
    [
        ("Gämma-Mill Co., Ltd.", "GAMMA MILL", True, True),
        ("Blue Harbour", "Blueharbour GmbH", True, False),
        ("Łódź Øst", "Lodz Ost", True, True),
        ("Arden Knitwear", "Ardenn Knitwaer", False, True),
        ("Arden Knitwear", "Knitwear Arden", False, True),
        ("Arden Knitwear", "Arden Footwear", False, False),
    ],
)
def test_names_share_keys_where_people_would_take_them_for_one(one: str, other: str, plain: bool, near: bool):
    keys = [name_keys(name) for name in (one, other)]
    assert (keys[0][0] == keys[1][0], keys[0][1] == keys[1][1]) == (plain, near)


@pytest.mark.parametrize("name", ["AB", "Co", "&&&", "ﷺ" * 255, "x" * 255, "李宁"])
def test_every_name_has_keys_that_fit_or_none(name: str):
    plain, near = name_keys(name)
    assert (plain is None) == (near is None)
    assert len(plain or "") <= 255
    assert len(near or "") <= 255


def test_a_public_provider_is_nobodys_domain():
    assert email_domain("ann@mill.example") == "mill.example"
    assert email_domain("ann@gmail.com") is None


def test_the_engine_keeps_the_keys(desk: Desk):
    row = Organization.rows.get(pk=desk.twins[0])
    assert (row.plain_key, row.near_key) == name_keys(row.name) == ("gammamill", "gmml")
    save(desk.cast.owner.actor, "organizations", {"externalId": "T-1", "name": "Zeta"})
    row.refresh_from_db()
    assert (row.plain_key, row.near_key) == name_keys("Zeta")


def test_same_names_are_found_in_one_type_and_country(desk: Desk):
    one, two, spanish, brand, *_ = desk.twins
    assert found(desk.cast.owner, "name") == {(one, two)}
    assert found(desk.cast.owner, "spelling") == {(one, spanish), (desk.twins[4], desk.twins[5])}
    assert all(brand not in pair for way in ("name", "spelling") for pair in found(desk.cast.owner, way))


def test_what_is_surer_comes_first_and_says_why(desk: Desk):
    pairs = near_names(desk.cast.owner.actor).pairs
    assert [pair.confidence for pair in pairs] == sorted((pair.confidence for pair in pairs), reverse=True)
    (same,) = same_names(desk.cast.owner.actor).pairs
    assert (same.level, same.reason) == ("certain", "Same name, same country")


def test_people_at_one_domain_are_a_sign_and_one_address_at_two_is_none(desk: Desk):
    items = [
        {"organization": external("T-6"), "firstName": "Ann", "email": "ann@arden.example"},
        {"organization": external("T-7"), "firstName": "Bob", "email": "bob@arden.example"},
        {"organization": external("T-1"), "firstName": "Eve", "email": "eve@gmail.com"},
        {"organization": external("T-7"), "firstName": "Eve", "email": "eve@gmail.com"},
    ]
    save(desk.cast.owner.actor, "contacts", *items)
    assert found(desk.cast.owner, "domain") == {(desk.twins[5], desk.twins[6])}


def test_what_is_archived_is_no_duplicate(desk: Desk):
    Organization.rows.filter(pk=desk.twins[1]).update(status="archived")
    assert found(desk.cast.owner, "name") == set()


def test_only_who_sees_both_sees_the_pair(desk: Desk):
    one, two, *_ = desk.twins
    assert found(desk.partner, "name") == {(one, two)}
    assert found(desk.partner, "spelling") == set()
    assert found(desk.cast.stranger, "name") == {(desk.foreign[0], desk.foreign[1])}


def test_the_page_compares_side_by_side_and_marks_what_differs(desk: Desk):
    page = open_page(at(desk.cast.owner), "/duplicates")
    said = text_of(page)
    assert "Very likely the same · 95 %" in said
    assert "City (differs) Porto Braga" in said
    assert "Country Portugal Portugal" in said
    one, two = (insp_id(identity) for identity in desk.twins[:2])
    assert f"/organizations/{one}/merge?from={desk.twins[1]}" in page
    assert f"/organizations/{two}/merge?from={desk.twins[0]}" in page


def test_either_way_the_merge_keeps_ids_and_takes_the_pair_off_the_list(desk: Desk):
    client = at(desk.cast.owner)
    page = open_page(client, "/duplicates")
    into_second = re.findall(r'href="([^"]+/merge\?from=\d+)"', page)[1]
    answer = fill_in(client, into_second, to=into_second.partition("?")[0])
    assert answer.status_code == 200
    assert client.get(f"/organizations/{insp_id(desk.twins[0])}")["Location"] == f"/organizations/{insp_id(desk.twins[1])}"
    assert found(desk.cast.owner, "name") == set()


def test_not_a_duplicate_is_remembered_recorded_and_taken_back(desk: Desk):
    one, two, *_ = desk.twins
    client = at(desk.cast.owner)
    version = Organization.rows.get(pk=one).version
    assert apart(desk.cast.owner, two, one)["Location"] == "/duplicates?way=name"
    assert apart(desk.cast.owner, one, two).status_code == 302  # said twice, remembered once
    assert found(desk.cast.owner, "name") == set()
    pair = DistinctPair.rows.get()
    assert (pair.first_id, pair.second_id, pair.decided_by) == (one, two, desk.cast.owner.user)
    assert Organization.rows.get(pk=one).version == version
    kept = text_of(open_page(client, "/duplicates/apart"))
    assert "Gämma-Mill Co., Ltd. T-1 ≠ and GAMMA MILL T-2" in kept
    assert "Owner ·" in kept
    assert client.post("/duplicates/apart", {"pair": pair.pk})["Location"] == "/duplicates/apart"
    assert found(desk.cast.owner, "name") == {(one, two)}
    told = Change.rows.filter(account=desk.cast.acme, record_type="distinct_pair").order_by("sequence")
    assert [(one.operation, one.changes) for one in told] == [
        ("create", {"organizations": [None, [one, two]]}),
        ("delete", {"organizations": [[one, two], None]}),
    ]
    told_of = text_of(open_page(client, "/activity?type=distinct_pair"))
    assert "Not the same Gämma-Mill Co., Ltd., GAMMA MILL" in told_of
    for verb in ("told apart", "no longer tells apart"):
        assert f"Owner {verb} Gämma-Mill Co., Ltd., GAMMA MILL" in told_of
        assert f"Owner {verb} Gämma-Mill Co., Ltd., GAMMA MILL" in text_of(open_page(client, "/"))


def test_of_three_the_next_pair_comes_up(desk: Desk):
    (third,) = save(desk.cast.owner.actor, "organizations", {"externalId": "T-9", "type": "F", "name": "gamma mill", "country": "PT"})
    one, two, *_ = desk.twins
    assert found(desk.cast.owner, "name") == {(one, two), (one, third)}
    apart(desk.cast.owner, one, third)
    assert found(desk.cast.owner, "name") == {(one, two), (two, third)}


def test_a_name_that_hundreds_have_is_shown_bit_by_bit(desk: Desk):
    items = [{"externalId": f"X-{number}", "type": "R", "name": "Common Name", "country": "DE"} for number in range(60)]
    save(desk.cast.owner.actor, "organizations", *items)
    page = same_names(desk.cast.owner.actor)
    assert len([pair for pair in page.pairs if pair.confidence == 95]) == 1 + OF_ONE_KEY - 1


def test_pages_lead_through_all_pairs_once(desk: Desk):
    items = [
        {"externalId": f"P-{n}-{m}", "type": "I", "name": f"Works {chr(97 + n)}onor", "country": "DE"} for n in range(25) for m in "ab"
    ]
    save(desk.cast.owner.actor, "organizations", *items)
    client, path, seen = at(desk.cast.owner), "/duplicates", []
    for _round in range(5):
        page = open_page(client, path)
        seen += re.findall(r'<input type="hidden" name="first" value="(\d+)"', page)
        following = re.search(r'href="(/duplicates\?[^"]+)" rel="next"', page)
        if following is None:
            break
        path = following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 26


@pytest.mark.parametrize(("name", "reads", "decides"), [("owner", 200, 302), ("editor", 200, 403), ("viewer", 200, 403)])
def test_reading_takes_sight_and_deciding_takes_both_in_full(desk: Desk, name: str, reads: int, decides: int):
    person = getattr(desk.cast, name)
    page = open_page(at(person), "/duplicates")
    assert ("Keep this one" in page) == ("Not a duplicate" in page) == (decides == 302)
    assert apart(person, *desk.twins[:2]).status_code == decides
    assert DistinctPair.rows.count() == (decides == 302)


def test_who_holds_one_in_full_and_reads_the_other_may_not_decide(desk: Desk):
    assert "Keep this one" not in open_page(at(desk.partner), "/duplicates")
    assert apart(desk.partner, *desk.twins[:2]).status_code == 403
    apart(desk.cast.owner, *desk.twins[:2])
    pair = DistinctPair.rows.get()
    assert "Suggest again" not in open_page(at(desk.partner), "/duplicates/apart")
    assert at(desk.partner).post("/duplicates/apart", {"pair": pair.pk}).status_code == 403


def test_hidden_foreign_and_missing_look_alike(desk: Desk):
    one = desk.twins[0]
    for other in (desk.twins[4], desk.foreign[0], 9_999_999_999, 0, one):
        assert apart(desk.partner, one, other).status_code == 404
    apart(desk.cast.stranger, *desk.foreign[:2])
    pair = DistinctPair.rows.get()
    for identity in (pair.pk, 9_999_999_999):
        assert at(desk.cast.owner).post("/duplicates/apart", {"pair": identity}).status_code == 404
    assert "Gamma" not in text_of(open_page(at(desk.cast.owner), "/duplicates/apart"))
    apart(desk.cast.owner, desk.twins[0], desk.twins[2])
    assert "≠" not in text_of(open_page(at(desk.partner), "/duplicates/apart"))  # it sees but one of the two


@pytest.mark.parametrize("query", ["way=nonsense", "after=x", "way=spelling&after=%00", "after=" + "9" * 3_000, "way=domain&after=e30"])
def test_what_an_address_should_not_hold_is_left_out(desk: Desk, query: str):
    assert at(desk.cast.owner).get(f"/duplicates?{query}").status_code == 200
    assert at(desk.cast.owner).get("/duplicates/apart?before=-1x").status_code == 200
    assert at(desk.cast.owner).post(NOT_THE_SAME, {"first": "x\0", "second": "-1"}).status_code == 404


def test_a_place_of_one_account_is_none_in_another(desk: Desk):
    items = [
        {"externalId": f"P-{n}-{m}", "type": "I", "name": f"Works {chr(97 + n)}onor", "country": "DE"} for n in range(15) for m in "ab"
    ]
    save(desk.cast.stranger.actor, "organizations", *items)
    following = re.search(r'href="(/duplicates\?[^"]+)" rel="next"', open_page(at(desk.cast.stranger), "/duplicates"))
    assert following is not None
    page = open_page(at(desk.cast.owner), following[1].replace("&amp;", "&"))
    assert "First page" not in page


@pytest.mark.parametrize("way", ["name", "spelling", "domain"])
@pytest.mark.parametrize("name", ["owner", "partner"])
def test_statements_do_not_depend_on_how_many_there_are(desk: Desk, way: str, name: str):
    person = desk.partner if name == "partner" else desk.cast.owner
    people = [{"organization": external(key), "firstName": "Ann", "email": f"{key}@arden.example".lower()} for key in ("T-1", "T-2")]
    save(desk.cast.owner.actor, "contacts", *people)
    client = at(person)
    before = statements(client, "/duplicates", way=way)
    items = [
        {"externalId": f"S-{n}-{m}", "type": "I", "name": f"Works {chr(97 + n)}on{m}r", "country": "DE"} for n in range(8) for m in "aei"
    ]
    assert post_upsert(client, desk.cast.owner, "organizations", items).status_code == 200
    assert statements(client, "/duplicates", way=way) == before


def test_the_database_keeps_pairs_in_one_order_and_one_account(desk: Desk):
    for first, second in ((desk.twins[1], desk.twins[0]), (desk.twins[0], desk.foreign[0])):
        with pytest.raises(IntegrityError), transaction.atomic():
            DistinctPair.rows.create(account=desk.cast.acme, first_id=first, second_id=second, decided_at=timezone.now())
