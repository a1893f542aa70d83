"""Somebody who may sign in holds `full` on every record that is shared: the last one can not give it up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from accounts.errors import RefusedItem
from accounts.grants import (
    Share,
    revoke,
    set_grants,
)
from accounts.models import Account, Grant, Role, User
from tests.accounts.sharing import EDGE, EVERYONE, MILL, give, held, make_guest, make_team, named
from tests.kit.cast import make_actor

pytestmark = pytest.mark.django_db


def refused(*codes: str) -> object:
    """That this is refused with these codes, in order."""
    return pytest.raises(RefusedItem, check=lambda refusal: [error.code for error in refusal.errors] == list(codes))


def switch_off_roles_with_full(account: Account) -> None:
    User.objects.filter(memberships__role__in=Role.rows.filter(account=account, mask=7)).update(is_active=False)


def test_the_last_holder_of_full_can_not_give_it_up(acme: Account):
    make_actor(acme, "Owner")
    guest = make_guest(acme)
    give(acme, named(guest), "full")
    switch_off_roles_with_full(acme)
    for shares in ([], [Share(named(guest), ["edit", "share"])]):
        with refused("last_full_holder"), transaction.atomic():
            set_grants(actor=guest, record=MILL, shares=shares)
    with refused("last_full_holder"), transaction.atomic():
        revoke(actor=guest, record=MILL, principal=named(guest))
    assert held(acme) == [("user", guest.user_id, 7, "manual")]


def test_an_owner_of_the_account_is_a_holder_of_full(acme: Account):
    make_actor(acme, "Owner")
    guest = make_guest(acme)
    give(acme, named(guest), "full")
    assert revoke(actor=guest, record=MILL, principal=named(guest))


@pytest.mark.parametrize("role", ["Editor", "Viewer"])
def test_a_role_without_full_is_none(acme: Account, role: str):
    make_actor(acme, role)
    guest = make_guest(acme)
    give(acme, named(guest), "full")
    with refused("last_full_holder"):
        revoke(actor=guest, record=MILL, principal=named(guest))


def test_another_user_a_team_with_members_and_everyone_are_holders(acme: Account):
    guest, other = make_guest(acme), make_guest(acme)
    for holder in (named(other), make_team(acme, "Sourcing", other), EVERYONE):
        give(acme, named(guest), "full")
        give(acme, holder, "full")
        assert revoke(actor=guest, record=MILL, principal=named(guest))
        Grant.rows.filter(account=acme).delete()


def test_an_empty_team_and_a_user_who_is_switched_off_are_none(acme: Account):
    guest, other = make_guest(acme), make_guest(acme)
    give(acme, named(guest), "full")
    give(acme, named(other), "full")
    give(acme, make_team(acme, "Nobody"), "full")
    User.objects.filter(pk=other.user_id).update(is_active=False)
    with refused("last_full_holder"):
        revoke(actor=guest, record=MILL, principal=named(guest))


def test_a_holder_of_an_end_holds_the_relationship(acme: Account):
    guest, other = make_guest(acme), make_guest(acme)
    give(acme, named(guest), "full", record=EDGE)
    with refused("last_full_holder"), transaction.atomic():
        revoke(actor=guest, record=EDGE, principal=named(guest))
    give(acme, named(other), "full", record=replace(MILL, id=8))
    assert revoke(actor=guest, record=EDGE, principal=named(guest))
