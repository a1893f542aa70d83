"""Custom fields and templates: what may change of them, and what becomes of stored values."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customfields.kinds import KINDS
from tests.kit.calls import get, mistakes, outcome, rows, saved
from tests.kit.cast import Cast
from tests.kit.writing import assert_refused, send, written
from tests.reference.conftest import FIELDS, TEMPLATES

pytestmark = pytest.mark.django_db
SAMPLES: dict[str, Any] = {
    "text": "some words",
    "number": 7,
    "money": "12.50",
    "date": "2025-02-28",
    "boolean": True,
    "choice": "red",
    "multiChoice": ["red", "blue"],
    "url": "https://mill.example",
    "email": "ann@mill.example",
}
OPTIONS = [{"key": "red"}, {"key": "blue"}]
MILL = {"externalId": "M-1", "type": "F", "name": "Mill"}


def options(data_type: str) -> dict[str, Any]:
    return {"choices": OPTIONS} if KINDS[data_type].has_options else {}


def define(client: Client, cast: Cast, data_type: str, **more: object) -> str:
    body = {"recordType": "organization", "key": "x", "dataType": data_type, **options(data_type), **more}
    return f"custom-fields/{written(client, cast.owner, 'post', 'custom-fields', body)['id']}"


def values(client: Client, cast: Cast) -> dict[str, Any]:
    found: dict[str, Any] = rows(client, cast.owner, "organizations")[0]["customFields"]
    return found


@pytest.mark.parametrize("former", KINDS)
@pytest.mark.parametrize("latter", KINDS)
def test_a_changed_type_keeps_old_values_and_judges_new_ones(client: Client, cast: Cast, former: str, latter: str):
    path = define(client, cast, former)
    (made,) = saved(client, cast.owner, "organizations", MILL | {"customFields": {"x": SAMPLES[former]}})
    changed = written(client, cast.owner, "patch", path, {"dataType": latter, **options(latter)})
    assert changed["dataType"] == latter
    assert bool(changed["choices"]) == KINDS[latter].has_options
    assert values(client, cast) == {"x": SAMPLES[former]}
    assert get(client, cast.owner, f"organizations/{made['id']}").json()["customFields"] == {"x": SAMPLES[former]}
    # What was read can be sent back as it is, whatever the type is now.
    kept = outcome(client, cast.owner, "organizations", MILL | {"customFields": {"x": SAMPLES[former]}})
    assert kept["operationType"] == "unchanged"
    wrong = outcome(client, cast.owner, "organizations", MILL | {"customFields": {"x": {"no": "type"}}})
    assert mistakes(wrong) == [("custom_field_invalid_type", "customFields.x")]
    saved(client, cast.owner, "organizations", MILL | {"customFields": {"x": SAMPLES[latter]}})
    assert values(client, cast) == {"x": SAMPLES[latter]}
    for query in ({"customFields.x": SAMPLES[latter]}, {"customFields.x__in": SAMPLES[latter]}):
        if latter != "multiChoice" and latter != "boolean":
            assert len(rows(client, cast.owner, "organizations", **query)) == 1


@pytest.mark.parametrize("latter", ["number", "money", "date"])
def test_lists_are_narrowed_by_the_new_type_past_old_values(client: Client, cast: Cast, latter: str):
    path = define(client, cast, "text")
    saved(client, cast.owner, "organizations", MILL | {"customFields": {"x": "no number at all"}})
    written(client, cast.owner, "patch", path, {"dataType": latter})
    saved(client, cast.owner, "organizations", {"externalId": "M-2", "type": "F", "name": "Two", "customFields": {"x": SAMPLES[latter]}})
    found = rows(client, cast.owner, "organizations", **{"customFields.x__gte": str(SAMPLES[latter])})
    assert [row["externalId"] for row in found] == ["M-2"]


def test_an_option_that_is_taken_out_stays_where_it_is_and_is_not_newly_chosen(client: Client, cast: Cast):
    path = define(client, cast, "choice")
    saved(client, cast.owner, "organizations", MILL | {"customFields": {"x": "red"}})
    assert written(client, cast.owner, "patch", path, {"choices": [{"key": "blue"}]})["choices"] == [{"key": "blue", "label": "blue"}]
    assert values(client, cast) == {"x": "red"}
    saved(client, cast.owner, "organizations", MILL | {"city": "Porto", "customFields": {"x": "red"}})
    other = {"externalId": "M-2", "type": "F", "name": "Two", "customFields": {"x": "red"}}
    assert mistakes(outcome(client, cast.owner, "organizations", other)) == [("custom_field_invalid_option", "customFields.x")]


def test_limits_go_with_the_type_that_had_them_unless_they_are_sent(client: Client, cast: Cast):
    path = define(client, cast, "text", maxLength=20)
    assert_refused(send(client, cast.owner, "patch", path, {"dataType": "number", "maxLength": 20}), 400, ("invalid_format", "maxLength"))
    assert written(client, cast.owner, "patch", path, {"dataType": "number"})["maxLength"] is None
    assert_refused(send(client, cast.owner, "patch", path, {"dataType": "choice"}), 400, ("invalid_choice", "choices"))
    assert_refused(send(client, cast.owner, "patch", path, {"choices": OPTIONS}), 400, ("invalid_choice", "choices"))


def test_an_identifier_says_where_it_is_unique(client: Client, cast: Cast):
    path = define(client, cast, "text")
    assert_refused(send(client, cast.owner, "patch", path, {"isIdentifier": True}), 400, ("required", "identifierScope"))
    row = written(client, cast.owner, "patch", path, {"isIdentifier": True, "identifierScope": "user"})
    assert (row["isIdentifier"], row["identifierScope"]) == (True, "user")
    assert_refused(send(client, cast.owner, "patch", path, {"dataType": "date"}), 400, ("invalid_choice", "isIdentifier"))
    assert written(client, cast.owner, "patch", path, {"isIdentifier": False})["identifierScope"] is None


def test_only_organizations_have_types(client: Client, cast: Cast):
    body = {"recordType": "contact", "key": "x", "dataType": "text", "appliesTo": ["F"]}
    assert_refused(send(client, cast.owner, "post", "custom-fields", body), 400, ("invalid_choice", "appliesTo"))


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("required", "recordType"), ("required", "key"), ("required", "dataType")]),
        ({"key": " x"}, [("invalid_format", "key")]),
        ({"key": "1x"}, [("invalid_format", "key")]),
        ({"key": "x" * 65}, [("invalid_format", "key")]),
        ({"dataType": "float"}, [("invalid_choice", "dataType")]),
        ({"recordType": "company"}, [("invalid_choice", "recordType")]),
        ({"choices": []}, [("invalid_choice", "choices")]),
        ({"choices": [{"key": ""}]}, [("blank", "choices[0].key")]),
        ({"order": 2**31}, [("invalid_format", "order")]),
        ({"template": "Nowhere"}, [("reference_not_found", "template")]),
        ({"template": 2**62}, [("reference_not_found", "template")]),
        ({"template": 0}, [("invalid_format", "template")]),
        ({"template": {"name": "Audit"}}, [("required", "template.id")]),
        ({"template": []}, [("invalid_type", "template")]),
        ({"template": True}, [("invalid_type", "template")]),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_makes_no_sense_is_refused_by_name(client: Client, cast: Cast, body: dict[str, Any], errors: list[tuple[str, str]]):
    assert_refused(send(client, cast.owner, "post", "custom-fields", FIELDS.new | body if body else {}), 400, *errors)


def test_an_option_is_there_once(client: Client, cast: Cast):
    body = FIELDS.new | {"choices": [{"key": "a"}, {"key": "a", "label": "A"}]}
    assert_refused(send(client, cast.owner, "post", "custom-fields", body), 409, ("duplicate_data", "choices"))


def test_a_field_without_a_label_shows_its_key(client: Client, cast: Cast):
    path = define(client, cast, "text")
    assert written(client, cast.owner, "get", path)["label"] == "x"
    assert_refused(send(client, cast.owner, "patch", path, {"label": None}), 400, ("invalid_type", "label"))


def test_a_template_is_named_by_id_by_name_or_as_it_was_read(client: Client, cast: Cast):
    template = written(client, cast.owner, "post", TEMPLATES.path, TEMPLATES.new)
    stub = {"id": template["id"], "name": "Audit"}
    path = define(client, cast, "text", template="Audit")
    for named in (template["id"], "Audit", stub, {"id": template["id"]}):
        assert written(client, cast.owner, "patch", path, {"template": named})["template"] == stub
    shown = get(client, cast.owner, f"{TEMPLATES.path}/{template['id']}").json()
    assert shown["fields"] == [get(client, cast.owner, path).json()]
    assert written(client, cast.owner, "patch", f"{TEMPLATES.path}/{template['id']}", shown) == shown
    wrong = send(client, cast.owner, "patch", f"{TEMPLATES.path}/{template['id']}", {"fields": []})
    assert_refused(wrong, 400, ("read_only_field", "fields"))
    assert_refused(
        send(client, cast.owner, "patch", path, {"template": stub | {"name": "Visit"}}), 400, ("read_only_field", "template.name")
    )
    for nothing in (None, ""):
        assert written(client, cast.owner, "patch", path, {"template": nothing})["template"] is None


def test_templates_of_other_records_and_accounts_are_unknown(client: Client, cast: Cast):
    foreign = written(client, cast.stranger, "post", TEMPLATES.path, TEMPLATES.new)
    other = written(client, cast.owner, "post", TEMPLATES.path, {"recordType": "contact", "name": "Audit"})
    path = define(client, cast, "text")
    missing = {"reference_not_found": "template"}
    told = []
    for named in (foreign["id"], other["id"], 2**62, "Audit", {"id": foreign["id"], "name": "Audit"}):
        (error,) = assert_refused(send(client, cast.owner, "patch", path, {"template": named}), 400, *missing.items())
        told.append(error["params"])
    assert told == [{"suggestions": []}] * 5


def test_a_newly_required_field_is_judged_on_create_and_when_it_is_touched(client: Client, cast: Cast):
    saved(client, cast.owner, "organizations", MILL)
    define(client, cast, "text", required=True)
    saved(client, cast.owner, "organizations", MILL | {"city": "Porto"})
    new = {"externalId": "M-2", "type": "F", "name": "Two"}
    assert mistakes(outcome(client, cast.owner, "organizations", new)) == [("custom_field_required", "customFields.x")]
