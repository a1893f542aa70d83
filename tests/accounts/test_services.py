from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Account, ApiKey, Company, Membership, Principal, Role, User
from accounts.roles import BUILT_IN
from accounts.services import (
    NotAMember,
    Refused,
    actor_for,
    add_company,
    add_member,
    create_account,
    create_api_key,
    create_user,
    find_user,
    revoke_api_key,
    system_actor,
)
from activity.models import Change
from tests.kit.cast import Cast, make_account, make_actor, make_key, make_member, make_user

pytestmark = pytest.mark.django_db


def changes(account: Account) -> list[tuple[str, str]]:
    rows = Change.objects.across_accounts().filter(account=account).order_by("sequence")
    return list(rows.values_list("record_type", "operation"))


def test_an_account_is_born_complete():
    account = create_account("acme", "  Acme ")
    roles = Role.rows.filter(account=account)
    assert account.name == "Acme"
    assert {(role.name, frozenset(role.operations), role.reach, role.mask) for role in roles} == set(BUILT_IN)
    assert all(role.is_built_in for role in roles)
    assert list(Company.rows.filter(account=account).values_list("number", "name")) == [(1, "Acme")]
    assert Principal.rows.get(account=account).kind == "account"
    assert changes(account) == [("company", "create")]


@pytest.mark.parametrize("slug", ["", "Acme", "-acme", "acme-", "ac me", "äcme", "a\x00b", "a" * 64, "acme\n.x"])
def test_a_slug_is_plain(slug: str):
    with pytest.raises(Refused):
        create_account(slug, "Acme")
    assert not Account.objects.exists()


def test_a_slug_is_taken_once():
    make_account("acme")
    with pytest.raises(Refused, match="Another account has this slug"):
        create_account("acme", "Acme")


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "a\x00b"])
def test_an_account_needs_a_name_that_can_be_stored(name: str):
    with pytest.raises(Refused):
        create_account("acme", name)


def test_users_are_one_whatever_the_case_of_their_e_mail():
    user = create_user("Ann@Example.com", name="Ann")
    assert user.email == "Ann@Example.com"
    assert find_user("ANN@example.COM") == user
    assert User.objects.get_by_natural_key("ann@EXAMPLE.com") == user
    assert not user.has_usable_password()
    with pytest.raises(Refused, match=r"Ann@example\.com"):
        create_user("Ann@example.com")
    with pytest.raises(IntegrityError, match="user_email_once"), transaction.atomic():
        User(email="ANN@example.com").save()


@pytest.mark.parametrize(
    "email", ["", "ann", "a@b", "a b@example.com", "a\x00@example.com", "x" * 250 + "@example.com", "\udc80@example.com"]
)
def test_a_user_needs_an_e_mail_address(email: str):
    with pytest.raises(Refused):
        create_user(email)


def test_companies_are_numbered_from_one_inside_the_account(acme: Account):
    globex = make_account("globex")
    assert [add_company(acme, "Second").number, add_company(acme, "Fifth", number=5).number, add_company(acme, "Next").number] == [2, 5, 6]
    assert add_company(globex, "Second").number == 2
    with pytest.raises(Refused, match="Another company has this number"):
        add_company(acme, "Again", number=5)
    with pytest.raises(Refused):
        add_company(acme, "Zero", number=0)


def test_a_member_gets_a_role_and_a_principal(acme: Account):
    user = make_user()
    membership = add_member(acme, user, "Editor", by=make_actor(acme))
    assert membership.role.name == "Editor"
    assert Principal.rows.get(account=acme, user=user).kind == "user"
    assert changes(acme)[-1] == ("member", "create")
    with pytest.raises(Refused, match="already"):
        add_member(acme, user, "Viewer")


def test_an_unknown_role_is_refused_by_name(acme: Account):
    with pytest.raises(Refused, match=r"Boss.*Owner, Manager, Editor, Viewer, Partner, Integration"):
        add_member(acme, make_user(), "Boss")


def test_the_database_refuses_a_role_of_another_account(acme: Account):
    foreign = Role.rows.get(account=make_account("globex"), name="Owner")
    with pytest.raises(IntegrityError, match="membership_role_in_account"), transaction.atomic():
        Membership(account=acme, user=make_user(), role=foreign).save()


