"""TenantFK: in the database, in forms, in migrations."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import AddConstraint, CreateModel, Migration, RemoveConstraint
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from database.constraints import TenantFK
from database.tenancy import TenantModel
from database.transactions import constraint_name
from tests.database.models import small_world


def foreign_keys(table: str) -> dict[str, str]:
    """The composite foreign keys of a table by name, as PostgreSQL writes them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass(%s) AND contype = 'f' "
            "AND cardinality(conkey) = 2",
            [table],
        )
        return dict(cursor.fetchall())


def test_the_database_refuses_a_target_of_another_account_at_once(world: SimpleNamespace) -> None:
    foreign = world.Town.rows.create(account=world.theirs, name="Bern")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        world.Street.rows.create(account=world.ours, town=foreign)
    assert constraint_name(refused.value) == "street_town_in_account"


def test_the_foreign_key_is_immediate_and_leaves_deleting_to_django(world: SimpleNamespace) -> None:
    assert foreign_keys("probe_street") == {
        "street_town_in_account": "FOREIGN KEY (account_id, town_id) REFERENCES probe_town(account_id, id)",
        "street_crosses_in_account": "FOREIGN KEY (account_id, crosses_id) REFERENCES probe_street(account_id, id)",
    }
    bern, basel = (world.Town.rows.create(account=world.ours, name=name) for name in ("Bern", "Basel"))
    street = world.Street.rows.create(account=world.ours, town=bern)
    world.Street.rows.create(account=world.ours, town=basel, crosses=street)
    bern.delete()
    assert world.Street.rows.values_list("town", "crosses").get() == (basel.id, None)


def test_validation_names_the_field_and_the_code(world: SimpleNamespace) -> None:
    abroad = world.Town.rows.create(account=world.theirs, name="Bern")
    foreign = world.Street.rows.create(account=world.theirs, town=abroad)
    street = world.Street(account=world.ours, crosses=foreign, town_id=404)
    with pytest.raises(ValidationError) as refused:
        street.validate_constraints()
    codes = {field: [error.code for error in errors] for field, errors in refused.value.error_dict.items()}
    assert codes == {"town": ["reference_not_found"], "crosses": ["bad_crossing"]}
    street.validate_constraints(exclude={"town", "crosses"})
    world.Street(account=world.ours).validate_constraints()
    world.Street(town=abroad).validate_constraints()


def test_equal_constraints_are_equal_to_migrations() -> None:
    one = TenantFK(field="town", to="probe.Town", name="a")
    assert one == one.clone() == TenantFK(field="town", to="probe.Town", name="a", violation_error_code="reference_not_found")
    assert hash(one) == hash(one.clone())
    for other in ({"field": "x"}, {"to": "probe.X"}, {"name": "x"}, {"violation_error_code": "x"}, {"violation_error_message": "x"}):
        assert one != TenantFK(**{"field": "town", "to": "probe.Town", "name": "a"} | other)
    assert one != models.CheckConstraint(condition=models.Q(id=1), name="a")
    source, imports = MigrationWriter.serialize(one)
    assert source == "database.constraints.TenantFK(field='town', name='a', to='probe.Town')"
    assert imports == {"import database.constraints"}


def state_of(*classes: type[models.Model]) -> ProjectState:
    state = ProjectState()
    for model in classes:
        state.add_model(ModelState.from_model(model))
    return state


def detected(before: ProjectState, after: ProjectState) -> list[Operation]:
    """What makemigrations would write for the probe app, squeezed as it would."""
    changes = MigrationAutodetector(before, after)._detect_changes()
    return [operation for migration in changes.get("probe", []) for operation in migration.operations]


def migrate(before: ProjectState, operations: list[Operation], *, backwards: bool = False) -> ProjectState:
    """Apply one migration and return the state after it, or take it back."""
    migration = Migration("0001_probe", "probe")
    migration.operations = operations
    with connection.schema_editor() as editor:
        return (migration.unapply if backwards else migration.apply)(before, editor)


