"""The first page: how an account stands, for whoever looks."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from activity.models import Change
from desk.days import changes_by_day
from desk.home import MOST, count_up_to_most, overview
from organizations.models import Organization
from relationships.models import Relationship
from tests.desk.conftest import Desk
from tests.kit.calls import rows
from tests.kit.cast import make_account, make_person
from tests.kit.chain import external, save
from tests.kit.pages import at, open_page, statements, text_of
from upserts.event_sight import Sight


def figures(person) -> dict[str, int]:
    return {str(figure.label): figure.value for figure in overview(person.actor).figures}


def concerns(person) -> dict[str, int]:
    return {concern.text: concern.count for concern in overview(person.actor).concerns}


def test_an_empty_account_says_how_to_begin(db):
    person = make_person(make_account("fresh"), "Owner", "owner@fresh.example")
    page = open_page(at(person), "/")
    said = text_of(page)
    assert "Nothing here yet" in said
    assert "curl -H" in said
    assert "create_api_key fresh owner@fresh.example" in said
    assert 'href="/organizations/new"' in page
    assert "Recent changes" not in said


def test_the_figures_are_those_of_what_one_sees(desk: Desk):
    assert figures(desk.cast.owner) == {"Organizations": 10, "Contacts": 6, "Relationships": 2}
    assert figures(desk.partner) == {"Organizations": 2, "Contacts": 0, "Relationships": 1}
    Organization.rows.filter(pk=desk.twins[6]).update(status="archived")
    said = text_of(open_page(at(desk.cast.viewer), "/"))
    assert "Organizations 9 1 archived" in said
    assert "Good to see you, Viewer" in said


def test_charts_are_tables_that_can_be_read(desk: Desk):
    said = text_of(open_page(at(desk.cast.owner), "/"))
    assert "By type By type Organizations F Factory 6" in said
    assert "Portugal 3" in said
    assert "Country unknown 3" in said
    charts = {
        str(chart.title): [(str(bar.label), bar.value, bar.percent) for bar in chart.bars] for chart in overview(desk.partner.actor).charts
    }
    assert charts == {"By type": [("Factory", 2, 100.0)], "By country": [("Portugal", 2, 100.0)]}


def test_what_needs_attention_is_counted_and_the_rest_is_calm(client, desk: Desk):
    assert concerns(desk.cast.owner) == {"pair of organizations may be one": 1}
    edge = {"source": external("T-7"), "target": external("T-6"), "types": ["maker"], "relationshipStatus": "active"}
    save(desk.cast.owner.actor, "relationships", edge)
    Organization.rows.filter(pk=desk.twins[6]).update(status="archived")
    assert concerns(desk.cast.owner) == {
        "pair of organizations may be one": 1,
        "active relationship without a contact": 1,
        "active relationship of an archived organization": 1,
    }
    assert len(rows(client, desk.cast.owner, "relationships", hasContacts="false", relationshipStatus="active")) == 1
    assert len(rows(client, desk.cast.owner, "relationships", hasContacts="true")) == 2
    assert len(rows(client, desk.cast.owner, "relationships", endStatus="archived")) == 1
    Organization.rows.filter(pk__in=desk.twins).update(near_key=None)
    assert "pair of organizations may be one" not in concerns(desk.cast.owner)


def test_an_edge_tells_nobody_whether_an_end_is_archived_that_it_does_not_see(client, desk: Desk):
    Organization.rows.filter(pk__in=desk.chain.organizations).update(status="archived")
    assert len(rows(client, desk.cast.owner, "relationships", endStatus="archived")) == 2
    assert len(rows(client, desk.partner, "relationships")) == 1
    assert rows(client, desk.partner, "relationships", endStatus="archived") == []
    assert concerns(desk.partner) == {"pair of organizations may be one": 1}


def test_nothing_is_counted_beyond_what_anybody_would_do(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("desk.home.MOST", 1)
    assert MOST == 999
    assert count_up_to_most(Relationship.objects.visible_to(desk.cast.owner.actor)) == (1, True)
    assert count_up_to_most(Relationship.objects.visible_to(desk.partner.actor)) == (1, False)


def test_recent_changes_are_ten_of_those_one_sees(desk: Desk):
    assert open_page(at(desk.cast.owner), "/").count("timeline-head") == 10
    partner = open_page(at(desk.partner), "/")
    assert "GAMMA MILL" in partner
    assert "Quite Another" not in partner


def test_changes_by_day_add_up_for_everybody(desk: Desk):
    history = Change.rows.filter(account=desk.cast.acme)
    half = history.order_by("sequence")[5].sequence
    history.filter(sequence__lte=half).update(at=timezone.now() - datetime.timedelta(days=3))
    days = changes_by_day(Sight(desk.cast.owner.actor))
    assert len(days.days) == 30
    assert [days.days[-4].count, days.days[-1].count, days.total] == [6, history.count() - 6, history.count()]
    assert days.newest is None
    partner = changes_by_day(Sight(desk.partner.actor))
    assert partner.total == 3  # two organizations and an edge were made that it sees
    assert partner.days[-1].day == timezone.localdate()


def test_older_than_thirty_days_is_not_counted(desk: Desk):
    Change.rows.filter(account=desk.cast.acme).update(at=timezone.now() - datetime.timedelta(days=31))
    assert changes_by_day(Sight(desk.cast.owner.actor)).total == 0
    assert changes_by_day(Sight(desk.partner.actor)).total == 0


def test_another_account_sees_nothing_of_it(desk: Desk):
    save(desk.cast.owner.actor, "organizations", {"externalId": "Q-1", "type": "F", "name": "Quintessence", "country": "IS"})
    page = open_page(at(desk.cast.stranger), "/")
    assert "Quintessence" not in page
    assert "Iceland" not in page


def test_what_may_not_be_read_is_not_counted(desk: Desk):
    blind = replace(desk.cast.owner.actor, operations=frozenset({"CONTACT.READ", "SETTINGS.READ"}))
    shown = overview(blind)
    assert [str(figure.label) for figure in shown.figures] == ["Contacts"]
    assert (shown.charts, shown.concerns) == ([], [])


@pytest.mark.parametrize("name", ["owner", "viewer", "partner"])
def test_statements_do_not_depend_on_how_many_there_are(desk: Desk, name: str):
    client = at(desk.partner if name == "partner" else getattr(desk.cast, name))
    # The ten newest changes are of one type both times: each type that is named takes a statement for the names.
    save(
        desk.cast.owner.actor,
        "organizations",
        *({"externalId": f"Y-{number}", "type": "F", "name": f"Yotta {number}"} for number in range(10)),
    )
    before = statements(client, "/")
    items = [{"externalId": f"Z-{number}", "type": "F", "name": f"Zeta {number % 20}", "country": "DE"} for number in range(40)]
    save(desk.cast.owner.actor, "organizations", *items)
    assert statements(client, "/") == before
