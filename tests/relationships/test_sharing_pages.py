"""Sharing an organization and a relationship from their pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.grants import PrincipalName, SharedRecord
from accounts.models import Grant, Membership, Principal, Role
from accounts.roles import OPERATIONS
from activity.models import Change
from tests.accounts.sharing import EVERYONE, give, held, make_team
from tests.kit.cast import Person, make_member, make_user
from tests.kit.edges import Edges, make_edges
from tests.kit.granting import make_partner
from tests.kit.pages import asked, at, fill_in, links_of, open_page, statements, text_of, without_tokens
from tests.upserts.form_kit import Page

pytestmark = pytest.mark.django_db
ALL_VERBS = ("READ", "UPDATE", "SHARE")


@pytest.fixture
def edges(db: None) -> Edges:
    return make_edges()


@pytest.fixture
def mary(edges: Edges) -> Person:
    """A partner who may share what is shared with her, if the grant says so."""
    return make_partner(edges.world.cast.acme, "mary@acme.example", *ALL_VERBS)


def name(person: Person) -> PrincipalName:
    return PrincipalName("user", person.user.pk)


def places(edges: Edges) -> dict[str, tuple[str, SharedRecord]]:
    """Where each kind of record is shared."""
    return {
        "organization": (edges.page("F-1", "/sharing"), edges.organization("F-1")),
        "relationship": (f"/relationships/{edges.main}/sharing", edges.edge),
    }


def granted(edges: Edges, record: SharedRecord) -> list[tuple[str, int | None, int]]:
    return [(kind, identity, mask) for kind, identity, mask, _cause in held(edges.world.cast.acme, record)]


def test_a_colleague_to_whom_it_is_shown_then_sees_it(edges: Edges, mary: Person):
    url, record = places(edges)["relationship"]
    colleague = at(mary)
    assert colleague.get(f"/relationships/{edges.main}").status_code == 404
    answer = fill_in(at(edges.owner), url, {"who": f"user-{mary.user.pk}", "permissions": ["relationship-edit"]})
    assert answer["Location"] == url
    assert granted(edges, record) == [("user", mary.user.pk, 48)]
    assert "Arden Mill → Cotta Brand" in text_of(open_page(colleague, f"/relationships/{edges.main}"))
    assert colleague.get(edges.page("F-1")).status_code == 404
    change = Change.rows.latest("sequence")
    assert (change.record_type, change.operation, change.channel, change.user_id) == ("relationship", "grant", "page", edges.owner.user.pk)


@pytest.mark.parametrize(
    ("kind", "said", "mask"),
    [
        ("organization", ["full"], 7),
        ("organization", ["edit"], 3),
        ("organization", ["read", "share"], 9),
        ("relationship", ["full"], 7),
        ("relationship", ["relationship-edit", "share"], 56),
    ],
)
def test_what_is_ticked_is_stored_with_what_it_includes(edges: Edges, kind: str, said: list[str], mask: int):
    url, record = places(edges)[kind]
    fill_in(at(edges.owner), url, {"who": "account", "permissions": said})
    assert granted(edges, record) == [("account", None, mask)]


def test_who_holds_what_is_told_in_plain_words_with_cause_giver_and_time(edges: Edges, mary: Person):
    client = at(edges.owner)
    url, record = places(edges)["organization"]
    team = make_team(edges.world.cast.acme, "Sourcing")
    for who, said in ((f"user-{mary.user.pk}", ["full"]), (f"team-{team.id}", ["edit"]), ("account", ["relationship-read"])):
        fill_in(client, url, {"who": who, "permissions": said})
    give(edges.world.cast.acme, name(mary), "full", record=record, cause="owner")
    said = text_of(open_page(client, url))
    for text in ("Mary Shared by Owner", "Full control", "Sourcing Team Shared by Owner", "Everyone in the account", "Created it"):
        assert text in said
    assert "By their role Integration 1 member, every record Full control" in said


def test_what_reaches_a_relationship_through_its_ends_is_shown_with_it(edges: Edges, mary: Person):
    give(edges.world.cast.acme, name(mary), "edit", record=edges.organization("B-1"))
    give(edges.world.cast.acme, EVERYONE, "request-onboard", record=edges.organization("F-1"))
    page = open_page(at(edges.owner), places(edges)["relationship"][0])
    assert "Through the target Sharing of Cotta Brand" in text_of(page)
    assert "Through the source" not in text_of(page)  # asking to join shows no relationship
    assert edges.page("B-1", "/sharing") in links_of(page)


@pytest.mark.parametrize("kind", ["organization", "relationship"])
def test_a_grant_is_changed_as_a_whole(edges: Edges, mary: Person, kind: str):
    url, record = places(edges)[kind]
    give(edges.world.cast.acme, name(mary), "full", record=record)
    client, page = at(edges.owner), f"{url}/manual/user-{mary.user.pk}"
    assert page in links_of(open_page(client, url))
    part = client.get(page, headers=asked("dialog-content")).content.decode()
    assert "<html" not in part
    assert ("permissions", "full") in Page(part).sent
    answer = fill_in(client, page, {"permissions": ["relationship-read"]})
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert granted(edges, record) == [("user", mary.user.pk, 16)]
    assert Change.rows.latest("sequence").channel == "page"
    assert "Mary: Full control became → Mary: See" in text_of(open_page(client, url.replace("/sharing", "/activity"))).replace(
        "See relationships", "See"
    )


@pytest.mark.parametrize(
    "permissions", [["read"], ["edit"], ["full"], ["edit", "share"], ["read", "request-onboard"], ["relationship-edit"]]
)
@pytest.mark.parametrize("kind", ["organization", "relationship"])
def test_a_grant_that_is_sent_back_as_it_stands_stays_as_it_is(edges: Edges, mary: Person, kind: str, permissions: list[str]):
    url, record = places(edges)[kind]
    give(edges.world.cast.acme, name(mary), *permissions, record=record)
    before, count = granted(edges, record), Change.rows.count()
    assert fill_in(at(edges.owner), f"{url}/manual/user-{mary.user.pk}").status_code == 302
    assert (granted(edges, record), Change.rows.count()) == (before, count)


def test_what_changed_meanwhile_is_not_overwritten(edges: Edges, mary: Person):
    url, record = places(edges)["organization"]
    give(edges.world.cast.acme, name(mary), "full", record=record)
    sent = {"seen": ["read"], "permissions": ["edit"]}
    answer = at(edges.owner).post(f"{url}/manual/user-{mary.user.pk}", sent)
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in answer.content.decode()
    assert granted(edges, record) == [("user", mary.user.pk, 7)]


def test_taking_away_asks_once_and_holds_at_once(edges: Edges, mary: Person):
    url, record = places(edges)["relationship"]
    give(edges.world.cast.acme, name(mary), "relationship-read", record=record)
    colleague, client = at(mary), at(edges.owner)
    assert colleague.get(f"/relationships/{edges.main}").status_code == 200
    revoke = f"{url}/manual/user-{mary.user.pk}/revoke"
    assert revoke in links_of(open_page(client, url))
    assert "takes away: See" in text_of(open_page(client, revoke))
    answer = fill_in(client, revoke)
    assert (answer["Location"], granted(edges, record)) == (url, [])
    assert colleague.get(f"/relationships/{edges.main}").status_code == 404
    change = Change.rows.latest("sequence")
    assert (change.operation, change.channel) == ("revoke", "page")
    assert client.post(revoke).status_code == 404


def test_a_grant_of_the_creator_can_be_taken_but_not_changed(edges: Edges, mary: Person):
    url, record = places(edges)["organization"]
    give(edges.world.cast.acme, name(mary), "full", record=record, cause="owner")
    client, word = at(edges.owner), f"user-{mary.user.pk}"
    links = links_of(open_page(client, url))
    assert (f"{url}/manual/{word}" in links, f"{url}/owner/{word}/revoke" in links) == (False, True)
    assert client.get(f"{url}/manual/{word}").status_code == 404
    fill_in(client, f"{url}/owner/{word}/revoke")
    assert granted(edges, record) == []


@pytest.mark.parametrize("kind", ["organization", "relationship"])
@pytest.mark.parametrize("who", ["editor", "viewer", "integration"])
def test_who_may_not_share_sees_no_form_and_is_refused(edges: Edges, mary: Person, who: str, kind: str):
    url, record = places(edges)[kind]
    give(edges.world.cast.acme, name(mary), "read", record=record)
    client = at(getattr(edges.world.cast, who))
    page = open_page(client, url)
    assert 'name="permissions"' not in page
    assert "does not allow sharing" in text_of(page)
    word = f"user-{mary.user.pk}"
    assert not {f"{url}/manual/{word}", f"{url}/manual/{word}/revoke"} & links_of(page)
    for path in (url, f"{url}/manual/{word}", f"{url}/manual/{word}/revoke"):
        assert client.post(path, {"who": "account", "permissions": ["read"]}).status_code == 403
    assert client.get(f"{url}/manual/{word}").status_code == 403
    assert granted(edges, record) == [("user", mary.user.pk, 1)]


def test_who_sees_it_without_sharing_is_refused_and_told_why(edges: Edges, mary: Person):
    url, record = places(edges)["relationship"]
    give(edges.world.cast.acme, name(mary), "relationship-edit", record=record)
    client = at(mary)
    assert "You may see this, but not share it" in text_of(open_page(client, url))
    assert client.post(url, {"who": "account", "permissions": ["relationship-read"]}).status_code == 403


def test_nobody_gives_more_than_it_holds(edges: Edges, mary: Person):
    url, record = places(edges)["organization"]
    give(edges.world.cast.acme, name(mary), "edit", "share", record=record)
    client = at(mary)
    page = open_page(client, url)
    assert "You may give others: See, Edit, See relationships, Edit relationships." in text_of(page)
    assert 'value="full" disabled' in " ".join(page.split())
    before = granted(edges, record)
    for forged in ("full", "share", "request-onboard"):
        answer = client.post(url, {"who": "account", "permissions": [forged, "read"]})
        assert answer.status_code == 422
        assert "Nobody gives or takes away more than it holds" in text_of(answer.content.decode())
    assert granted(edges, record) == before
    fill_in(client, url, {"who": "account", "permissions": ["edit"]})
    assert ("account", None, 3) in granted(edges, record)


def test_what_one_could_not_give_stays_when_the_rest_is_changed(edges: Edges, mary: Person):
    url, record = places(edges)["organization"]
    give(edges.world.cast.acme, name(mary), "edit", "share", record=record)
    team = make_team(edges.world.cast.acme, "Sourcing")
    give(edges.world.cast.acme, team, "read", "share", "request-onboard", record=record)
    page = f"{url}/manual/team-{team.id}"
    fill_in(at(mary), page, {"permissions": ["edit"]})
    assert ("team", team.id, 3 | 8 | 64) in granted(edges, record)
    assert f"{page}/revoke" not in links_of(open_page(at(mary), url))
    assert at(mary).post(f"{page}/revoke").status_code == 422


def test_the_last_holder_of_full_control_stays(edges: Edges, mary: Person):
    url, record = places(edges)["organization"]
    give(edges.world.cast.acme, name(mary), "full", record=record)
    Membership.rows.filter(account=edges.world.cast.acme, role__mask=7).exclude(user=mary.user).update(
        role=Role.rows.get(account=edges.world.cast.acme, name="Viewer")
    )
    answer = at(mary).post(f"{url}/manual/user-{mary.user.pk}/revoke")
    assert answer.status_code == 422
    assert "Nobody else has full control" in text_of(answer.content.decode())
    sent = {"seen": ["edit", "full", "read"], "permissions": ["read"]}
    assert "Nobody else has full control" in text_of(at(mary).post(f"{url}/manual/user-{mary.user.pk}", sent).content.decode())
    assert granted(edges, record) == [("user", mary.user.pk, 7)]


def test_who_takes_itself_out_of_sight_goes_on_where_there_is_something_to_see(edges: Edges, mary: Person):
    url, record = places(edges)["organization"]
    give(edges.world.cast.acme, name(mary), "full", record=record)
    client = at(mary)
    answer = client.post(f"{url}/manual/user-{mary.user.pk}/revoke")
    assert answer.status_code == 302
    assert client.get(answer["Location"], follow=True).status_code == 200
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"permissions": ["read"]},
        {"who": "", "permissions": ["read"]},
        {"who": "user-0", "permissions": ["read"]},
        {"who": "user-99999999", "permissions": ["read"]},
        {"who": f"user-{2**63}", "permissions": ["read"]},
        {"who": "team-1x", "permissions": ["read"]},
        {"who": "\x00", "permissions": ["read"]},
        {"who": "<script>alert(1)</script>", "permissions": ["read"]},
        {"who": "account"},
        {"who": "account", "permissions": ["admin"]},
        {"who": "account", "permissions": ["\x00"]},
        {"who": "account", "permissions": ["share"]},
    ],
)
def test_what_can_not_be_shared_so_is_refused_in_the_form(edges: Edges, sent: dict[str, Any]):
    url, record = places(edges)["organization"]
    answer = at(edges.owner).post(url, sent)
    assert answer.status_code == 422
    assert "This could not be saved yet" in text_of(answer.content.decode()) or "error" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert granted(edges, record) == []


def test_a_stranger_and_nobody_are_the_same_to_a_sharer(edges: Edges):
    url, _record = places(edges)["organization"]
    stranger = edges.world.cast.stranger.user.pk
    texts = [
        text_of(at(edges.owner).post(url, {"who": f"user-{identity}", "permissions": ["read"]}).content.decode())
        for identity in (stranger, 987_654_321)
    ]
    assert texts[0] == texts[1]
    assert "Stranger" not in texts[0]


def test_who_may_not_read_the_members_names_a_colleague_by_e_mail(edges: Edges, mary: Person):
    url, record = places(edges)["relationship"]
    give(edges.world.cast.acme, name(mary), "full", record=record)
    client = at(mary)
    page = open_page(client, url)
    assert Page(page).options["who"] == ["", "account"]
    assert "editor@acme.example" not in page
    fill_in(client, url, {"email": " EDITOR@acme.example ", "permissions": ["relationship-read"]})
    assert ("user", edges.world.cast.editor.user.pk, 16) in granted(edges, record)
    answers = [
        fill_in(client, url, {"email": email, "permissions": ["relationship-read"]})
        for email in (edges.world.cast.stranger.user.email, "nobody@x.example", "\x00", "x" * 5_000)
    ]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert "No member of this account has this e-mail" in text_of(answers[0].content.decode())


def test_members_and_teams_are_offered_by_name_and_nobody_elses(edges: Edges):
    make_team(edges.world.cast.acme, "Sourcing")
    make_team(edges.world.cast.globex, "Theirs")
    page = open_page(at(edges.owner), places(edges)["organization"][0])
    assert "Sourcing" in page
    assert "Editor (editor@acme.example)" in page
    assert "Theirs" not in page
    assert "stranger@globex.example" not in page


@pytest.mark.parametrize("cause", ["manual", "owner", "nothing", "%00"])
@pytest.mark.parametrize("who", ["user-1", "user-99999999", "team-5", "account", "x", "user-", "user-٣", "%00"])
def test_a_grant_that_is_not_there_is_missing(edges: Edges, who: str, cause: str):
    url, _record = places(edges)["organization"]
    paths = [f"{url}/{cause}/{who}/revoke", f"{url}/manual/{who}"]
    answers = [at(edges.owner).get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("kind", ["organization", "relationship"])
def test_sharing_out_of_sight_is_missing(edges: Edges, mary: Person, kind: str):
    url, _record = places(edges)[kind]
    client = at(mary)
    missing = url.replace(url.split("/")[2], "987654321") if kind == "relationship" else "/organizations/nobody/sharing"
    answers = [client.get(url), client.get(missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.post(url, {"who": "account", "permissions": ["read"]}).status_code == 404
    shown = {without_tokens(answer.content).replace(answer.wsgi_request.get_full_path(), "") for answer in answers}
    assert len(shown) == 1


def test_one_partner_does_not_learn_who_the_others_are(edges: Edges, mary: Person):
    url, record = places(edges)["organization"]
    give(edges.world.cast.acme, name(mary), "read", record=record)
    other = make_member(edges.world.cast.acme, "Partner", user=make_user("otto@acme.example", name="Otto Other"))
    give(edges.world.cast.acme, PrincipalName("user", other.pk), "read", record=record)
    for below in ("/sharing", "", "/activity"):
        page = open_page(at(mary), edges.page("F-1", below))
        assert "Otto" not in page
    said = text_of(open_page(at(mary), url))
    assert "Mary You" in said
    assert "By their role" not in said


@pytest.mark.parametrize("kind", ["organization", "relationship"])
def test_thirty_grants_take_as_many_statements_as_two(client: Client, edges: Edges, kind: str):
    url, record = places(edges)[kind]
    account = edges.world.cast.acme
    give(account, EVERYONE, "read", record=record)
    give(account, make_team(account, "T"), "read", record=record)
    browser = at(edges.owner)
    few = [statements(browser, path) for path in (url, url.removesuffix("/sharing"), f"{url}/manual/account")]
    for number in range(30):
        user = make_member(account, "Viewer", user=make_user(f"p{number}@acme.example"))
        give(account, PrincipalName("user", user.pk), "read", record=record)
    assert [statements(browser, path) for path in (url, url.removesuffix("/sharing"), f"{url}/manual/account")] == few
    assert few[0] <= 12


def test_a_large_account_is_not_listed_whole(edges: Edges):
    account = edges.world.cast.acme
    for number in range(205):
        user = make_user(f"p{number}@acme.example")
        Principal(account=account, kind="user", user=user).save()
    page = open_page(at(edges.owner), places(edges)["organization"][0])
    assert len(Page(page).options["who"]) <= 203
    assert 'name="email"' in page


def test_roles_with_full_control_that_may_not_share_say_so(edges: Edges):
    operations = sorted(OPERATIONS - {"ORGANIZATION.SHARE"})
    Role(account=edges.world.cast.acme, name="Keeper", operations=operations, reach="all", mask=7).save()
    user = make_member(edges.world.cast.acme, "Keeper")
    client = Client()
    client.force_login(user)
    url, record = places(edges)["organization"]
    assert "Your role, Keeper, does not allow sharing" in text_of(open_page(client, url))
    assert client.post(url, {"who": "account", "permissions": ["read"]}).status_code == 403
    assert not Grant.rows.filter(object_id=record.id).exists()