@pytest.mark.django_db
def test_a_generated_migration_creates_the_foreign_keys_and_goes_back_to_zero() -> None:
    world = small_world()
    accounts = state_of(world.Account)
    with connection.schema_editor() as editor:
        editor.create_model(world.Account)
    operations = detected(accounts, state_of(world.Account, world.Town, world.Street))
    assert len(operations) >= 2
    after = migrate(accounts.clone(), operations)
    assert set(foreign_keys("probe_street")) == {"street_town_in_account", "street_crosses_in_account"}
    assert detected(after, state_of(world.Account, world.Town, world.Street)) == []
    migrate(accounts.clone(), operations, backwards=True)
    assert "probe_street" not in connection.introspection.table_names()


@pytest.mark.django_db
def test_a_foreign_key_inside_create_model_waits_for_the_unique_constraint_of_its_target() -> None:
    """As makemigrations does after squeezing: the street brings its constraints along, the town gets them at the end."""
    world = small_world()
    accounts = state_of(world.Account)
    with connection.schema_editor() as editor:
        editor.create_model(world.Account)
    operations: list[Operation] = []
    for model in (world.Town, world.Street):
        state = ModelState.from_model(model)
        operations.append(CreateModel(state.name, list(state.fields.items()), state.options, state.bases, state.managers))
    operations[0].options["constraints"] = []
    operations.append(AddConstraint("town", world.Town._meta.constraints[0]))
    migrate(accounts.clone(), operations)
    assert set(foreign_keys("probe_street")) == {"street_town_in_account", "street_crosses_in_account"}
    migrate(accounts.clone(), operations, backwards=True)
    assert "probe_street" not in connection.introspection.table_names()


@pytest.mark.django_db
def test_our_own_migrations_go_back_to_zero_and_forward_again() -> None:
    before = set(connection.introspection.table_names())
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", None)])  # takes along every room that stands on it
    assert not [name for name in connection.introspection.table_names() if name.startswith(("accounts_", "organizations_"))]
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert set(connection.introspection.table_names()) == before


def test_a_later_migration_adds_and_removes_the_foreign_key(world: SimpleNamespace) -> None:
    before = state_of(world.Account, world.Town, world.Street)
    second = TenantFK(field="town", to="probe.Town", name="street_town_again")
    after = migrate(before.clone(), [AddConstraint("street", second)])
    assert "street_town_again" in foreign_keys("probe_street")
    last = migrate(after.clone(), [RemoveConstraint("street", "street_town_again")])
    assert "street_town_again" not in foreign_keys("probe_street")
    assert detected(last, before) == []
    migrate(before.clone(), [AddConstraint("street", second), RemoveConstraint("street", "street_town_again")])
    assert "street_town_again" not in foreign_keys("probe_street")


def test_another_code_needs_no_statement_and_another_target_does(world: SimpleNamespace) -> None:
    before = state_of(world.Account, world.Town, world.Street)

    def with_constraint(**changes: str) -> ProjectState:
        after = before.clone()
        other = TenantFK(**{"field": "town", "to": "probe.Town", "name": "street_town_in_account"} | changes)
        kept = [old for old in before.models["probe", "street"].options["constraints"] if old.name != other.name]
        after.models["probe", "street"].options["constraints"] = [*kept, other]
        return after

    altered = detected(before, with_constraint(violation_error_code="other"))
    assert [type(operation).__name__ for operation in altered] == ["AlterConstraint"]
    replaced = detected(before, with_constraint(field="crosses", to="probe.Street"))
    assert [type(operation).__name__ for operation in replaced] == ["RemoveConstraint", "AddConstraint"]


@pytest.mark.django_db
def test_a_table_renamed_in_the_same_migration_takes_its_waiting_constraint_along() -> None:
    world = small_world()
    with connection.schema_editor() as editor:
        for model in (world.Account, world.Town, world.Street):
            editor.create_model(model)
        editor.alter_db_table(world.Street, "probe_street", "probe_lane")
    assert set(foreign_keys("probe_lane")) == {"street_town_in_account", "street_crosses_in_account"}


def test_every_constraint_name_takes_the_models_name() -> None:
    assert [constraint.name for constraint in small_world().Town._meta.constraints] == ["town_id_in_account"]
    assert TenantModel.Meta.constraints[0].name == "%(class)s_id_in_account"
