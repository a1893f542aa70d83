"""Members, roles, teams and keys on their pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.keys import digest_of
from accounts.models import ApiKey, Membership, Role, Team, TeamMember
from tests.kit.cast import make_person
from tests.kit.pages import text_of as words_of
from tests.kit.worlds import World
from tests.settings.browsing import at, errors_of, last_change, messages_of, text_of


def role_of(world: World, name: str) -> Role:
    return Role.rows.get(account=world.cast.acme, name=name)


# --- members ---


def test_somebody_is_let_in_moved_and_let_go(world: World, owner: Client):
    answer = owner.post("/settings/members/new", {"email": "new@acme.example", "role": role_of(world, "Viewer").pk}, follow=True)
    assert messages_of(answer) == ["“new@acme.example” is saved."]
    member = Membership.rows.get(account=world.cast.acme, user__email="new@acme.example")
    assert last_change("member")[:2] == ("create", "page")
    url = f"/settings/members/{member.user_id}"
    assert owner.post(url, {"email": "forged@acme.example", "role": role_of(world, "Editor").pk}).status_code == 302
    member.refresh_from_db()
    assert (member.role.name, member.user.email) == ("Editor", "new@acme.example")
    assert last_change("member") == ("update", "page", {"role": ["Viewer", "Editor"]})
    assert owner.get(f"{url}/remove").status_code == 200
    assert Membership.rows.filter(pk=member.pk).exists()
    owner.post(f"{url}/remove")
    assert not Membership.rows.filter(pk=member.pk).exists()


def test_the_last_owner_stays(world: World, owner: Client):
    url = f"/settings/members/{world.owner.user.pk}"
    kept = ["An account keeps at least one Owner who may sign in."]
    assert errors_of(owner.post(url, {"role": role_of(world, "Viewer").pk})) == {"role": kept}
    answer = owner.post(f"{url}/remove")
    assert answer.status_code == 422
    assert kept[0] in answer.content.decode()


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [
        ("viewer@acme.example", "Viewer", "email"),
        ("no address", "Viewer", "email"),
        ("", "Viewer", "email"),
        ("a@b.example", None, "role"),
        ("a\x00@b.example", "Viewer", "email"),
    ],
)
def test_who_can_t_be_let_in_is_refused_at_the_field(world: World, owner: Client, email: str, role: str | None, field: str):
    answer = owner.post("/settings/members/new", {"email": email, "role": role_of(world, role).pk if role else "999999"})
    assert list(errors_of(answer)) == [field]


def test_nobody_hands_out_more_than_it_holds(world: World):
    Role(account=world.cast.acme, name="HR", operations=["MEMBER.READ", "MEMBER.CREATE", "MEMBER.UPDATE"], reach="all", mask=0).save()
    clerk = at(make_person(world.cast.acme, "HR", "clerk@acme.example").user)
    answer = clerk.post("/settings/members/new", {"email": "x@acme.example", "role": role_of(world, "Owner").pk})
    assert "Nobody hands out more than it holds" in errors_of(answer)["role"][0]
    answer = clerk.post("/settings/roles/new", {"name": "Mine", "reach": "all", "permissions": "full", "operations": ["API_KEY.CREATE"]})
    assert "Nobody hands out more than it holds" in errors_of(answer)["__all__"][0]


# --- roles and teams ---


def test_a_role_is_ticked_together(world: World, owner: Client):
    said = {"name": "Buyer", "reach": "all", "permissions": "edit", "operations": ["ORGANIZATION.READ", "ORGANIZATION.UPDATE"]}
    assert owner.post("/settings/roles/new", said).status_code == 302
    role = role_of(world, "Buyer")
    assert (role.operations, role.reach, role.mask) == (["ORGANIZATION.READ", "ORGANIZATION.UPDATE"], "all", 3)
    assert last_change("role")[:2] == ("create", "page")
    page = text_of(owner.get(f"/settings/roles/{role.pk}"))
    assert page.count(" checked") == 4  # the reach, the permission, two operations
    owner.post(f"/settings/roles/{role.pk}", {**said, "operations": ["ORGANIZATION.READ"]})
    role.refresh_from_db()
    assert (role.operations, role.mask) == (["ORGANIZATION.READ"], 3)


def test_the_list_tells_whose_records_a_role_reaches(owner: Client):
    page = words_of(owner.get("/settings/roles").content.decode())
    assert "Viewer all records Read" in page
    assert "Partner shared records –" in page


def test_a_role_for_what_is_shared_has_no_permission_of_its_own(world: World, owner: Client):
    said = {"name": "Guest", "reach": "granted", "permissions": "read", "operations": ["ORGANIZATION.READ"]}
    assert owner.post("/settings/roles/new", said).status_code == 302  # the page does not show the permission then
    assert role_of(world, "Guest").mask == 0
    answer = owner.post("/settings/roles/new", {**said, "name": "Other", "permissions": "full"})
    assert list(errors_of(answer)) == ["permissions"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Editor"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"operations": ["NOTHING.READ"]}, "operations"),
        ({"reach": "far"}, "reach"),
        ({"permissions": "huge"}, "permissions"),
    ],
)
def test_a_role_that_can_t_be_is_refused_at_the_field(owner: Client, said: dict[str, object], field: str):
    start = {"name": "Buyer", "reach": "all", "permissions": "read", "operations": ["ORGANIZATION.READ"]}
    assert list(errors_of(owner.post("/settings/roles/new", start | said))) == [field]


def test_a_role_that_members_have_stays(world: World, owner: Client):
    make_person(world.cast.acme, "Auditor", "auditor@acme.example")
    answer = owner.post(f"/settings/roles/{role_of(world, 'Auditor').pk}/remove")
    assert (answer.status_code, role_of(world, "Auditor").name) == (422, "Auditor")
    assert "Members have this role" in answer.content.decode()


def test_a_team_has_members(world: World, owner: Client):
    mine, hers = world.owner.user.pk, world.cast.viewer.user.pk
    assert owner.post("/settings/teams/new", {"name": "Sourcing", "members": [mine, hers]}).status_code == 302
    team = Team.rows.get(account=world.cast.acme, name="Sourcing")
    owner.post(f"/settings/teams/{team.pk}", {"name": "Sourcing", "members": [hers]})
    assert list(TeamMember.rows.filter(team=team).values_list("membership__user_id", flat=True)) == [hers]
    assert last_change("team") == ("update", "page", {"members": [sorted([mine, hers]), [hers]]})
    stranger = world.cast.stranger.user.pk
    assert list(errors_of(owner.post(f"/settings/teams/{team.pk}", {"name": "Sourcing", "members": [stranger]}))) == ["members"]
    assert list(errors_of(owner.post("/settings/teams/new", {"name": "Sourcing"}))) == ["name"]
    owner.post(f"/settings/teams/{team.pk}/remove")
    assert not Team.rows.filter(pk=team.pk).exists()


# --- keys ---


def make_key(client: Client, world: World, **said: object) -> str:
    answer = client.post("/settings/api-keys/new", {"user": world.owner.user.pk, "scopes": ["organization.read"], **said})
    assert answer.status_code == 200, answer.context["form"].errors
    assert "no-store" in answer["Cache-Control"]
    plain: str = answer.context["plain"]
    assert answer.content.decode().count(plain) == 2  # to see, and to copy
    return plain


def test_a_key_is_shown_once_and_kept_nowhere(world: World, owner: Client):
    plain = make_key(owner, world, name="ERP", networks="192.0.2.7\n2001:db8::/32", expiresAt="2099-01-31T12:00")
    key = ApiKey.rows.get(account=world.cast.acme, name="ERP")
    assert bytes(key.digest) == digest_of(plain)
    assert (key.scopes, key.networks) == (["organization.read"], ["192.0.2.7/32", "2001:db8::/32"])
    assert key.expires_at is not None
    assert last_change("api_key")[:2] == ("create", "page")
    for page in ("/settings/api-keys", f"/settings/api-keys/{key.pk}", "/"):
        assert plain not in owner.get(page).content.decode()
    assert plain not in str(dict(owner.session.items()))
    assert plain not in str(owner.cookies)


def test_a_key_is_changed_and_revoked(world: World, owner: Client):
    make_key(owner, world, name="ERP")
    key = ApiKey.rows.get(account=world.cast.acme, name="ERP")
    url = f"/settings/api-keys/{key.pk}"
    answer = owner.post(url, {"user": world.cast.viewer.user.pk, "name": "Shop", "scopes": ["all"]})
    assert answer.status_code == 302
    key.refresh_from_db()
    assert (key.name, key.scopes, key.user_id) == ("Shop", ["all"], world.owner.user.pk)  # whose it is stays
    owner.post(f"{url}/remove")
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert owner.get(url).status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["nothing.read"]}, "scopes"),
        ({"networks": "home"}, "networks"),
        ({"expiresAt": "2001-01-01T00:00"}, "expiresAt"),
        ({"expiresAt": "tomorrow"}, "expiresAt"),
        ({"expiresAt": "0001-01-01T00:00"}, "expiresAt"),
        ({"name": "x" * 101}, "name"),
        ({"user": "999999"}, "user"),
    ],
)
def test_a_key_that_can_t_be_is_refused_at_the_field(world: World, owner: Client, said: dict[str, object], field: str):
    start = {"user": world.owner.user.pk, "scopes": ["all"]}
    assert list(errors_of(owner.post("/settings/api-keys/new", start | said))) == [field]
    assert not ApiKey.rows.filter(account=world.cast.acme, user=world.owner.user).exclude(name="").exists()


def test_everybody_sees_its_own_keys_and_readers_those_of_all(world: World):
    keys = {key.user_id: f"/settings/api-keys/{key.pk}" for key in ApiKey.rows.filter(account=world.cast.acme)}
    editor = at(world.cast.editor.user)
    assert [editor.get(keys[person.user.pk]).status_code for person in (world.cast.editor, world.owner)] == [200, 404]
    assert editor.get("/settings/api-keys").content.decode().count("row-link") == 1
    assert at(world.cast.viewer.user).get("/settings/api-keys").content.decode().count("row-link") == 4


def test_an_expired_key_says_so(world: World, owner: Client):
    ApiKey.rows.filter(account=world.cast.acme, user=world.owner.user).update(expires_at=timezone.now() - timedelta(days=1))
    assert "expired" in owner.get("/settings/api-keys").content.decode()
