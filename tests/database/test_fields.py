"""Relations inside one account."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection, models
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from database.fields import TenantForeignKey
from tests.database.models import small_world


def queries_over_a_relation(world: SimpleNamespace) -> dict[str, QuerySet]:
    return {
        "forward": world.Street.rows.filter(town__name="Bern"),
        "select_related": world.Street.rows.select_related("town"),
        "backward": world.Town.rows.filter(streets__crosses=1),
        "order": world.Street.rows.order_by("town__name"),
    }


@pytest.mark.parametrize("way", ["forward", "select_related", "backward", "order"])
def test_a_join_equates_the_accounts_of_both_sides(way: str) -> None:
    statement = str(queries_over_a_relation(small_world())[way].query)
    join = statement.split(" JOIN ")[1].split(" WHERE ")[0]
    assert join.count('"account_id"') == 2


def test_exclude_over_a_relation_still_works(world: SimpleNamespace) -> None:
    town = world.Town.rows.create(account=world.ours, name="Bern")
    world.Street.rows.create(account=world.ours, town=town)
    assert list(world.Town.rows.exclude(streets__crosses__isnull=True)) == []
    assert list(world.Street.rows.exclude(town__name="Basel").values_list("town__name", flat=True)) == ["Bern"]


def test_following_a_relation_reads_by_account_and_id(world: SimpleNamespace) -> None:
    town = world.Town.rows.create(account=world.ours, name="Bern")
    street = world.Street.rows.get(id=world.Street.rows.create(account=world.ours, town=town).id)
    with CaptureQueriesContext(connection) as queries:
        assert street.town == town
    (statement,) = [query["sql"] for query in queries]
    assert f'"account_id" = {world.ours.id}' in statement
    assert list(town.streets.all()) == [street]
    assert [list(found.streets.all()) for found in world.Town.rows.prefetch_related("streets")] == [[street]]


def test_groups_do_not_rely_on_the_id_being_the_primary_key(world: SimpleNamespace) -> None:
    towns = world.Town.rows.annotate(count=Count("streets"))
    assert '"probe_town"."name"' in str(towns.query).split("GROUP BY")[1]
    assert list(towns) == []


def test_migrations_write_only_what_was_chosen() -> None:
    street = small_world().Street
    _, path, args, options = street._meta.get_field("town").deconstruct()
    assert path == "database.fields.TenantForeignKey"
    assert not {"db_constraint", "db_index"} & set(options)
    again = TenantForeignKey(*args, **options)
    assert (again.db_constraint, again.db_index) == (False, False)
    assert options["on_delete"] is models.CASCADE
    indexed = TenantForeignKey("x.Y", options["on_delete"], db_index=True)
    assert indexed.deconstruct()[3]["db_index"] is True
