"""Nonsense in a set-up file: all of it is named, with its place, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.models import Account
from activity.models import Change
from customfields.models import CustomField
from imports.account_setup import Setup, configure
from imports.setup_report import SetupRefused
from tests.imports.samples import run, setup, write_json

TYPE = {"key": "t", "forwardLabel": "a", "reverseLabel": "b"}
FIELD = {"recordType": "organization", "key": "k", "dataType": "text"}


def mistakes(value: object) -> list[tuple[str | None, str]]:
    """(place, code) of everything that is wrong with a set-up by itself."""
    with pytest.raises(SetupRefused) as refusal:
        Setup(value)
    return [(error.field, error.code) for error in refusal.value.errors]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], [(None, "invalid_type")]),
        ({"relationshiptypes": []}, [("relationshiptypes", "unknown_field")]),
        ({"name": ""}, [("name", "blank")]),
        ({"policies": {"organizationNamesUnique": "yes"}}, [("policies.organizationNamesUnique", "invalid_type")]),
        ({"policies": {"namesUnique": True}}, [("policies.namesUnique", "unknown_field")]),
        ({"categories": {"name": "A"}}, [("categories", "invalid_type")]),
        ({"categories": ["A"]}, [("categories[0]", "invalid_type")]),
        ({"categories": [{"name": "A"}, {"name": " A "}]}, [("categories[1].name", "duplicate_data")]),
        ({"companies": [{"number": 0, "name": "A"}]}, [("companies[0].number", "invalid_format")]),
        ({"companies": [{"number": "1", "name": "A"}]}, [("companies[0].number", "invalid_type")]),
        ({"relationshipTypes": [{**TYPE, "sourceTypes": ["F", "X"]}]}, [("relationshipTypes[0].sourceTypes[1]", "invalid_choice")]),
        ({"relationshipTypes": [{**TYPE, "key": "k" * 256}]}, [("relationshipTypes[0].key", "too_long")]),
        ({"relationshipTypes": [TYPE, TYPE]}, [("relationshipTypes[1].key", "duplicate_data")]),
        ({"contactRoles": [{"key": "a"}]}, [("contactRoles[0].label", "required")]),
        ({"customFields": [{**FIELD, "dataType": "string"}]}, [("customFields[0].dataType", "invalid_choice")]),
        ({"customFields": [{**FIELD, "key": "9lives"}]}, [("customFields[0].key", "invalid_format")]),
        ({"customFields": [{**FIELD, "recordType": "shop"}]}, [("customFields[0].recordType", "invalid_choice")]),
        ({"customFields": [{**FIELD, "appliesTo": ["Q"]}]}, [("customFields[0].appliesTo[0]", "invalid_choice")]),
        ({"customFields": [FIELD, FIELD]}, [("customFields[1].key", "duplicate_data")]),
        ({"customFields": [5]}, [("customFields[0]", "invalid_type")]),
        ({"templates": [{"recordType": "organization", "name": "T", "fields": [5]}]}, [("templates[0].fields[0]", "invalid_type")]),
        (
            {"templates": [{"recordType": "organization", "name": "T", "fields": [{**FIELD}]}]},
            [("templates[0].fields[0].recordType", "unknown_field")],
        ),
        (
            {
                "customFields": [FIELD],
                "templates": [{"recordType": "organization", "name": name, "fields": ["k"]} for name in ("T", "U")],
            },
            [("templates[1].fields[0]", "template_mismatch")],
        ),
        (
            {
                "customFields": [{**FIELD, "template": "U"}],
                "templates": [{"recordType": "organization", "name": "T", "fields": ["k"]}],
            },
            [("templates[0].fields[0]", "template_mismatch")],
        ),
        (
            {"templates": [{"recordType": "organization", "name": "T"}, {"recordType": "organization", "name": "T"}]},
            [("templates[1].name", "duplicate_data")],
        ),
    ],
)
def test_each_kind_of_nonsense_is_refused_by_name(value: object, expected: list[tuple[str | None, str]]) -> None:
    assert mistakes(value) == expected


def test_all_mistakes_are_named_at_once() -> None:
    value = {
        "nmae": "Acme",
        "policies": {"organizationNamesUnique": 1},
        "relationshipTypes": [{**TYPE, "sourceTypes": ["Z"]}, {"key": "u"}],
        "customFields": [{**FIELD, "dataType": "int"}, {"key": "x"}],
        "templates": [{"name": "T"}],
    }
    assert {place for place, _ in mistakes(value)} == {
        "nmae",
        "policies.organizationNamesUnique",
        "relationshipTypes[0].sourceTypes[0]",
        "relationshipTypes[1].forwardLabel",
        "relationshipTypes[1].reverseLabel",
        "customFields[0].dataType",
        "customFields[1].recordType",
        "templates[0].recordType",
    }


def refused(account: Account, value: object) -> list[tuple[str | None, str]]:
    """(place, code) of what the account's own state refuses."""
    with pytest.raises(SetupRefused) as refusal:
        configure(account, Setup(value))
    return [(error.field, error.code) for error in refusal.value.errors]


