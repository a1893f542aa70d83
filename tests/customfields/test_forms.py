"""Custom fields as people fill them in."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from customfields.definitions import Definition
from customfields.forms import BUILD, form_field, groups
from customfields.kinds import KINDS
from customfields.validation import validate
from tests.customfields.samples import ONE_OF_EACH, define, definitions
from tests.kit.worlds import ALL_VALUES, CHANGED_VALUES, CHOICES, FIELDS
from tests.upserts.form_kit import Page

LONG = "x" * 300


class Probe(forms.Form):
    """A form of one field."""

    def __init__(self, definition: Definition, stored: Any = None, data: Any = None) -> None:
        super().__init__(data)
        self.fields["value"] = form_field(definition, stored)


def of_world(key: str) -> Definition:
    kind, _ = FIELDS[key]
    choices = {"choices": tuple((option, option.title()) for option in CHOICES[key])} if key in CHOICES else {}
    return define(key, kind, **choices)


def sent_by_browser(form: forms.Form) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for name, value in Page(form.as_p()).sent:
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 or name == "labels" else values[0] for name, values in found.items()}


def test_a_field_says_in_words_whose_it_is() -> None:
    field = form_field(define("grade", "text", applies_to=frozenset("SF")))
    assert str(field.help_text).endswith("Only for organizations of type Factory, Supplier.")


def test_every_data_type_has_a_field() -> None:
    assert BUILD.keys() == KINDS.keys()


@pytest.mark.parametrize("key", FIELDS)
@pytest.mark.parametrize("values", [ALL_VALUES, CHANGED_VALUES])
def test_every_data_type_goes_to_the_browser_and_back(key: str, values: dict[str, Any]) -> None:
    definition, stored = of_world(key), values[key]
    form = Probe(definition, stored, _listed(sent_by_browser(Probe(definition, stored))))
    assert form.changed_data == []
    assert form.is_valid()
    assert parsed(definition, form.cleaned_data["value"]) == stored


@pytest.mark.parametrize("key", FIELDS)
def test_what_a_person_types_is_what_the_api_takes(key: str) -> None:
    definition = of_world(key)
    typed = sent_by_browser(Probe(definition, CHANGED_VALUES[key]))
    form = Probe(definition, ALL_VALUES[key], _listed(typed))
    assert form.changed_data == ["value"]
    assert form.is_valid()
    assert parsed(definition, form.cleaned_data["value"]) == CHANGED_VALUES[key]


@pytest.mark.parametrize("key", FIELDS)
def test_an_empty_field_clears(key: str) -> None:
    form = Probe(of_world(key), ALL_VALUES[key], _listed({"value": ""} if key != "labels" else {}))
    assert form.changed_data == ["value"]
    assert form.is_valid()
    assert parsed(of_world(key), form.cleaned_data["value"]) is None


@pytest.mark.parametrize(
    ("typed", "sent"), [("1,234,567.50", "1234567.50"), ("-12,000", "-12000"), ("1,5", "1,5"), ("12,34,567", "12,34,567")]
)
def test_an_amount_may_be_typed_as_it_is_shown(typed: str, sent: str) -> None:
    assert form_field(define("spend", "money")).to_wire(typed) == sent


def parsed(definition: Definition, value: Any) -> Any:
    values, errors = validate({definition.key: value}, definitions=definitions(definition), current={}, applies="F", is_create=True)
    assert errors == []
    return values.get(definition.key)


def _listed(data: dict[str, Any]) -> Any:
    """As Django gets it."""
    found = QueryDict(mutable=True)
    for name, value in data.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


@pytest.mark.parametrize(
    ("definition", "attributes"),
    [
        (define("a", "text"), ["<textarea", 'data-max-length="500"']),
        (define("a", "text", max_length=50), ['type="text"', 'data-max-length="50"']),
        (define("a", "text", is_identifier=True, identifier_scope="account"), ['type="text"']),
        (define("a", "number"), ['type="number"', 'step="1"']),
        (define("a", "money"), ['type="text"', 'inputmode="decimal"']),
        (define("a", "date"), ['type="date"']),
        (define("a", "boolean"), ["<select", "Yes", "No", "—"]),
        (define("a", "choice"), ["<select", "Dark blue"]),
        (define("a", "multiChoice"), ['type="checkbox"', "Dark blue"]),
        (define("a", "url"), ['type="url"']),
        (define("a", "email"), ['type="email"']),
    ],
)
def test_each_data_type_has_its_widget(definition: Definition, attributes: list[str]) -> None:
    html = Probe(definition).as_p()
    assert [one for one in attributes if one not in html] == []
    assert "maxlength" not in html  # browsers would cut what is pasted


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stored", ["abc", 7, True, ["gone", "red"], "12.50", LONG, "2025-01-31"])
def test_a_value_of_a_former_data_type_is_shown_and_kept(kind: str, stored: Any) -> None:
    """The data type of a field may change (decision 0007); opening and saving a form must not clear what was stored before."""
    definition = define("a", kind)
    form = Probe(definition, stored, _listed(sent_by_browser(Probe(definition, stored))))
    assert form.changed_data == []


def test_an_option_that_is_gone_shows_while_it_is_chosen() -> None:
    assert "gone" in Page(Probe(define("a", "choice"), "gone").as_p()).options["value"]
    assert "gone" not in Page(Probe(define("a", "choice"), "red").as_p()).options["value"]


def keys(shown: Any) -> list[tuple[str | None, list[str]]]:
    return [(group.title, list(group.fields)) for group in shown]


def test_groups_are_the_accounts_fields_then_the_templates() -> None:
    known = definitions(define("a", number=1), define("b", number=2, template_id=7), define("c", number=3))
    assert keys(groups(known, {})) == [(None, ["a", "c"])]
    assert keys(groups(known, {}, template_id=7)) == [(None, ["a", "c"]), ("Template 7", ["b"])]
    assert keys(groups(known, {}, template_id=8)) == [(None, ["a", "c"])]


def test_inactive_fields_show_while_they_hold_something_and_can_not_be_written() -> None:
    known = definitions(define("old", is_active=False))
    assert groups(known, {}) == []
    (group,) = groups(known, {"old": "x"})
    field = group.fields["old"]
    assert field.disabled
    assert not field.has_changed("x", "y")


def test_fields_of_other_organization_types_do_not_show() -> None:
    known = definitions(define("mill", applies_to=frozenset("F")))
    assert keys(groups(known, {}, organization_type="F")) == [(None, ["mill"])]
    assert groups(known, {}, organization_type="S") == []
    (unknown,) = groups(known, {})
    assert unknown.fields["mill"].widget.attrs["data-applies-to"] == "F"
    assert keys(groups(known, {}, organization_type="S", says=lambda key, field: True)) == [(None, ["mill"])]


def test_required_fields_are_marked_and_nothing_is_judged_here() -> None:
    form = Probe(define("a", required=True), None, _listed({"value": ""}))
    assert form.fields["value"].required
    assert form.is_valid()


@pytest.mark.parametrize("definition", ONE_OF_EACH.fields, ids=lambda one: one.data_type)
def test_any_text_passes_untouched_to_the_engine(definition: Definition) -> None:
    for text in ("\x00", "<b>", LONG, "½", "%s"):
        form = Probe(definition, None, _listed({"value": text}))
        assert form.is_valid()
        sent = form.cleaned_data["value"]
        assert text in (sent if isinstance(sent, list) else [sent])
