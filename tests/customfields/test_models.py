"""Every rule of a definition is a named constraint with a code that the API knows, and the database keeps it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.models import Account
from api.errors import ITEM_CODES
from customfields.choices import MAX_OPTIONS, validate_choices
from customfields.kinds import KINDS
from customfields.models import ORGANIZATION_TYPES, CustomField, CustomFieldTemplate
from database.constraints import TenantFK
from database.tenancy import Unscoped
from database.transactions import constraint_name
from organizations.models import OrganizationType
from tests.customfields.samples import COLOURS
from tests.kit.cast import make_account

OPTIONS = [{"key": key, "label": label} for key, label in COLOURS]
BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("customfield_record_type_known", {"record_type": "planet"}),
    ("customfield_key_plain", {"key": "1st"}),
    ("customfield_key_plain", {"key": "a-b"}),
    ("customfield_key_plain", {"key": "größe"}),
    ("customfield_key_plain", {"key": "a\n"}),
    ("customfield_key_plain", {"key": ""}),
    ("customfield_has_a_label", {"label": ""}),
    ("customfield_data_type_known", {"data_type": "float"}),
    ("customfield_max_length_of_text", {"max_length": 501}),
    ("customfield_max_length_of_text", {"max_length": 0}),
    ("customfield_max_length_of_text", {"max_length": 5, "data_type": "number"}),
    ("customfield_choices_fit_type", {"data_type": "choice"}),
    ("customfield_choices_fit_type", {"data_type": "multiChoice", "choices": {}}),
    ("customfield_choices_fit_type", {"data_type": "choice", "choices": ["red"]}),
    ("customfield_choices_fit_type", {"data_type": "text", "choices": OPTIONS}),
    ("customfield_applies_to_organizations", {"record_type": "contact", "applies_to": ["F"]}),
    ("customfield_applies_to_known", {"applies_to": ["F", "X"]}),
    ("customfield_identifier_of_type", {"data_type": "date", "is_identifier": True, "identifier_scope": "account"}),
    ("customfield_identifier_has_scope", {"is_identifier": True}),
    ("customfield_identifier_has_scope", {"is_identifier": True, "identifier_scope": "world"}),
    ("customfield_identifier_has_scope", {"identifier_scope": "user"}),
]
BROKEN_TEMPLATES: list[tuple[str, dict[str, Any]]] = [
    ("customfieldtemplate_record_type_known", {"record_type": "planet"}),
    ("customfieldtemplate_has_a_name", {"name": ""}),
]


@pytest.fixture
def account(db: None) -> Account:
    return make_account()


def field(account: Account, **values: Any) -> CustomField:
    return CustomField(
        account=account, **{"record_type": "organization", "key": "colour", "label": "Colour", "data_type": "text", **values}
    )


def template(account: Account, **values: Any) -> CustomFieldTemplate:
    return CustomFieldTemplate(account=account, **{"record_type": "organization", "name": "Audit", **values})


def refused(row: models.Model) -> str | None:
    """The constraint that refuses the row, before the database the model and then the database itself."""
    with pytest.raises(ValidationError):
        row.validate_constraints()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        row.save()
    return constraint_name(error.value)


@pytest.mark.parametrize(("name", "values"), BROKEN)
def test_a_broken_rule_is_refused_by_its_name(account: Account, name: str, values: dict[str, Any]) -> None:
    assert refused(field(account, **values)) == name


@pytest.mark.parametrize(("name", "values"), BROKEN_TEMPLATES)
def test_a_broken_rule_of_a_template_is_refused_by_its_name(account: Account, name: str, values: dict[str, Any]) -> None:
    assert refused(template(account, **values)) == name


def test_keys_are_unique_per_account_and_record_type_and_case_counts(account: Account) -> None:
    field(account).save()
    field(account, record_type="contact").save()
    field(account, key="Colour").save()
    field(make_account("globex")).save()
    assert refused(field(account)) == "customfield_key_once"


def test_template_names_are_unique_per_account_and_record_type(account: Account) -> None:
    template(account).save()
    template(account, record_type="product").save()
    template(make_account("globex")).save()
    assert refused(template(account)) == "customfieldtemplate_name_once"


def test_a_template_of_another_account_is_refused(account: Account) -> None:
    foreign = template(make_account("globex"))
    foreign.save()
    assert refused(field(account, template=foreign)) == "customfield_template_in_account"


def test_the_template_is_for_the_same_record_type(account: Account) -> None:
    other = template(account, record_type="contact")
    other.save()
    with pytest.raises(ValidationError) as error:
        field(account, template=other).full_clean()
    assert [reason.code for reason in error.value.error_dict["template"]] == ["template_mismatch"]


def test_a_stored_definition_keeps_record_type_and_key(account: Account) -> None:
    stored, named = field(account), template(account)
    stored.save()
    named.save()
    stored.record_type, stored.key, named.record_type = "contact", "color", "contact"
    for row, names in ((stored, {"record_type", "key"}), (named, {"record_type"})):
        with pytest.raises(ValidationError) as error:
            row.full_clean()
        assert set(error.value.error_dict) == names
        assert {reason.code for reasons in error.value.error_dict.values() for reason in reasons} == {"immutable_field"}


@pytest.mark.parametrize("data_type", KINDS)
def test_a_field_of_every_type_can_be_saved(account: Account, data_type: str) -> None:
    row = field(account, data_type=data_type, choices=OPTIONS if KINDS[data_type].has_options else [])
    row.full_clean()
    row.save()


def test_every_rule_of_ours_has_a_code_of_the_api() -> None:
    ours = [one for model in (CustomField, CustomFieldTemplate) for one in model._meta.constraints if "id_in_account" not in one.name]
    assert {one.violation_error_code for one in ours} <= set(ITEM_CODES)
    named = {name for name, _ in BROKEN + BROKEN_TEMPLATES}
    tested_apart = {"customfield_key_once", "customfieldtemplate_name_once"}
    assert {one.name for one in ours if not isinstance(one, TenantFK)} == named | tested_apart


def test_organization_types_are_those_of_organizations() -> None:
    assert sorted(ORGANIZATION_TYPES) == sorted(OrganizationType.values)


def test_definitions_are_not_read_without_saying_whose() -> None:
    with pytest.raises(Unscoped):
        CustomField.objects.all()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        "red",
        [1],
        [{"key": "a"}],
        [{"key": "a", "label": "A", "more": 1}],
        [{"key": "", "label": "A"}],
        [{"key": " a", "label": "A"}],
        [{"key": "a\x00", "label": "A"}],
        [{"key": 1, "label": "A"}],
        [{"key": "a", "label": "x" * 256}],
        [{"key": "x" * 101, "label": "A"}],
        [{"key": "a", "label": "A"}, {"key": "a", "label": "B"}],
        [{"key": str(number), "label": "A"} for number in range(MAX_OPTIONS + 1)],
    ],
)
def test_malformed_options_are_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        validate_choices(wrong)


def test_well_formed_options_pass() -> None:
    validate_choices([])
    validate_choices([*OPTIONS, {"key": "x" * 100, "label": "Ω"}])
