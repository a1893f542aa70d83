from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Account, ApiKey, Membership, User
from tests.kit.cast import bearer, make_account, make_member, make_user

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out, err = StringIO(), StringIO()
    call_command("create_api_key", *arguments, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


@pytest.fixture
def ann(acme: Account) -> User:
    return make_member(acme, "Editor", user=make_user("ann@example.com"))


def test_it_prints_the_key_and_nothing_else(client: Client, ann: User):
    printed = run("acme", "ann@example.com")
    key = printed.removesuffix("\n")
    assert printed == f"{key}\n"
    answer = client.get("/api/v2/me", headers=bearer(key)).json()
    assert (answer["user"]["email"], answer["role"], answer["key"]["scopes"]) == ("ann@example.com", "Editor", ["all"])


def test_scopes_and_expiry_are_kept(ann: User):
    run("acme", "ann@example.com", "--scope", "contact.write", "--scope", "organization.read", "--expires", "30")
    key = ApiKey.rows.get(user=ann)
    assert key.scopes == ["contact.write", "organization.read"]
    assert 29 <= (key.expires_at - timezone.now()).days <= 30


def test_it_makes_user_and_membership_when_told_to(acme: Account):
    run("acme", "new@example.com", "--create-user")
    assert Membership.rows.get(user__email="new@example.com").role.name == "Owner"
    run("acme", "other@example.com", "--create-user", "--role", "Integration")
    assert Membership.rows.get(user__email="other@example.com").role.name == "Integration"


def test_it_lets_a_known_user_into_another_account_when_told_to(ann: User):
    make_account("globex")
    run("globex", "ANN@example.com", "--create-user", "--role", "Viewer")
    assert Membership.rows.get(user=ann, account__slug="globex").role.name == "Viewer"
    assert User.objects.count() == 1


def test_the_role_may_be_said_again_and_only_the_right_one(ann: User):
    run("acme", "ann@example.com", "--role", "Editor", "--create-user")
    with pytest.raises(CommandError, match=r"ann@example\.com is Editor in acme, not Owner"):
        run("acme", "ann@example.com", "--role", "Owner")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere", "ann@example.com"], "nowhere"),
        (["acme", "bob@example.com"], "bob@example.com.*--create-user"),
        (["globex", "ann@example.com"], "not a member of globex"),
        (["acme", "new@example.com", "--create-user", "--role", "Boss"], "Boss"),
        (["acme", "new@example.com", "--create-user", "--scope", "contact.fly"], "contact.fly"),
        (["acme", "not an address", "--create-user"], "not an address"),
        (["acme", "\udc80@example.com"], "character|surrogate"),
        (["acme", "ann@example.com", "--expires", "0"], "--expires"),
        (["acme", "ann@example.com", "--expires", "99999999999"], "--expires"),
        (["acme", "ann@example.com", "--expires", "soon"], "--expires"),
    ],
)
def test_what_can_not_be_done_is_refused_in_one_sentence_and_leaves_nothing(ann: User, arguments: list[str], says: str):
    make_account("globex")
    with pytest.raises(CommandError, match=says) as refused:
        run(*arguments)
    assert "\n" not in str(refused.value)
    assert (User.objects.count(), Membership.rows.count(), ApiKey.rows.count()) == (1, 1, 0)
