"""Grants: who is a principal, what one holds, what may be given and taken, and what the database refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.capabilities import close, mask_of
from accounts.errors import RefusedItem
from accounts.grants import (
    PrincipalName,
    Share,
    grant,
    grant_ownership,
    grants_of,
    object_mask,
    remove_grants,
    revoke,
    set_grants,
)
from accounts.models import Account, Grant, Membership, Principal, Role, User
from accounts.principals import principal_ids
from accounts.services import actor_for, system_actor
from tests.accounts.sharing import EDGE, EVERYONE, MILL, give, held, history, make_guest, make_team, named
from tests.kit.cast import Cast, make_account, make_actor

pytestmark = pytest.mark.django_db


def refused(*codes: str) -> object:
    """That this is refused with these codes, in order."""
    return pytest.raises(RefusedItem, check=lambda refusal: [error.code for error in refusal.errors] == list(codes))


# --- principals ---


def test_principals_are_oneself_ones_teams_and_everyone(cast: Cast, django_assert_num_queries):
    guest = make_guest(cast.acme)
    make_team(cast.acme, "Sourcing", guest)
    make_team(cast.acme, "Audit", guest, cast.viewer.actor)
    make_team(cast.acme, "Others", cast.viewer.actor)
    with django_assert_num_queries(1):
        found = principal_ids(cast.acme.pk, guest.user_id)
    shown = {str(row) for row in Principal.rows.filter(pk__in=found)}
    teams = {f"team {row.team_id}" for row in Principal.rows.filter(account=cast.acme, team__name__in=["Sourcing", "Audit"])}
    assert shown == {f"user {guest.user_id}", f"account {cast.acme.pk}"} | teams
    assert list(found) == sorted(found)


def test_teams_and_people_of_other_accounts_are_no_principals(cast: Cast):
    guest = make_guest(cast.acme)
    user = User.objects.get(pk=guest.user_id)
    Membership(account=cast.globex, user=user, role=Role.rows.get(account=cast.globex, name="Viewer")).save()
    make_team(cast.globex, "Theirs", replace(guest, account_id=cast.globex.pk))
    found = Principal.rows.filter(pk__in=principal_ids(cast.acme.pk, guest.user_id))
    assert {row.account_id for row in found} == {cast.acme.pk}
    assert {row.kind for row in found} == {"user", "account"}


def test_who_holds_everything_in_full_is_asked_for_no_grants(cast: Cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert object_mask(cast.owner.actor, MILL) == 7


# --- what one holds ---


def test_grants_to_oneself_ones_teams_and_everyone_add_up(acme: Account, django_assert_num_queries):
    guest = make_guest(acme)
    assert object_mask(guest, MILL) == 0
    give(acme, named(guest), "relationship-read")
    give(acme, named(guest), "read", cause="owner")
    give(acme, make_team(acme, "Sourcing", guest), "edit")
    give(acme, EVERYONE, "request-onboard")
    give(acme, make_team(acme, "Others"), "full")
    give(acme, named(make_guest(acme)), "full")
    guest = actor_for(User.objects.get(pk=guest.user_id), acme, channel="api")  # as the next request would
    with django_assert_num_queries(1):
        assert object_mask(guest, MILL) == 1 + 2 + 16 + 64


def test_grants_on_an_organization_cover_its_relationships_and_not_the_other_way_round(acme: Account):
    guest = make_guest(acme)
    give(acme, named(guest), "edit", record=replace(MILL, id=8))
    assert object_mask(guest, EDGE) == 3
    give(acme, named(guest), "relationship-read", record=EDGE)
    assert object_mask(guest, EDGE) == 19
    assert object_mask(guest, MILL) == 0  # the edge has the same id


def test_a_keys_scopes_keep_bits_back(acme: Account):
    guest = make_guest(acme)
    give(acme, named(guest), "full")
    assert object_mask(replace(guest, scopes=frozenset({"organization.read"})), MILL) == 1
    assert object_mask(replace(guest, scopes=frozenset({"contact.all"})), MILL) == 0


def test_grants_of_another_account_count_for_nobody(cast: Cast):
    guest, stranger = make_guest(cast.acme), make_guest(cast.globex)
    give(cast.globex, named(stranger), "full")
    assert object_mask(guest, MILL) == 0
    assert grants_of(actor=cast.owner.actor, record=MILL) == []


# --- giving and taking ---


def test_a_grant_is_closed_when_it_is_written_and_told(cast: Cast):
    viewer = named(cast.viewer.actor)
    assert grant(actor=cast.owner.actor, record=MILL, principal=viewer, permissions=["full"])
    assert held(cast.acme) == [("user", viewer.id, 7, "manual")]
    (shown,) = grants_of(actor=cast.owner.actor, record=MILL)
    assert shown["permissions"] == ["edit", "full", "read"]
    assert shown["grantedBy"] == {"id": cast.owner.user.pk, "name": "Owner"}
    entry = {"principal": {"kind": "user", "id": viewer.id}, "permissions": ["edit", "full", "read"], "cause": "manual"}
    assert history(cast.acme) == [(7, "grant", [[], [entry]])]


def test_granting_adds_and_granting_again_changes_nothing(cast: Cast):
    owner, everyone = cast.owner.actor, EVERYONE
    assert grant(actor=owner, record=MILL, principal=everyone, permissions=["read"])
    assert grant(actor=owner, record=MILL, principal=everyone, permissions=["relationship-edit"])
    assert not grant(actor=owner, record=MILL, principal=everyone, permissions=["relationship-read"])
    assert held(cast.acme) == [("account", None, 49, "manual")]
    assert len(history(cast.acme)) == 2


def test_revoking_takes_the_grant_of_that_cause_only(cast: Cast):
    owner, viewer = cast.owner.actor, named(cast.viewer.actor)
    give(cast.acme, viewer, "read")
    give(cast.acme, viewer, "full", cause="owner")
    assert revoke(actor=owner, record=MILL, principal=viewer)
    assert not revoke(actor=owner, record=MILL, principal=viewer)
    assert held(cast.acme) == [("user", viewer.id, 7, "owner")]
    ((record_id, operation, (before, after)),) = history(cast.acme)
    assert (record_id, operation, len(before), after) == (7, "revoke", 1, [])


def test_setting_replaces_what_was_granted_by_hand_and_nothing_else(cast: Cast):
    viewer, editor, team = named(cast.viewer.actor), named(cast.editor.actor), make_team(cast.acme, "Sourcing")
    give(cast.acme, viewer, "read")
    give(cast.acme, editor, "edit")
    give(cast.acme, viewer, "full", cause="owner")
    give(cast.acme, viewer, "read", record=replace(MILL, id=9))
    shares = [Share(editor, ["full"]), Share(team, ["relationship-read"])]
    assert set_grants(actor=cast.owner.actor, record=MILL, shares=shares)
    assert sorted(held(cast.acme), key=str) == sorted(
        [("team", team.id, 16, "manual"), ("user", editor.id, 7, "manual"), ("user", viewer.id, 7, "owner")], key=str
    )
    assert not set_grants(actor=cast.owner.actor, record=MILL, shares=shares)
    assert len(history(cast.acme)) == 1
    assert set_grants(actor=cast.owner.actor, record=MILL, shares=[])
    assert held(cast.acme) == [("user", viewer.id, 7, "owner")]
    assert held(cast.acme, replace(MILL, id=9)) == [("user", viewer.id, 1, "manual")]


def test_setting_takes_as_many_statements_for_thirty_as_for_one(cast: Cast, django_assert_max_num_queries):
    guests = [named(make_guest(cast.acme)) for _ in range(30)]
    for shares in ([guests[0]], guests):
        with django_assert_max_num_queries(9):  # 3 of the lock and its savepoint
            assert set_grants(actor=cast.owner.actor, record=MILL, shares=[Share(one, ["edit"]) for one in shares])


@pytest.mark.parametrize(
    ("permissions", "code"), [(["fly"], "invalid_choice"), ([], "too_short"), (["share"], "invalid_format"), (["READ"], "invalid_choice")]
)
def test_permissions_that_make_no_sense_are_refused(cast: Cast, permissions: list[str], code: str):
    with refused(code):
        grant(actor=cast.owner.actor, record=MILL, principal=EVERYONE, permissions=permissions)
    with refused(code, code):
        set_grants(actor=cast.owner.actor, record=MILL, shares=[Share(EVERYONE, permissions)] * 2)
    assert held(cast.acme) == []


def test_principals_of_another_account_and_missing_ones_are_refused_alike(cast: Cast):
    foreign, missing = named(cast.stranger.actor), PrincipalName("user", 2**62)
    team = make_team(cast.globex, "Theirs")
    with refused("reference_not_found", "reference_not_found", "reference_not_found") as caught:
        set_grants(actor=cast.owner.actor, record=MILL, shares=[Share(one, ["read"], ("grants", 0)) for one in (foreign, missing, team)])
    first, second, _ = caught.value.errors
    assert first.path == ("grants", 0, "principal")
    assert (first.message, set(first.params)) == (second.message, set(second.params))
    assert held(cast.acme) == []


def test_one_principal_is_named_once(cast: Cast):
    with refused("duplicate_in_batch", "duplicate_in_batch") as caught:
        set_grants(actor=cast.owner.actor, record=MILL, shares=[Share(EVERYONE, ["read"])] * 2)
    assert caught.value.errors[1].params == {"indexes": [0, 1]}


# --- who may ---


@pytest.mark.parametrize(
    ("holds", "gives", "may"),
    [
        (["full"], ["full", "share", "relationship-edit", "request-onboard"], True),
        (["edit", "share"], ["edit"], True),
        (["edit", "share"], ["relationship-edit"], True),
        (["edit", "share"], ["full"], False),
        (["edit", "share"], ["read", "share"], False),
        (["edit", "share"], ["request-onboard"], False),
        (["read", "share"], ["relationship-read"], True),
        (["read", "share"], ["edit"], False),
        (["read", "share"], ["relationship-edit"], False),
        (["relationship-edit", "share"], ["relationship-edit"], True),
        (["relationship-edit", "share"], ["read"], False),
        (["edit"], ["read"], False),
        (["read", "relationship-edit", "request-onboard"], ["read"], False),
        ([], ["read"], False),
    ],
)
def test_nobody_gives_more_than_it_holds(acme: Account, holds: list[str], gives: list[str], may: bool):
    guest = make_guest(acme)
    if holds:
        give(acme, named(guest), *holds, cause="owner")
    if may:
        assert grant(actor=guest, record=MILL, principal=EVERYONE, permissions=gives)
        assert ("account", None, mask_of(gives), "manual") in held(acme)
        return
    with refused("share_not_permitted"):
        grant(actor=guest, record=MILL, principal=EVERYONE, permissions=gives)
    assert [grantee for grantee in held(acme) if grantee[0] == "account"] == []
    assert history(acme) == []


def test_what_one_could_not_give_one_does_not_take_away_but_may_leave(acme: Account):
    guest, other = make_guest(acme), named(make_guest(acme))
    give(acme, named(guest), "edit", "share", cause="owner")
    give(acme, other, "full")
    with refused("share_not_permitted"):
        set_grants(actor=guest, record=MILL, shares=[Share(EVERYONE, ["read"])])
    with refused("share_not_permitted"):
        revoke(actor=guest, record=MILL, principal=other)
    assert set_grants(actor=guest, record=MILL, shares=[Share(EVERYONE, ["read"]), Share(other, ["full"])])
    assert ("user", other.id, 7, "manual") in held(acme)


def test_sharing_takes_the_operation_as_well(acme: Account):
    guest = make_guest(acme, operations=frozenset({"ORGANIZATION.READ", "RELATIONSHIP.SHARE"}))
    give(acme, named(guest), "full")
    with refused("share_not_permitted"):
        grant(actor=guest, record=MILL, principal=EVERYONE, permissions=["read"])
    assert grant(actor=guest, record=EDGE, principal=EVERYONE, permissions=["read"])


@pytest.mark.parametrize("role", ["Editor", "Viewer", "Partner", "Integration"])
def test_roles_without_share_share_nothing(acme: Account, role: str):
    with refused("share_not_permitted"):
        set_grants(actor=make_actor(acme, role), record=MILL, shares=[])


def test_a_key_without_the_scope_shares_nothing(cast: Cast):
    operations = cast.owner.actor.operations
    with refused("share_not_permitted"):
        set_grants(
            actor=replace(cast.owner.actor, scopes=frozenset({"organization.update"}), operations=operations), record=MILL, shares=[]
        )


def test_the_rights_count_that_the_actor_has_at_this_very_moment(acme: Account):
    guest = make_guest(acme)
    give(acme, named(guest), "full")
    assert grant(actor=guest, record=MILL, principal=EVERYONE, permissions=["read"])
    assert revoke(actor=make_actor(acme, "Owner"), record=MILL, principal=named(guest))
    with refused("share_not_permitted"):
        grant(actor=guest, record=MILL, principal=EVERYONE, permissions=["edit"])


# --- who sees ---


def test_who_may_neither_share_nor_read_members_sees_only_what_reaches_it(acme: Account):
    partner, team = make_actor(acme, "Partner"), make_team(acme, "Sourcing")
    give(acme, named(partner), "read")
    give(acme, EVERYONE, "read")
    give(acme, team, "full")
    assert [one["principal"]["kind"] for one in grants_of(actor=partner, record=MILL)] == ["account", "user"]
    give(acme, named(partner), "full", cause="owner")
    assert len(grants_of(actor=partner, record=MILL)) == 4
    assert len(grants_of(actor=make_actor(acme, "Viewer"), record=MILL)) == 4


def test_everyone_has_neither_id_nor_name(acme: Account):
    owner = make_actor(acme)
    give(acme, EVERYONE, "read")
    (shown,) = grants_of(actor=owner, record=MILL)
    assert shown["principal"] == {"kind": "account", "id": None, "name": None}
    assert (shown["cause"], shown["grantedBy"]) == ("manual", None)


# --- set-wise ---


def test_a_creator_owns_what_it_created_in_two_statements(acme: Account, django_assert_num_queries):
    guest = make_guest(acme)
    for ids in ([31], list(range(40, 90))):
        with transaction.atomic(), django_assert_num_queries(2 + 4):  # and the lock in a savepoint
            grant_ownership(actor=guest, kind="organization", ids=ids, batch_id="b1")
    assert held(acme, replace(MILL, id=89)) == [("user", guest.user_id, 7, "owner")]
    assert Grant.rows.filter(account=acme, granted_by_id=guest.user_id).count() == 51
    entry = {"principal": {"kind": "user", "id": guest.user_id}, "permissions": ["edit", "full", "read"], "cause": "owner"}
    assert history(acme)[0] == (31, "grant", [[], [entry]])
    assert len(history(acme)) == 51
    grant_ownership(actor=guest, kind="organization", ids=[31])
    assert len(history(acme)) == 51


def test_who_reaches_all_owns_nothing_for_it(cast: Cast, django_assert_num_queries):
    guest = make_guest(cast.acme)
    with django_assert_num_queries(0):
        grant_ownership(actor=cast.owner.actor, kind="organization", ids=[1])
        grant_ownership(actor=system_actor(cast.acme, None, "command"), kind="organization", ids=[1])
        grant_ownership(actor=guest, kind="organization", ids=[])


def test_grants_go_with_their_records(cast: Cast, django_assert_num_queries):
    viewer = named(cast.viewer.actor)
    for id_ in range(1, 31):
        give(cast.acme, viewer, "read", record=replace(MILL, id=id_))
        give(cast.acme, EVERYONE, "edit", record=replace(MILL, id=id_))
    give(cast.acme, viewer, "read", record=EDGE)
    give(cast.globex, EVERYONE, "read")
    for ids in ([1], list(range(2, 30))):
        with transaction.atomic(), django_assert_num_queries(2 + 4):
            remove_grants(actor=cast.owner.actor, kind="organization", ids=ids, batch_id="b1")
    assert [row.object_id for row in Grant.rows.filter(account=cast.acme).order_by("pk")] == [30, 30, 7]
    assert Grant.rows.filter(account=cast.globex).count() == 1
    assert [(id_, operation, len(before), after) for id_, operation, (before, after) in history(cast.acme)] == [
        (id_, "revoke", 2, []) for id_ in range(1, 30)
    ]


# --- what the database refuses ---


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"mask": 0}, "grant_mask_closed"),
        ({"mask": 128}, "grant_mask_closed"),
        ({"mask": 2}, "grant_mask_closed"),
        ({"mask": 4}, "grant_mask_closed"),
        ({"mask": 5}, "grant_mask_closed"),
        ({"mask": 8}, "grant_mask_closed"),
        ({"mask": 32}, "grant_mask_closed"),
        ({"mask": -1}, "grant_mask_closed"),
        ({"object_kind": "contact"}, "grant_kind_known"),
        ({"object_id": 0}, "grant_object_has_an_id"),
        ({"cause": "whim"}, "grant_cause_known"),
    ],
)
def test_the_database_refuses_a_grant_that_makes_no_sense(acme: Account, fields: dict[str, object], constraint: str):
    principal = Principal.rows.get(account=acme, kind="account")
    wished = {"object_kind": "organization", "object_id": 1, "mask": 1, "cause": "manual", **fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Grant(account=acme, principal=principal, **wished).save()


def test_the_database_refuses_a_principal_of_another_account(acme: Account):
    foreign = Principal.rows.get(account=make_account("globex"), kind="account")
    with pytest.raises(IntegrityError, match="grant_principal_in_account"), transaction.atomic():
        Grant(account=acme, principal=foreign, object_kind="organization", object_id=1, mask=1).save()


def test_every_mask_that_is_closed_and_can_see_what_it_shares_can_be_stored(acme: Account):
    principal = Principal.rows.get(account=acme, kind="account")
    for mask in range(1, 128):
        if close(mask) == mask and (not mask & 8 or mask & 17):
            Grant(account=acme, principal=principal, object_kind="organization", object_id=mask, mask=mask).save()
    assert Grant.rows.filter(account=acme).count() == 45
