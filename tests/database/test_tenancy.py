"""Whose rows are read and written."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from database.tenancy import Unscoped
from tests.database.models import TownQuerySet, small_world


def test_objects_refuses_every_read_that_does_not_say_whose_rows_are_meant() -> None:
    town = small_world().Town
    for read in (town.objects.all, town.objects.count, lambda: town.objects.filter(name="x"), lambda: town.objects.create(name="x")):
        with pytest.raises(Unscoped, match=r"Town\.objects\.visible_to\(actor\)"):
            read()


def test_the_doors_give_the_rooms_own_queryset() -> None:
    town = small_world().Town
    actor = SimpleNamespace(account_id=1)
    assert isinstance(town.objects.visible_to(actor).named("x"), TownQuerySet)
    assert isinstance(town.objects.across_accounts().visible_to(actor), TownQuerySet)


def test_an_actor_sees_the_rows_of_its_account_only(world: SimpleNamespace) -> None:
    mine = world.Town.rows.create(account=world.ours, name="Bern")
    world.Town.rows.create(account=world.theirs, name="Bern")
    actor = SimpleNamespace(account_id=world.ours.id)
    assert list(world.Town.objects.visible_to(actor).named("Bern")) == [mine]
    assert world.Town.objects.across_accounts().count() == 2


def test_django_itself_uses_the_plain_manager() -> None:
    street = small_world().Street
    assert street._default_manager.name == street._base_manager.name == "rows"


def test_an_update_names_the_account_and_does_not_write_it(world: SimpleNamespace) -> None:
    town = world.Town.rows.create(account=world.ours, name="Bern", size=1)
    town.name = "Basel"
    with CaptureQueriesContext(connection) as queries:
        town.save()
    (statement,) = [query["sql"] for query in queries]
    assert "account_id" not in statement.split("WHERE")[0]
    assert f'"account_id" = {world.ours.id}' in statement.split("WHERE")[1]
    assert world.Town.rows.get().name == "Basel"


def test_a_row_never_changes_its_account(world: SimpleNamespace) -> None:
    town = world.Town.rows.create(account=world.ours, name="Bern")
    town.account = world.theirs
    with pytest.raises(DatabaseError, match="not in account"), transaction.atomic():
        town.save()
    assert world.Town.rows.get().account_id == world.ours.id


def test_saving_a_row_that_was_deleted_meanwhile_does_not_bring_it_back(world: SimpleNamespace) -> None:
    town = world.Town.rows.create(account=world.ours, name="Bern")
    world.Town.rows.all().delete()
    with pytest.raises(DatabaseError, match="not in account"), transaction.atomic():
        town.save()
    assert not world.Town.rows.exists()


def test_a_new_row_with_a_given_id_is_inserted(world: SimpleNamespace) -> None:
    world.Town(id=5, account=world.ours, name="Bern").save()
    assert world.Town.rows.get().id == 5
