"""Definitions as validation sees them, from the database."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.actor import Actor
from customfields.definitions import Template, load_definitions
from customfields.services import save_custom_field, save_custom_field_template
from tests.kit.cast import make_account, make_actor


@pytest.fixture
def actor(db: None) -> Actor:
    return make_actor(make_account())


def save(actor: Actor, key: str, **values: object) -> None:
    save_custom_field(actor=actor, values={"recordType": "organization", "key": key, "dataType": "text", **values})


def test_they_come_in_order_with_all_they_say(actor: Actor) -> None:
    save_custom_field_template(actor=actor, values={"recordType": "organization", "name": "Audit"})
    save(actor, "last", order=2, template="Audit")
    save(actor, "first", order=-1, dataType="choice", choices=[{"key": "a", "label": "A"}], appliesTo=["F", "S"])
    save(actor, "middle", isActive=False, required=True, maxLength=9, isIdentifier=True, identifierScope="user")
    save(actor, "elsewhere", recordType="contact")
    save(make_actor(make_account("globex")), "foreign")
    loaded = load_definitions(actor.account_id, "organization")
    first, middle, last = loaded.fields
    assert [one.key for one in loaded.fields] == ["first", "middle", "last"]
    assert (first.options, first.applies_to) == ({"a": "A"}, frozenset("FS"))
    assert (middle.longest, middle.is_active, middle.identifier_scope) == (9, False, "user")
    assert loaded.required == ()  # inactive
    assert loaded.of_template(last.template_id) == (last,)
    assert last.longest == 50
    assert list(loaded.templates.values()) == [Template(last.template_id or 0, "Audit")]


@pytest.mark.parametrize(("record_type", "statements"), [("organization", 2), ("relationship", 1), ("contact", 1)])
def test_the_number_of_statements_does_not_depend_on_the_number_of_fields(
    actor: Actor, record_type: str, statements: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        with django_assert_num_queries(statements):
            assert len(load_definitions(actor.account_id, record_type).fields) == number
        save(actor, f"key{number}", recordType=record_type)
