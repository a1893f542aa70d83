"""Roles, scopes, and the actor they make. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.actor import Actor, Rights
from accounts.capabilities import EDIT, FULL, READ, RELATIONSHIP_EDIT, RELATIONSHIP_READ, SHARE, names
from accounts.roles import BUILT_IN, OPERATIONS, RECORDS, RESOURCES, VERBS
from accounts.scopes import admitted, bits_of, is_scope, verbs_of

ROLES = {role.name: role for role in BUILT_IN}
WORDS = [verb.lower() for verb in VERBS] + ["write", "all"]
SCOPES = ["all"] + [f"{resource.lower()}.{word}" for resource in RESOURCES for word in WORDS]


def actor(role: str = "Owner", scopes: set[str] | None = None) -> Actor:
    chosen = ROLES[role]
    held = None if scopes is None else frozenset(scopes)
    rights = Rights(chosen.name, chosen.operations, chosen.reach, chosen.mask)
    return Actor(1, "acme", True, 7, "Ann", 9, rights.effective(held), chosen.reach, rights.closed_mask(), held)


def test_the_built_in_roles_are_the_table_of_the_design():
    assert list(ROLES) == ["Owner", "Manager", "Editor", "Viewer", "Partner", "Integration"]
    assert ROLES["Owner"].operations == OPERATIONS
    assert OPERATIONS - ROLES["Manager"].operations == {f"{resource}.{verb}" for resource in ("MEMBER", "API_KEY") for verb in VERBS}
    assert {role.name: (role.reach, names(role.mask)) for role in BUILT_IN} == {
        "Owner": ("all", ["edit", "full", "read"]),
        "Manager": ("all", ["edit", "full", "read"]),
        "Editor": ("all", ["edit", "read"]),
        "Viewer": ("all", ["read"]),
        "Partner": ("granted", []),
        "Integration": ("all", ["edit", "full", "read"]),
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_reference_data(role: str):
    assert actor(role).may("SETTINGS", "READ")


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        ("Owner", {"CREATE", "READ", "UPDATE", "DELETE", "SHARE"}),
        ("Editor", {"CREATE", "READ", "UPDATE"}),
        ("Viewer", {"READ"}),
        ("Partner", {"READ", "UPDATE"}),
        ("Integration", {"CREATE", "READ", "UPDATE", "DELETE"}),
    ],
)
def test_what_a_role_may_do_with_relationships(role: str, verbs: set[str]):
    assert {verb for verb in VERBS if actor(role).may("RELATIONSHIP", verb)} == verbs


def test_what_all_share_is_changed_only_by_a_reach_over_all():
    assert actor("Partner").may("PRODUCT", "READ")
    assert not actor("Partner").may("PRODUCT", "UPDATE")
    assert actor("Editor").may("PRODUCT", "UPDATE")


def test_reach_granted_carries_no_mask_of_its_own():
    assert [actor("Partner").mask_for(resource) for resource in RECORDS] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("scopes", "mask"),
    [
        (None, FULL | EDIT | READ),
        ({"all"}, FULL | EDIT | READ),
        ({"organization.all"}, FULL | EDIT | READ),
        ({"organization.write"}, FULL | EDIT | READ),
        ({"organization.delete"}, FULL | EDIT | READ),
        ({"organization.share"}, FULL | EDIT | READ),
        ({"organization.update"}, EDIT | READ),
        ({"organization.read"}, READ),
        ({"organization.read", "organization.update"}, EDIT | READ),
        ({"organization.create"}, 0),
        ({"contact.all"}, 0),
    ],
)
def test_a_scope_reduces_the_mask(scopes: set[str] | None, mask: int):
    assert actor("Owner", scopes).mask_for("ORGANIZATION") == mask


def test_the_bits_of_relationships_pass_with_their_verbs():
    assert bits_of({"relationship.read"}, "RELATIONSHIP") == READ | RELATIONSHIP_READ
    assert bits_of({"relationship.update"}, "RELATIONSHIP") == READ | RELATIONSHIP_READ | EDIT | RELATIONSHIP_EDIT
    assert bits_of({"relationship.share"}, "RELATIONSHIP") & SHARE


def test_write_is_create_update_and_delete_of_its_resource_only():
    held = actor("Owner", {"contact.write"}).operations
    assert held == {"CONTACT.CREATE", "CONTACT.UPDATE", "CONTACT.DELETE"}


@pytest.mark.parametrize("scope", SCOPES)
def test_every_documented_scope_is_known(scope: str):
    assert is_scope(scope)


@pytest.mark.parametrize(
    "scope", ["", ".", "ALL", "all.", "all.read", "organization", "organization.", "ORGANIZATION.READ", "x.read", "contact.READ"]
)
def test_anything_else_is_no_scope(scope: str):
    assert not is_scope(scope)


@given(st.sets(st.sampled_from(SCOPES)), st.sampled_from(list(ROLES)))
def test_a_scope_never_adds(scopes: set[str], role: str):
    free, bound = actor(role), actor(role, scopes)
    assert bound.operations <= free.operations
    for resource in RESOURCES:
        assert bound.mask_for(resource) & ~free.mask_for(resource) == 0


@given(st.sets(st.sampled_from(SCOPES)), st.sampled_from(SCOPES))
def test_one_more_scope_never_takes_away(scopes: set[str], more: str):
    assert admitted(OPERATIONS, scopes) <= admitted(OPERATIONS, scopes | {more})
    for resource in RESOURCES:
        assert verbs_of(scopes, resource) <= verbs_of(scopes | {more}, resource)


def test_history_names_the_actor_by_ids():
    origin = actor().origin("b1")
    assert (origin.account_id, origin.user_id, origin.key_id, origin.channel, origin.batch_id) == (1, 7, 9, "api", "b1")