def test_a_stored_field_takes_another_data_type_with_all_that_belongs_to_it(acme: Account) -> None:
    fields = setup()["customFields"]
    fields[0]["dataType"] = "choice"
    assert refused(acme, {"customFields": fields}) == [("customFields[0].choices", "invalid_choice")]


def test_templates_name_fields_that_exist(acme: Account) -> None:
    value = {"templates": [{"recordType": "organization", "name": "Visit", "fields": ["workers", "wrokers"]}]}
    assert refused(acme, value) == [("templates[0].fields[1]", "unknown_custom_field")]


def test_fields_name_templates_that_exist(acme: Account) -> None:
    value = {"customFields": [{**FIELD, "template": "Nowhere"}]}
    assert refused(acme, value) == [("customFields[0].template", "reference_not_found")]


def test_a_field_of_the_account_can_be_put_into_a_template_by_its_key(acme: Account) -> None:
    configure(acme, Setup({"templates": [{"recordType": "organization", "name": "Visit", "fields": ["workers"]}]}))
    field = CustomField.rows.select_related("template").get(key="workers")
    assert field.template is not None
    assert (field.template.name, field.order, field.data_type) == ("Visit", 1, "number")


@pytest.mark.parametrize("text", ["{", '{"name": "a", "name": "b"}', '{"name": NaN}', "[" * 40 + "]" * 40])
def test_a_file_that_is_no_json_is_refused(text: str, tmp_path: Path, db: None) -> None:
    file = tmp_path / "account.json"
    file.write_text(text)
    answer = run("configure_account", "acme", file, "--create")
    assert answer.error is not None
    assert "JSON" in answer.error or "twice" in answer.error or "nested" in answer.error
    assert not Account.objects.exists()


def test_nothing_is_written_when_the_last_section_is_wrong(tmp_path: Path, db: None) -> None:
    value: dict[str, Any] = setup()
    value["customFields"][0]["maxLength"] = 10  # numbers have no length
    answer = run("configure_account", "acme", write_json(tmp_path / "account.json", value), "--create")
    assert answer.error is not None
    assert "customFields[0].maxLength: invalid_format: A maximum length" in answer.error
    assert answer.output == ""
    assert not Account.objects.exists()
    assert not Change.rows.exists()


@pytest.mark.parametrize("slug", ["Acme", "a b", "a-", ""])
def test_a_slug_that_no_address_can_hold_is_refused(slug: str, tmp_path: Path, db: None) -> None:
    answer = run("configure_account", slug, write_json(tmp_path / "account.json", {}), "--create")
    assert answer.error is not None
    assert "slug" in answer.error
    assert not Account.objects.exists()
