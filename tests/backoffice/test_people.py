"""People, roles, keys and grants through the admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.keys import digest_of
from accounts.models import Account, ApiKey, Grant, Membership, Principal, Role, Team, User
from activity.models import Change
from backoffice.models import OperatorAct
from tests.backoffice.forms import address, errors_of, form_at, history, listed, messages_of, saved, send, staff_client, text_of
from tests.kit.cast import make_account, make_member, make_user
from tests.kit.chain import save
from tests.kit.samples import items
from tests.kit.signing_in import sign_in, with_codes
from tests.kit.worlds import World

PASSWORD = "correct horse battery"
HERE = "203.0.113.9"


# --- accounts ---


def test_an_operator_makes_an_account_and_acts_in_it(world: World, operator: Client):
    saved(send(operator, address(Account, "add"), slug="initech", name="Initech"))
    account = Account.objects.get(slug="initech")
    assert Role.rows.filter(account=account).count() == 6
    otto = User.objects.get(email="otto@operator.example")
    assert history(account, "company") == [("create", "admin", otto.pk, {"number": [None, 1], "name": [None, "Initech"]})]
    assert [(act.kind, act.subject) for act in OperatorAct.objects.order_by("pk")][1:] == [
        ("create_account", "initech"),
        ("enter_account", "initech"),
    ]
    assert "Initech</strong>" in text_of(operator.get("/admin/"))


@pytest.mark.parametrize(("slug", "name", "field"), [("acme", "Again", "slug"), ("No Good", "X", "slug"), ("fine", " ", "name")])
def test_an_account_that_can_t_be_is_refused_at_the_field(world: World, operator: Client, slug: str, name: str, field: str):
    assert list(errors_of(send(operator, address(Account, "add"), slug=slug, name=name))) == [field]
    assert Account.objects.count() == 2


def test_an_owner_makes_no_accounts(owner: Client):
    assert owner.post(address(Account, "add"), {"slug": "mine", "name": "Mine"}).status_code == 403


def test_members_are_let_in_moved_and_let_go_on_the_page_of_their_account(world: World, owner: Client):
    url = address(Account, "change", world.cast.acme.pk)
    data = form_at(owner, url)
    prefix = next(name for name in data if name.endswith("-TOTAL_FORMS")).removesuffix("-TOTAL_FORMS")
    rows = {data[f"{prefix}-{number}-id"]: number for number in range(int(data[f"{prefix}-INITIAL_FORMS"]))}
    by_user = {row.user_id: row for row in Membership.rows.filter(account=world.cast.acme)}
    viewer, editor = (by_user[person.user.pk] for person in (world.cast.viewer, world.cast.editor))
    roles = {role.name: role.pk for role in Role.rows.filter(account=world.cast.acme)}
    new = int(data[f"{prefix}-INITIAL_FORMS"])
    data |= {f"{prefix}-{rows[viewer.pk]}-role": roles["Editor"], f"{prefix}-{rows[editor.pk]}-DELETE": "on"}
    data |= {f"{prefix}-{new}-email": "new@acme.example", f"{prefix}-{new}-role": roles["Viewer"]}
    saved(owner.post(url, data))
    members = dict(Membership.rows.filter(account=world.cast.acme).values_list("user__email", "role__name"))
    assert members["viewer@acme.example"] == "Editor"
    assert members["new@acme.example"] == "Viewer"
    assert "editor@acme.example" not in members
    assert {change[0] for change in history(world.cast.acme, "member")[-3:]} == {"create", "update", "delete"}


def test_an_account_with_very_many_members_leads_to_their_list(world: World, owner: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("organizations.account_admin.MEMBERS_SHOWN", 3)
    assert owner.get(address(Account, "change", world.cast.acme.pk)).context["inline_admin_formsets"] == []


# --- members and users ---


def test_the_last_owner_stays_and_the_page_says_so(world: World, owner: Client):
    mine = Membership.rows.get(account=world.cast.acme, user=world.owner.user)
    viewer = Role.rows.get(account=world.cast.acme, name="Viewer")
    answer = send(owner, address(Membership, "change", mine.pk), role=viewer.pk)
    assert errors_of(answer) == {"role": ["An account keeps at least one Owner who may sign in."]}
    answer = owner.post(address(Membership, "delete", mine.pk), {"post": "yes"}, follow=True)
    assert messages_of(answer) == ["An account keeps at least one Owner who may sign in."]
    answer = send(owner, address(User, "change", world.owner.user.pk), is_active="")
    assert errors_of(answer) == {"is_active": ["acme keeps at least one Owner who may sign in."]}
    world.owner.user.refresh_from_db()
    assert world.owner.user.is_active


def test_a_member_twice_is_refused_at_the_address(world: World, owner: Client):
    role = Role.rows.get(account=world.cast.acme, name="Viewer")
    answer = send(owner, address(Membership, "add"), email="VIEWER@acme.example", role=role.pk)
    assert errors_of(answer) == {"email": ["This user is a member already."]}
    assert list(errors_of(send(owner, address(Membership, "add"), email="no address", role=role.pk))) == ["email"]


def test_an_operator_makes_a_user_that_can_sign_in(world: World, operator: Client):
    role = Role.rows.get(account=world.cast.acme, name="Editor")
    said = {"email": "eve@acme.example", "name": "Eve", "password": PASSWORD, "password_again": PASSWORD, "role": role.pk}
    answer = send(operator, address(User, "add"), **said)
    saved(answer)
    eve = User.objects.get(email="eve@acme.example")
    assert eve.check_password(PASSWORD)
    assert not eve.is_staff
    assert Membership.rows.get(user=eve).role_id == role.pk
    assert PASSWORD not in str(list(OperatorAct.objects.values())) + str(list(Change.rows.values()))
    assert OperatorAct.objects.filter(kind="create_user", subject="eve@acme.example").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"password": "12345", "password_again": "12345"}, "password"),
        ({"password": PASSWORD, "password_again": "other"}, "password_again"),
        ({"email": "OWNER@acme.example"}, "email"),
        ({"email": "nothing"}, "email"),
    ],
)
def test_a_user_that_can_t_be_is_refused(world: World, operator: Client, said: dict[str, str], field: str):
    role = Role.rows.get(account=world.cast.acme, name="Editor")
    answer = send(operator, address(User, "add"), **{"email": "eve@acme.example", "role": role.pk, **said})
    assert list(errors_of(answer)) == [field]
    assert PASSWORD not in text_of(answer)
    assert not User.objects.filter(email="eve@acme.example").exists()


def test_a_user_is_renamed_and_switched_off_and_each_of_its_accounts_tells_it(world: World, operator: Client):
    make_member(world.cast.globex, "Viewer", user=world.cast.viewer.user)
    url = address(User, "change", world.cast.viewer.user.pk)
    data = form_at(operator, url)
    data.pop("is_active")
    saved(operator.post(url, data | {"name": "Vera"}))
    for account in (world.cast.acme, world.cast.globex):
        operation, channel, _, changes = history(account, "member")[-1]
        assert (operation, channel) == ("update", "admin")
        assert changes == {"name": ["Viewer", "Vera"], "isActive": [True, False]}


def test_an_account_changes_only_users_that_are_its_alone(world: World, owner: Client):
    shared_user = make_member(world.cast.globex, "Viewer", user=world.cast.viewer.user)
    url = address(User, "change", shared_user.pk)
    answer = send(owner, url, name="Mine", password=PASSWORD, password_again=PASSWORD)
    assert "belongs to other accounts" in errors_of(answer)[""][0]
    shared_user.refresh_from_db()
    assert (shared_user.name, shared_user.check_password(PASSWORD)) == ("Viewer", False)
    saved(send(owner, address(User, "change", world.cast.editor.user.pk), password=PASSWORD, password_again=PASSWORD))
    assert User.objects.get(pk=world.cast.editor.user.pk).check_password(PASSWORD)
    assert owner.post(address(User, "add"), {"email": "x@example.com"}).status_code == 403


def test_nobody_but_operators_says_who_may_enter_the_admin_or_operates_it(world: World, owner: Client):
    for user in (world.cast.editor.user, world.owner.user):
        send(owner, address(User, "change", user.pk), is_staff="on", is_superuser="on")
        user.refresh_from_db()
        assert not user.is_superuser
    assert not world.cast.editor.user.is_staff
    boss = make_member(world.cast.acme, "Viewer", user=make_user("boss@operator.example"))
    User.objects.filter(pk=boss.pk).update(is_superuser=True)
    assert owner.post(address(User, "change", boss.pk), {"email": "boss@operator.example", "password": PASSWORD}).status_code == 403


def test_who_holds_less_does_not_touch_who_holds_more(world: World):
    role = Role(account=world.cast.acme, name="HR", operations=["MEMBER.READ", "MEMBER.UPDATE", "MEMBER.DELETE"], reach="all", mask=0)
    role.save()
    clerk = staff_client(make_member(world.cast.acme, "HR"))
    answer = send(clerk, address(User, "change", world.owner.user.pk), name="Down", password=PASSWORD, password_again=PASSWORD)
    assert "Nobody hands out more than it holds" in errors_of(answer)[""][0]
    assert not User.objects.get(pk=world.owner.user.pk).check_password(PASSWORD)


def test_several_users_are_switched_off_at_once(world: World, owner: Client):
    chosen = [world.cast.viewer.user.pk, world.owner.user.pk]
    said = messages_of(owner.post(address(User, "changelist"), {"action": "deactivate", "_selected_action": chosen}, follow=True))
    assert said == ["Owner: acme keeps at least one Owner who may sign in.", "1 users are switched off."]


# --- roles and teams ---


def test_a_role_is_made_of_ticked_operations(world: World, owner: Client):
    said = {"name": "Buyer", "reach": "all", "permission": "edit", "operations": ["ORGANIZATION.READ", "ORGANIZATION.UPDATE"]}
    saved(send(owner, address(Role, "add"), **said))
    row = Role.rows.get(account=world.cast.acme, name="Buyer")
    assert (row.operations, row.mask) == (["ORGANIZATION.READ", "ORGANIZATION.UPDATE"], 3)
    assert form_at(owner, address(Role, "change", row.pk))["permission"] == "edit"
    answer = send(owner, address(Role, "change", row.pk), reach="granted")
    assert list(errors_of(answer)) == ["permission"]
    assert history(world.cast.acme, "role")[-1][:3] == ("create", "admin", world.owner.user.pk)


def test_a_built_in_role_is_shown_and_not_changed(world: World, owner: Client):
    row = Role.rows.get(account=world.cast.acme, name="Editor")
    page = text_of(owner.get(address(Role, "change", row.pk)))
    assert "Organization: create, read, update" in page
    assert owner.post(address(Role, "change", row.pk), {"name": "Mine", "reach": "all"}).status_code == 403
    assert owner.post(address(Role, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_nobody_makes_a_role_beyond_its_own(world: World):
    role = Role(account=world.cast.acme, name="HR", operations=["MEMBER.READ", "MEMBER.CREATE"], reach="all", mask=0)
    role.save()
    clerk = staff_client(make_member(world.cast.acme, "HR"))
    said = {"name": "Power", "reach": "all", "permission": "full", "operations": ["ORGANIZATION.DELETE"]}
    assert "you lack ORGANIZATION.DELETE" in errors_of(send(clerk, address(Role, "add"), **said))[""][0]


def test_a_team_is_made_changed_and_dissolved(world: World, owner: Client):
    members = {row.user_id: row.pk for row in Membership.rows.filter(account=world.cast.acme)}
    saved(send(owner, address(Team, "add"), name="Sourcing", members=[members[world.cast.viewer.user.pk]]))
    team = Team.rows.get(account=world.cast.acme)
    assert form_at(owner, address(Team, "change", team.pk))["members"] == [members[world.cast.viewer.user.pk]]
    saved(send(owner, address(Team, "change", team.pk), members=[members[world.cast.editor.user.pk]]))
    assert history(world.cast.acme, "team")[-1][3] == {"members": [[world.cast.viewer.user.pk], [world.cast.editor.user.pk]]}
    assert owner.post(address(Team, "delete", team.pk), {"post": "yes"}).status_code == 302
    assert not Team.rows.exists()


# --- keys ---


def make_key(client: Client, world: World, **said: Any) -> Any:
    url = address(ApiKey, "add")
    return client.post(url, {"user": world.owner.user.pk, "name": "ERP", "scopes": ["organization.read"], **said})


def test_a_key_is_shown_once_on_the_answer_and_kept_nowhere(world: World, owner: Client):
    answer = make_key(owner, world, networks="10.0.0.0/8\n192.0.2.7")
    key = ApiKey.rows.filter(account=world.cast.acme, name="ERP").get()
    secret = answer.context["secret"]
    assert digest_of(secret) == bytes(key.digest)
    assert f'value="{secret}"' in text_of(answer)
    assert f'data-copy="{secret}"' in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert (key.scopes, key.networks) == (["organization.read"], ["10.0.0.0/8", "192.0.2.7/32"])
    assert Client().get("/api/v2/me", headers={"X-API-KEY": secret}, REMOTE_ADDR="192.0.2.7").status_code == 200
    later = [address(ApiKey, "changelist"), *(address(ApiKey, page, key.pk) for page in ("change", "delete", "history")), "/admin/"]
    for page in later:
        assert secret not in text_of(owner.get(page))
    assert secret not in str(dict(owner.session))
    assert secret not in str(list(Change.rows.values()))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"networks": "nowhere"}, "networks"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "0:00"}, "expires_at"),
    ],
)
def test_a_key_that_can_t_be_is_refused_and_shows_no_secret(world: World, owner: Client, said: dict[str, Any], field: str):
    answer = make_key(owner, world, **said)
    assert list(errors_of(answer)) == [field]
    assert not ApiKey.rows.filter(name="ERP").exists()


def test_a_key_is_changed_and_revoked_for_good(world: World, owner: Client):
    make_key(owner, world)
    key = ApiKey.rows.get(name="ERP")
    saved(send(owner, address(ApiKey, "change", key.pk), name="ERP 2", scopes=["contact.read"]))
    key.refresh_from_db()
    assert (key.name, key.scopes) == ("ERP 2", ["contact.read"])
    chosen = {"action": "revoke", "_selected_action": [key.pk]}
    assert messages_of(owner.post(address(ApiKey, "changelist"), chosen, follow=True))[-1] == "1 revoked."
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert key.pk not in listed(owner, ApiKey)
    assert key.pk in listed(owner, ApiKey, state="revoked")
    assert owner.post(address(ApiKey, "change", key.pk), {"name": "Back"}).status_code == 403
    assert [change[0] for change in history(world.cast.acme, "api_key")[-3:]] == ["create", "update", "update"]


def test_a_viewer_sees_keys_and_makes_none(world: World):
    client = staff_client(world.cast.viewer.user)
    assert make_key(client, world).status_code == 403


# --- grants ---


def test_a_record_is_shared_and_taken_back(world: World, owner: Client):
    (organization,) = save(world.owner.actor, "organizations", *items("organizations", 1))
    principal = Principal.rows.get(account=world.cast.acme, user=world.cast.viewer.user)
    said = {"organization": organization, "principal": principal.pk, "permissions": ["edit"]}
    saved(owner.post(address(Grant, "add"), said))
    grant = Grant.rows.get(object_id=organization)
    assert (grant.mask, grant.cause, grant.granted_by_id) == (3, "manual", world.owner.user.pk)
    assert "edit, read" in text_of(owner.get(address(Grant, "changelist")))
    owner.post(address(Grant, "delete", grant.pk), {"post": "yes"})
    assert not Grant.rows.filter(pk=grant.pk).exists()
    assert [change[0] for change in history(world.cast.acme, "organization")[-2:]] == ["grant", "revoke"]


def test_a_foreign_record_and_a_missing_one_are_refused_alike(world: World, owner: Client):
    (foreign,) = save(world.cast.stranger.actor, "organizations", *items("organizations", 1))
    principal = Principal.rows.get(account=world.cast.acme, user=world.cast.viewer.user)
    said = {"principal": principal.pk, "permissions": ["read"]}
    answers = [errors_of(owner.post(address(Grant, "add"), {**said, "organization": pk})) for pk in (foreign, 2**40)]
    assert answers[0] == answers[1]
    assert list(answers[0]) == ["organization"]
    assert not Grant.rows.exists()


def test_who_may_not_share_is_refused(world: World):
    assert staff_client(world.cast.viewer.user).get(address(Grant, "add")).status_code == 403


def test_accounts_are_searched_by_operators(db: None):
    for number in range(60):
        make_account(f"a{number:02}")
    client = staff_client(make_user(), is_operator=True)
    page = text_of(client.get("/admin/accounts"))
    assert page.count("Act in ") == 50
    assert "Act in A59" in text_of(client.get("/admin/accounts?q=A59"))


# --- help at the door ---


def test_an_operator_ends_a_lockout_and_it_is_kept(world: World, operator: Client):
    user = make_member(world.cast.acme, "Viewer", user=make_user("ann@example.com", password=PASSWORD))
    for _ in range(5):
        locked = sign_in(Client(REMOTE_ADDR=HERE), user.email, "wrong")
    assert locked.status_code == 429
    chosen = {"action": "unlock", "_selected_action": [user.pk, world.cast.viewer.user.pk]}
    said = messages_of(operator.post(address(User, "changelist"), chosen, follow=True))
    assert sorted(said[-2:]) == sorted([f"{user}: may try again.", f"{world.cast.viewer.user}: is locked out by no wrong password."])
    assert sign_in(Client(REMOTE_ADDR=HERE), user.email).status_code == 302
    assert [(act.kind, act.subject) for act in OperatorAct.objects.order_by("pk")][-1:] == [("unlock_user", user.email)]


def test_an_operator_takes_a_lost_second_factor_off_and_it_is_kept(world: World, operator: Client):
    user = make_member(world.cast.acme, "Viewer", user=make_user("ann@example.com", password=PASSWORD))
    with_codes(user)
    assert sign_in(Client(), user.email)["Location"] != "/"
    chosen = {"action": "reset_second_factor", "_selected_action": [user.pk]}
    said = messages_of(operator.post(address(User, "changelist"), chosen, follow=True))
    assert said[-1:] == [f"{user}: signs in with the password alone until codes are set up again."]
    assert sign_in(Client(), user.email)["Location"] == "/"
    assert [(act.kind, act.subject) for act in OperatorAct.objects.order_by("pk")][-1:] == [("reset_factor", user.email)]


def test_an_account_s_own_people_help_nobody_at_the_door(world: World, owner: Client):
    with_codes(world.cast.viewer.user)
    for name in ("unlock", "reset_second_factor"):
        owner.post(address(User, "changelist"), {"action": name, "_selected_action": [world.cast.viewer.user.pk]})
    assert Authenticator.objects.filter(user=world.cast.viewer.user).count() == 2
    assert not OperatorAct.objects.filter(kind__in=("unlock_user", "reset_factor")).exists()


def test_a_user_that_an_operator_made_signs_in_and_chooses_another_password(world: World, operator: Client):
    role = Role.rows.get(account=world.cast.acme, name="Viewer").pk
    new = {"email": "New@acme.example", "name": "New", "password": PASSWORD, "password_again": PASSWORD, "role": role}
    saved(send(operator, address(User, "add"), **new))
    browser = Client()
    assert sign_in(browser, "new@acme.example")["Location"] == "/"
    assert browser.get("/").status_code == 200
    Client().post("/password/forgotten", {"email": "new@acme.example"})
    (sent,) = mail.outbox
    (link,) = re.findall(r"http://testserver(/password/new/\S+)", sent.body)
    walk = Client()
    page = walk.get(link, follow=True)
    words = "wholly different words"
    assert walk.post(page.request["PATH_INFO"], {"password1": words, "password2": words}).status_code == 302
    assert sign_in(Client(), "new@acme.example", words)["Location"] == "/"
