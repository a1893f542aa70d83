"""Setting definitions up: created, updated, unchanged or refused by name, and recorded."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actor import Actor
from accounts.errors import RefusedItem
from activity.models import Change
from customfields.models import CustomField, CustomFieldTemplate
from customfields.reading import represent_custom_field, represent_custom_field_template
from customfields.services import save_custom_field, save_custom_field_template
from tests.kit.cast import make_account, make_actor

FIELD = {
    "recordType": "organization",
    "key": "colour",
    "label": "Colour",
    "dataType": "choice",
    "choices": [{"key": "red"}],
    "appliesTo": ["F"],
}


@pytest.fixture
def actor(db: None) -> Actor:
    return make_actor(make_account(), channel="command")


def history(record_type: str) -> list[tuple[str, dict[str, Any]]]:
    changes = Change.objects.across_accounts().filter(record_type=record_type).order_by("sequence")
    return [(change.operation, change.changes) for change in changes]


def refusal(actor: Actor, **values: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(RefusedItem) as refused:
        save_custom_field(actor=actor, values=values)
    return [(error.code, error.field) for error in refused.value.errors]


def test_a_field_is_created_once_and_then_unchanged(actor: Actor) -> None:
    assert [save_custom_field(actor=actor, values=FIELD) for _ in range(2)] == ["created", "unchanged"]
    row = CustomField.objects.visible_to(actor).get()
    assert (row.label, row.choices, row.applies_to) == ("Colour", [{"key": "red", "label": "red"}], ["F"])
    [(operation, changes)] = history("custom_field")
    assert operation == "create"
    assert changes["choices"] == [None, [{"key": "red", "label": "red"}]]


def test_only_what_is_said_changes(actor: Actor) -> None:
    save_custom_field(actor=actor, values=FIELD)
    assert save_custom_field(actor=actor, values={"recordType": "organization", "key": "colour", "isActive": False}) == "updated"
    assert history("custom_field")[1:] == [("update", {"isActive": [True, False]})]
    assert CustomField.objects.visible_to(actor).get().label == "Colour"


def test_a_template_is_named_by_its_fields(actor: Actor) -> None:
    audit = {"recordType": "organization", "name": "Audit", "order": 3}
    assert [save_custom_field_template(actor=actor, values=audit) for _ in range(2)] == ["created", "unchanged"]
    assert save_custom_field_template(actor=actor, values={**audit, "order": 4}) == "updated"
    note = {"recordType": "organization", "key": "note", "dataType": "text", "template": "Audit"}
    assert [save_custom_field(actor=actor, values=note) for _ in range(2)] == ["created", "unchanged"]
    template = CustomFieldTemplate.objects.visible_to(actor).get()
    row = CustomField.objects.visible_to(actor).get()
    assert row.template == template
    assert represent_custom_field_template(template) == {"id": template.pk, "recordType": "organization", "name": "Audit", "order": 4}
    assert represent_custom_field(row) | {"label": "note", "template": {"id": template.pk, "name": "Audit"}} == represent_custom_field(row)
    assert save_custom_field(actor=actor, values={**note, "template": None}) == "updated"
    assert [operation for operation, _ in history("custom_field_template")] == ["create", "update"]


def test_nonsense_is_refused_by_name_and_nothing_is_written(actor: Actor) -> None:
    assert refusal(actor, key="a b", dataType="float", lable="x") == [
        ("required", "recordType"),
        ("invalid_format", "key"),
        ("invalid_choice", "dataType"),
        ("unknown_field", "lable"),
    ]
    assert refusal(actor, recordType="organization", key=" colour", dataType="text") == [("invalid_format", "key")]
    assert refusal(actor, recordType="organization", key="colour") == [("required", "dataType")]
    assert refusal(actor, recordType="contact", key="colour", dataType="choice", appliesTo=["F"], isIdentifier=True) == [
        ("invalid_choice", "choices"),
        ("invalid_choice", "appliesTo"),
        ("invalid_choice", "isIdentifier"),
        ("required", "identifierScope"),
    ]
    repeated = [{"key": "red"}, {"key": "red", "label": "Rot"}]
    assert refusal(actor, **{**FIELD, "choices": repeated}) == [("duplicate_data", "choices")]
    assert not CustomField.objects.visible_to(actor).exists()
    assert history("custom_field") == []


def test_the_data_type_may_change_and_takes_its_options_along(actor: Actor) -> None:
    save_custom_field(actor=actor, values=FIELD)
    assert save_custom_field(actor=actor, values={"recordType": "organization", "key": "colour", "dataType": "text"}) == "updated"
    assert CustomField.objects.visible_to(actor).get().choices == []
    assert save_custom_field(actor=actor, values=FIELD) == "updated"


def test_another_record_type_is_another_field(actor: Actor) -> None:
    save_custom_field(actor=actor, values=FIELD)
    assert save_custom_field(actor=actor, values={"recordType": "contact", "key": "colour", "dataType": "text"}) == "created"


def test_templates_of_others_are_unknown(actor: Actor) -> None:
    stranger = make_actor(make_account("globex"))
    save_custom_field_template(actor=stranger, values={"recordType": "organization", "name": "Audit"})
    save_custom_field_template(actor=actor, values={"recordType": "contact", "name": "Audit"})
    note = {"recordType": "organization", "key": "note", "dataType": "text"}
    assert refusal(actor, **note, template="Audit") == [("reference_not_found", "template")]