def test_history_names_who_made_a_key(cast: Cast):
    create_api_key(cast.acme, cast.viewer.user, scopes=["organization.read"], by=cast.owner.actor)
    change = Change.objects.across_accounts().filter(account=cast.acme).latest("sequence")
    assert (change.record_type, change.operation, change.channel, change.user_id) == ("api_key", "create", "api", cast.owner.user.pk)
    assert change.changes["scopes"] == [None, ["organization.read"]]
    assert set(change.changes) == {"prefix", "scopes"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"scopes": ["organization.fly"]}, "organization.fly"),
        ({"scopes": []}, "scope"),
        ({"networks": ["300.0.0.0/8"]}, "300.0.0.0/8"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expired"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused_by_name(acme: Account, options: dict[str, object], says: str):
    user = make_member(acme)
    with pytest.raises(Refused, match=says):
        create_api_key(acme, user, **options)
    assert not ApiKey.rows.filter(user=user).exists()


def test_only_a_member_gets_a_key(cast: Cast):
    with pytest.raises(NotAMember, match="not a member of acme"):
        create_api_key(cast.acme, cast.stranger.user)


def test_revoking_twice_changes_nothing(acme: Account):
    key = ApiKey.rows.get(prefix=make_key(acme)[4:12])
    revoke_api_key(key)
    first, told = ApiKey.rows.get(pk=key.pk).revoked_at, changes(acme)
    revoke_api_key(key)
    assert (ApiKey.rows.get(pk=key.pk).revoked_at, changes(acme)) == (first, told)
    assert told[-1] == ("api_key", "update")


@pytest.mark.parametrize(("role", "statements"), [("Owner", 1), ("Editor", 2), ("Viewer", 2), ("Partner", 2)])
def test_an_actor_takes_one_statement_and_one_more_where_grants_can_add_to_its_role(
    acme: Account, role: str, statements: int, django_assert_num_queries
):
    user = make_member(acme, role)
    with django_assert_num_queries(statements):
        actor = actor_for(user, acme, channel="import")
    assert bool(actor.principals) is (statements == 2)


def test_an_actor_knows_its_account_and_its_role(acme: Account):
    actor = actor_for(make_member(acme, "Editor"), acme, channel="import", request_id="r1")
    assert (actor.account_slug, actor.role_name, actor.reach, actor.role_mask) == ("acme", "Editor", "all", 3)
    assert (actor.channel, actor.request_id, actor.key_id, actor.scopes) == ("import", "r1", None, None)


def test_an_actor_has_the_rights_of_this_very_moment(acme: Account):
    user = make_member(acme, "Owner")
    Membership.rows.filter(user=user).update(role=Role.rows.get(account=acme, name="Viewer"))
    Account.objects.filter(pk=acme.pk).update(organization_names_unique=False)
    actor = actor_for(user, acme, channel="import")
    assert (actor.role_name, actor.organization_names_unique) == ("Viewer", False)


def test_who_left_or_was_switched_off_is_no_actor(cast: Cast):
    with pytest.raises(NotAMember):
        actor_for(cast.stranger.user, cast.acme, channel="api")
    User.objects.filter(pk=cast.viewer.user.pk).update(is_active=False)
    with pytest.raises(NotAMember):
        actor_for(cast.viewer.user, cast.acme, channel="api")


def test_the_operator_may_do_everything_in_the_one_account(acme: Account, django_assert_num_queries):
    user = make_user()
    with django_assert_num_queries(0):
        actor = system_actor(acme, user, "command")
        nobody = system_actor(acme, None, "command")
    assert actor.may("ORGANIZATION", "DELETE")
    assert (actor.mask_for("RELATIONSHIP"), actor.account_id, actor.user_id) == (7, acme.pk, user.pk)
    assert nobody.origin().user_id is None


@pytest.mark.parametrize(
    "fields",
    [
        {"operations": ["ORGANIZATION.FLY"]},
        {"mask": 2},
        {"mask": 16},
        {"reach": "granted", "mask": 7},
        {"name": ""},
        {"name": "Owner"},
    ],
)
def test_the_database_refuses_a_role_that_makes_no_sense(acme: Account, fields: dict[str, object]):
    with pytest.raises(IntegrityError, match="role_"), transaction.atomic():
        Role(account=acme, **{"name": "Buyer", "operations": ["ORGANIZATION.READ"], "reach": "all", "mask": 1, **fields}).save()


def test_a_superuser_operates_the_installation_and_is_in_no_account():
    boss = User.objects.create_superuser("boss@example.com")
    assert boss.has_perm("accounts.view_account")
    assert boss.has_module_perms("accounts")
    assert not Membership.rows.filter(user=boss).exists()
    boss.is_active = False
    assert not boss.has_perm("accounts.view_account")
