from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from accounts.actor import Actor
from accounts.capabilities import NEEDED, mask_of
from accounts.masks import mask_sql
from accounts.models import Account, ApiKey, Company, Grant, Principal
from accounts.services import actor_for
from contacts.models import Contact
from database.tenancy import Unscoped
from organizations.models import Organization
from relationships.models import Relationship
from tests.kit.cast import make_account, make_actor, make_member

# Each grant: kind of object, its name below, permissions.
GRANTS = [
    ("organization", "mill", ["read"]),
    ("organization", "brand", ["relationship-edit"]),
    ("organization", "shop", ["request-onboard"]),
    ("relationship", "shop-agency", ["share", "relationship-read"]),
    ("relationship", "mill-brand", ["edit"]),
]
EDGES = ["mill-brand", "mill-shop", "brand-shop", "shop-agency", "agency-office"]


@pytest.fixture
def ids(acme: Account) -> dict[str, int]:
    """Five organizations with a contact each, and the edges between some, by name."""
    found: dict[str, int] = {}
    signed: dict[str, Any] = {"account": acme, "created_at": acme.created_at, "updated_at": acme.created_at}
    for name in ("mill", "brand", "shop", "agency", "office"):
        organization = Organization(**signed, type="F", name=name)
        organization.save()
        Contact(**signed, organization=organization, first_name=name, email=f"{name}@example.com", email_key=f"{name}@example.com").save()
        found[name] = organization.pk
    for edge in EDGES:
        source, target = edge.split("-")
        relationship = Relationship(**signed, source_id=found[source], target_id=found[target], relationship_status="active")
        relationship.save()
        found[edge] = relationship.pk
    return found


def granted(acme: Account, role: str, ids: dict[str, int]) -> Actor:
    """A new member in this role with GRANTS, some to itself and some to everyone."""
    user = make_member(acme, role)
    principals = [Principal.rows.get(account=acme, user=user), Principal.rows.get(account=acme, kind="account")]
    for number, (kind, name, permissions) in enumerate(GRANTS):
        Grant(account=acme, principal=principals[number % 2], object_kind=kind, object_id=ids[name], mask=mask_of(permissions)).save()
    return actor_for(user, acme, channel="api")


def masks(ids: dict[str, int], role: int) -> dict[str, dict[str, int]]:
    """By record type and name the mask that role and GRANTS together give: the rule in its plainest words."""
    given = {(kind, name): mask_of(permissions) for kind, name, permissions in GRANTS}
    organizations = {name: role | given.get(("organization", name), 0) for name in ids if "-" not in name}
    edges = {
        edge: role
        | given.get(("relationship", edge), 0)
        | given.get(("organization", edge.split("-")[0]), 0)
        | given.get(("organization", edge.split("-")[1]), 0)
        for edge in EDGES
    }
    return {"organization": organizations, "contact": organizations, "relationship": edges}


def seen(actor: Actor, ids: dict[str, int]) -> dict[str, dict[str, int]]:
    """By record type and name the mask of every row that the actor meets."""
    names = {id_: name for name, id_ in ids.items() if "-" not in name}
    edges = {id_: name for name, id_ in ids.items() if "-" in name}
    rows = {
        "organization": Organization.objects.visible_to(actor).values_list("id", "mask"),
        "contact": Contact.objects.visible_to(actor).values_list("organization_id", "mask"),
        "relationship": Relationship.objects.visible_to(actor).values_list("id", "mask"),
    }
    return {kind: {(edges if kind == "relationship" else names)[id_]: mask for id_, mask in found} for kind, found in rows.items()}


@pytest.mark.parametrize("has_many", [False, True], ids=["few grants", "many grants"])
@pytest.mark.parametrize(("role", "mask"), [("Partner", 0), ("Viewer", 1), ("Editor", 3), ("Owner", 7)])
def test_rows_come_with_what_role_and_grants_give_together(acme: Account, ids: dict[str, int], role: str, mask: int, has_many: bool):
    actor = replace(granted(acme, role, ids), has_many_grants=has_many)
    all_masks = masks(ids, mask) if role != "Owner" else {kind: dict.fromkeys(rows, 7) for kind, rows in masks(ids, 7).items()}
    view = {"organization": "view_organization", "contact": "view_organization", "relationship": "view_relationship"}
    assert seen(actor, ids) == {
        kind: {name: held for name, held in rows.items() if held & NEEDED[view[kind]]} for kind, rows in all_masks.items()
    }


@pytest.mark.parametrize("model", [Organization, Contact, Relationship])
def test_raw_statements_get_the_same_masks(acme: Account, ids: dict[str, int], model: Any):
    actor = granted(acme, "Viewer", ids)
    mask, parameters = mask_sql(actor, model.sharing, "t")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.id, {mask} FROM {model._meta.db_table} t WHERE t.account_id = %s", [*parameters, acme.pk])
        raw = dict(cursor.fetchall())
    assert raw == dict(model.objects.visible_to(actor).values_list("id", "mask"))
    assert len(set(raw.values())) > 1


def test_a_scope_takes_from_grants_too(acme: Account, ids: dict[str, int]):
    actor = replace(granted(acme, "Partner", ids), scopes=frozenset({"organization.read", "relationship.update"}))
    assert seen(actor, ids) == {
        "organization": {"mill": 1},
        "contact": {},
        "relationship": {**dict.fromkeys(["mill-brand"], 51), "mill-shop": 1, "brand-shop": 48, "shop-agency": 16},
    }


def test_grants_of_others_and_of_other_accounts_add_nothing(acme: Account, ids: dict[str, int]):
    granted(acme, "Partner", ids)
    Grant.rows.filter(account=acme, principal__kind="account").delete()
    nothing: dict[str, dict[str, int]] = {"organization": {}, "contact": {}, "relationship": {}}
    assert seen(make_actor(acme, "Partner"), ids) == nothing
    assert seen(replace(make_actor(acme, "Partner"), principals=()), ids) == nothing
    globex = make_account("globex")
    stranger = make_member(globex, "Partner")
    whose = Principal.rows.get(account=globex, user=stranger)
    Grant(account=globex, principal=whose, object_kind="organization", object_id=ids["mill"], mask=7).save()
    assert seen(actor_for(stranger, globex, channel="api"), ids) == nothing


def test_the_mask_can_be_counted_filtered_and_cut_into_pages(acme: Account, ids: dict[str, int]):
    for actor in (granted(acme, "Partner", ids), make_actor(acme, "Owner")):
        rows = Relationship.objects.visible_to(actor)
        assert rows.count() == len(list(rows))
        assert list(rows.holding("edit").values_list("id", flat=True)) == [row.pk for row in rows if row.mask & 2]
        assert rows.order_by("-id").values_list("id", flat=True)[:1][0] == max(row.pk for row in rows)


def test_one_statement_for_rows_and_masks(acme: Account, ids: dict[str, int], django_assert_num_queries):
    actor = granted(acme, "Partner", ids)
    for model in (Organization, Contact, Relationship):
        with django_assert_num_queries(1):
            list(model.objects.visible_to(actor))


def test_who_sees_nothing_asks_nothing_and_can_still_be_filtered(acme: Account, django_assert_num_queries):
    actor = replace(make_actor(acme, "Viewer"), scopes=frozenset({"api_key.read"}))
    with django_assert_num_queries(0):
        assert list(Organization.objects.visible_to(actor).holding("edit").order_by("mask")) == []


def test_objects_without_an_actor_are_refused(acme: Account):
    for model in (Company, ApiKey):
        with pytest.raises(Unscoped):
            model.objects.filter(account=acme)
