"""What a page costs does not depend on how much there is: as many statements for three rows as for thirty."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Membership, Role, Team, User
from accounts.teams import create_team
from customfields.models import CustomField, CustomFieldTemplate
from organizations.models import Category
from tests.backoffice.forms import address, staff_client
from tests.backoffice.records import MODELS
from tests.kit.cast import make_key, make_member, make_user
from tests.kit.chain import save
from tests.kit.granting import share
from tests.kit.samples import items
from tests.kit.worlds import World

FEW, MANY = 3, 30


def grow(world: World, start: int, count: int) -> None:
    """More of everything in acme."""
    account, owner = world.cast.acme, world.owner
    for number in range(start, start + count):
        user = make_member(account, "Viewer")
        make_key(account, user=user)
        create_team(actor=owner.actor, name=f"Team {number}", members=[user.pk])
        Role(account=account, name=f"Role {number}", operations=["ORGANIZATION.READ"]).save()
        template = CustomFieldTemplate(account=account, record_type="organization", name=f"T {number}")
        template.save()
        common = {"account": account, "record_type": "organization", "data_type": "text", "label": "x"}
        CustomField(**common, key=f"a{number}", template=template).save()
        CustomField(**common, key=f"b{number}", template=world.template).save()
        Category(account=account, name=f"Category {number}").save()
    for organization in save(owner.actor, "organizations", *items("organizations", count, start=start)):
        share(owner, "organization", organization, "read")


def statements(client: Client, url: str, *, is_known: bool = False) -> int:
    """How many a page takes. `is_known`: it was asked for before, so that what is looked up once a process is no part of it."""
    if not is_known:
        client.get(url)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return len(queries)


def browsers(world: World) -> dict[str, Client]:
    return {
        "owner": staff_client(world.owner.user),
        "everywhere": staff_client(make_user(), is_operator=True),
    }


@pytest.mark.parametrize("who", ["owner", "everywhere"])
def test_every_list_costs_the_same_for_more_rows(world: World, who: str):
    client = browsers(world)[who]
    grow(world, 0, FEW)
    lists = [
        address(model, "changelist")
        for model, one in admin.site._registry.items()
        if client.get(address(model, "changelist")).status_code == 200 or one.operators_only is False
    ]
    few = {url: statements(client, url, is_known=True) for url in lists}
    grow(world, FEW, MANY)
    many = {url: statements(client, url, is_known=True) for url in lists}
    assert many == few
    assert max(few.values()) <= 12
    assert len(few) > 12


@pytest.mark.parametrize("who", ["owner", "everywhere"])
def test_every_form_costs_the_same_for_more_rows_in_it(world: World, who: str):
    client = browsers(world)[who]
    grow(world, 0, FEW)
    rows: list[tuple[type[Any], int]] = [
        (Account, world.cast.acme.pk),
        (CustomFieldTemplate, world.template.pk),
        (CustomField, CustomField.rows.filter(account=world.cast.acme).first().pk),
        (Team, Team.rows.filter(account=world.cast.acme).first().pk),
        (User, world.owner.user.pk),
        (Role, Role.rows.filter(account=world.cast.acme, name="Role 0").get().pk),
        (Membership, Membership.rows.filter(account=world.cast.acme).first().pk),
    ]
    pages = [address(model, page, pk) for model, pk in rows for page in ("change", "history")]
    few = {url: statements(client, url) for url in pages}
    grow(world, FEW, MANY)
    assert {url: statements(client, url, is_known=True) for url in pages} == few
    assert max(few.values()) <= 12


def test_the_overview_and_the_search_cost_the_same_for_more_rows(world: World, owner: Client):
    grow(world, 0, FEW)
    few = [statements(owner, url) for url in ("/admin/", "/admin/find?q=te")]
    grow(world, FEW, MANY)
    assert [statements(owner, url) for url in ("/admin/", "/admin/find?q=te")] == few
    assert few[0] <= 9 + len(MODELS)  # one for the names of the records of each type that changed
