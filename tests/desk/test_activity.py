"""All that happened in an account, as far as one may see it."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.utils import timezone

from accounts.services import add_member, create_user
from accounts.teams import create_team
from activity.models import Change
from desk.days import sequences_before
from tests.desk.conftest import Desk
from tests.kit.chain import save
from tests.kit.pages import asked, at, open_page, statements, text_of
from tests.kit.writing import written


def heads(person, query: str = "") -> list[str]:
    page = open_page(at(person), f"/activity{query}")
    return [" ".join(re.sub(r"<[^>]+>", " ", head).split()) for head in re.findall(r'<div class="timeline-head">(.*?)</div>', page, re.S)]


def days_ago(desk: Desk, days: int, **which: object) -> None:
    """As if it had happened then."""
    Change.rows.filter(account=desk.cast.acme, **which).update(at=timezone.now() - datetime.timedelta(days=days))


def test_it_tells_who_changed_what_from_what_to_what(client, desk: Desk):
    one = desk.twins[0]
    written(client, desk.cast.editor, "patch", f"organizations/{one}", {"city": "Lisbon"})
    page = text_of(open_page(at(desk.cast.owner), "/activity"))
    assert "Editor changed Gämma-Mill Co., Ltd. City Porto became → Lisbon" in page
    assert 'href="/organizations/' in open_page(at(desk.cast.owner), "/activity")


def test_what_has_no_page_is_called_by_what_history_says_of_it(desk: Desk):
    create_team(actor=desk.cast.owner.actor, name="Buyers", members=[])
    assert heads(desk.cast.owner)[0] == "Owner created team “Buyers”"


def test_a_member_is_called_by_name(desk: Desk):
    """And by the address as long as there is no name."""
    add_member(desk.cast.acme, create_user("ann@acme.example", name="Ann Lee"), "Viewer", by=desk.cast.owner.actor)
    add_member(desk.cast.acme, create_user("new@acme.example"), "Viewer", by=desk.cast.owner.actor)
    named = ["Owner created member “new@acme.example”", "Owner created member “Ann Lee”"]
    assert heads(desk.cast.owner)[:2] == named
    page = text_of(open_page(at(desk.cast.owner), "/activity"))
    assert "“Ann Lee” Role Viewer" in page
    assert all(line in text_of(open_page(at(desk.cast.owner), "/")) for line in named)


def test_each_filter_narrows(client, desk: Desk):
    written(client, desk.cast.editor, "patch", f"organizations/{desk.twins[0]}", {"city": "Lisbon"})
    change = Change.rows.filter(account=desk.cast.acme).latest("sequence")
    editor = desk.cast.editor.user.pk
    assert len(heads(desk.cast.owner, f"?who={editor}")) == 1
    assert len(heads(desk.cast.owner, f"?request={change.request_id}")) == 1
    assert len(heads(desk.cast.owner, f"?batch={change.batch_id}")) == (1 if change.batch_id else len(heads(desk.cast.owner)))
    page = open_page(at(desk.cast.owner), "/activity")
    assert f'href="?who={editor}"' in page
    assert f'href="?request={change.request_id}"' in page
    assert f'href="?batch={change.batch_id}"' in page
    assert all("changed" in head for head in heads(desk.cast.owner, "?operation=update"))
    assert len(heads(desk.cast.owner, "?type=relationship")) == 2
    assert heads(desk.cast.owner, "?channel=import") == []
    assert len(heads(desk.cast.owner, f"?who={editor}&operation=create")) == 0


def test_days_are_those_of_the_reader(desk: Desk):
    days_ago(desk, 40, record_type="contact")
    # History never runs against its order: what came before the contacts is older still.
    last = Change.rows.filter(account=desk.cast.acme, record_type="contact").latest("sequence").sequence
    Change.rows.filter(account=desk.cast.acme, sequence__lte=last).update(at=timezone.now() - datetime.timedelta(days=40))
    today = timezone.localdate()
    of = lambda days: (today - datetime.timedelta(days=days)).isoformat()  # noqa: E731
    recent, old = heads(desk.cast.owner, f"?since={of(10)}"), heads(desk.cast.owner, f"?until={of(10)}")
    assert recent
    assert old
    assert len(recent) + len(old) == len(heads(desk.cast.owner)) or len(heads(desk.cast.owner)) == 50
    assert heads(desk.cast.owner, f"?since={of(39)}&until={of(11)}") == []
    assert heads(desk.cast.owner, f"?until={of(40)}") == old


def test_pages_lead_through_all_of_it_once_and_keep_the_filters(desk: Desk):
    items = [{"externalId": f"Z-{number}", "type": "F", "name": f"Zeta {number}"} for number in range(60)]
    save(desk.cast.owner.actor, "organizations", *items)
    client, path, seen = at(desk.cast.owner), "/activity?type=organization&operation=create", 0
    for _round in range(5):
        page = open_page(client, path)
        seen += page.count("timeline-head")
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        if following is None:
            break
        path = "/activity" + following[1].replace("&amp;", "&")
        assert "type=organization" in path
    created = Change.rows.filter(account=desk.cast.acme, record_type="organization", operation="create").count()
    assert seen == created > 50


def test_each_sees_what_it_may(desk: Desk):
    save(desk.cast.owner.actor, "organizations", {"externalId": "Q-1", "type": "F", "name": "Quintessence"})
    assert "Quintessence" in text_of(open_page(at(desk.cast.owner), "/activity"))
    assert "Quintessence" not in text_of(open_page(at(desk.cast.stranger), "/activity"))
    mine = "; ".join(heads(desk.partner))
    assert "GAMMA MILL" in mine
    assert "Ardenn" not in mine
    assert "member" not in mine
    assert "Quintessence" not in mine
    assert all("member" in head for head in heads(desk.cast.owner, "?type=member"))


def test_what_one_may_not_read_cannot_be_asked_for(desk: Desk):
    page = open_page(at(desk.partner), "/activity?type=api_key")
    assert "timeline-head" not in page
    assert "is not one of the available choices" in page


@pytest.mark.parametrize(
    "query",
    [
        "type=nonsense", "operation=x", "who=0", "who=abc", "who=99999999999999999999", "channel=x", "since=yesterday", "until=2020-13-45",
        "since=0001-01-01", "until=9999-12-31", "until=0001-01-01&since=9999-12-31", "request=%00", "batch=" + "x" * 65, "before=-1",
        "before=abc", "before=" + "9" * 40, "before=0", "request=%F0%9F%98%80", "type=organization&type=contact",
    ],
)  # fmt: skip
def test_no_address_breaks_it(desk: Desk, query: str):
    for person in (desk.cast.owner, desk.partner):
        assert at(person).get(f"/activity?{query}").status_code == 200


def test_a_filter_that_is_wrong_finds_nothing_and_says_so(desk: Desk):
    page = open_page(at(desk.cast.owner), "/activity?since=yesterday")
    assert "Enter a valid date" in page
    assert "timeline-head" not in page


def test_htmx_gets_the_results_alone(desk: Desk):
    answer = at(desk.cast.owner).get("/activity?type=contact", headers=asked("results")).content.decode()
    assert "<html" not in answer
    assert "Remove the filter What Contact" in answer


def test_who_may_not_read_members_is_not_told_their_names(desk: Desk):
    stranger = desk.cast.viewer.user
    page = open_page(at(desk.partner), f"/activity?who={stranger.pk}")
    assert stranger.name not in page
    assert f"Member {stranger.pk}" in page
    assert f'value="{stranger.pk}"' in open_page(at(desk.cast.owner), "/activity")


@pytest.mark.parametrize("name", ["owner", "partner"])
def test_statements_do_not_depend_on_how_much_happened(desk: Desk, name: str):
    client = at(desk.partner if name == "partner" else desk.cast.owner)
    days = {"since": "2020-01-01", "until": "2100-01-01"}
    before = statements(client, "/activity", **days)
    save(desk.cast.owner.actor, "organizations", *({"externalId": f"Z-{n}", "type": "F", "name": f"Zeta {n}"} for n in range(30)))
    assert abs(statements(client, "/activity", **days) - before) <= 3  # the forms and names of record types that now fill the page


def test_history_far_back_is_found_by_its_days_and_not_by_reading_it_all(desk: Desk):
    """Halving takes some twenty looks at an index, however long history is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activity_change"
            " (account_id, sequence, record_type, record_id, operation, changes, channel, request_id, batch_id, at)"
            " SELECT account_id, sequence + n, 'contact', 1, 'update', '{}', 'api', '', '', at + n * interval '1 second' FROM"
            " (SELECT * FROM activity_change WHERE account_id = %s ORDER BY sequence DESC LIMIT 1) AS last, generate_series(1, 3000) AS n",
            [desk.cast.acme.pk],
        )
    last = Change.rows.filter(account=desk.cast.acme).latest("sequence")
    instants = [last.at - datetime.timedelta(seconds=seconds) for seconds in (0, 1_000, 2_500)]
    found = sequences_before(desk.cast.owner.actor, [*instants, last.at + datetime.timedelta(seconds=1)])
    assert [found[at] for at in instants] == [last.sequence - 1, last.sequence - 1_001, last.sequence - 2_501]
    assert found[last.at + datetime.timedelta(seconds=1)] == last.sequence
