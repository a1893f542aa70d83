"""The custom fields of one item, judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from api.item_errors import ItemError
from customfields.definitions import Definitions
from customfields.validation import SPARE_KEYS, validate
from tests.customfields.samples import ANY_JSON, ANY_TEXT, ONE_OF_EACH, define, definitions

STORED = {
    "textField": "Primary",
    "numberField": 5,
    "moneyField": "12.50",
    "dateField": "2025-01-31",
    "booleanField": False,
    "choiceField": "red",
    "multiChoiceField": ["red", "blue"],
    "urlField": "https://example.com",
    "emailField": "joe@example.com",
}
KNOWN = st.sampled_from(sorted(ONE_OF_EACH.by_key))


def judge(values: Mapping[str, object], fields: Definitions, current: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """validate() of an update of a factory."""
    return validate(values, definitions=fields, current=current or {}, **{"applies": "F", "is_create": False, **more})


def told(errors: list[ItemError]) -> list[tuple[str, str | None]]:
    return [(error.code, error.field) for error in errors]


def test_values_merge_by_key_and_current_stays_untouched() -> None:
    fields, current = definitions(define("a"), define("b")), {"a": "1", "b": "2"}
    assert judge({"b": "3"}, fields, current) == ({"a": "1", "b": "3"}, [])
    assert current == {"a": "1", "b": "2"}


def test_null_and_blank_clear() -> None:
    fields = definitions(define("a"), define("b"), define("c"))
    assert judge({"a": None, "b": " "}, fields, {"a": "1", "b": "2", "c": "3"}) == ({"c": "3"}, [])


def test_replace_drops_what_is_absent_but_not_what_is_inactive() -> None:
    fields = definitions(define("a"), define("b"), define("old", is_active=False))
    assert judge({"a": "1"}, fields, {"b": "2", "old": "x"}, replace=True) == ({"a": "1", "old": "x"}, [])


def test_remove_clears_the_named_keys_whatever_their_values() -> None:
    fields = definitions(define("a", "number"), define("b"))
    assert judge({"a": "nonsense"}, fields, {"a": 1, "b": "2"}, remove=True) == ({"b": "2"}, [])


def test_every_wrong_value_is_named_at_once() -> None:
    fields = definitions(define("day", "date"), define("price", "money"), define("name"))
    _, errors = judge({"day": "2025-02-30", "price": -1, "nmae": "x", "name": "ok"}, fields)
    assert told(errors) == [
        ("custom_field_invalid_type", "customFields.day"),
        ("custom_field_out_of_range", "customFields.price"),
        ("unknown_custom_field", "customFields.nmae"),
    ]
    assert errors[2].params == {"suggestions": ["name"]}
    assert errors[1].pointer("/organizations/3") == "/organizations/3/customFields/price"


def test_keys_are_compared_byte_for_byte() -> None:
    fields = definitions(define("custom1"))
    for key in ("Custom1", "custom1 ", "\ufeffcustom1", ""):
        assert told(judge({key: "x"}, fields)[1])[0][0] == "unknown_custom_field"


def test_unknown_keys_of_any_kind_can_be_answered() -> None:
    _, errors = judge({"\x00": 1, "\ud800": 2, "x" * 100_000: 3, "a/b~c": 4}, definitions(define("a")))
    assert len(errors) == 4
    assert msgspec.json.encode([error.as_dict() for error in errors])


def test_a_flood_of_keys_is_one_error() -> None:
    _, errors = judge({f"key{number}": 1 for number in range(SPARE_KEYS + 2)}, definitions(define("a")))
    assert [(error.code, error.field, error.params) for error in errors] == [("too_many", "customFields", {"max": SPARE_KEYS + 1})]


def test_suggestions_are_bounded_for_the_whole_batch() -> None:
    fields = definitions(define("colour"))
    for number in range(200):
        judge({f"color{number}": 1}, fields)
    _, errors = judge({"colou": 1}, fields)
    assert errors[0].params == {"suggestions": []}


def test_a_required_field_is_judged_on_create_and_when_named() -> None:
    fields = definitions(define("must", required=True), define("may"))
    missing = [("custom_field_required", "customFields.must")]
    assert told(judge({}, fields, is_create=True)[1]) == missing
    assert told(judge({"must": " "}, fields, is_create=True)[1]) == missing
    assert told(judge({"must": None}, fields, {"must": "x"})[1]) == missing
    assert told(judge({"must": None}, fields, {})[1]) == missing
    assert told(judge({"may": "x"}, fields, {})[1]) == []  # newly required, but this item does not touch it
    assert told(judge({"may": "x"}, fields, {"must": "x"}, replace=True)[1]) == missing
    assert told(judge({"must": "x"}, fields, {"must": "x"}, remove=True)[1]) == missing


def test_a_required_field_with_a_wrong_value_has_one_error() -> None:
    assert told(judge({"must": 5}, definitions(define("must", required=True)), is_create=True)[1]) == [
        ("custom_field_invalid_type", "customFields.must")
    ]


def test_inactive_fields_take_only_their_own_value() -> None:
    fields, current = definitions(define("old", "money", is_active=False, required=True)), {"old": "12.50"}
    for same in ("12.50", "12.5", " 12.50 "):
        assert judge({"old": same}, fields, current) == (current, [])
    for other in ("12.51", None, "", "nonsense", True):
        assert told(judge({"old": other}, fields, current)[1]) == [("custom_field_inactive", "customFields.old")]
    assert judge({"old": None}, fields, {}, is_create=True) == ({}, [])


def test_true_is_not_the_stored_one() -> None:
    assert told(judge({"old": True}, definitions(define("old", "number", is_active=False)), {"old": 1})[1])


def test_fields_of_other_organization_types_do_not_apply_but_can_be_cleared() -> None:
    fields = definitions(define("workers", "number", applies_to=frozenset("F"), required=True))
    assert judge({"workers": 5}, fields) == ({"workers": 5}, [])
    assert told(judge({"workers": 5}, fields, applies="B")[1]) == [("custom_field_not_applicable", "customFields.workers")]
    assert judge({}, fields, applies="B", is_create=True) == ({}, [])
    assert judge({"workers": None}, fields, {"workers": 5}, applies="B") == ({}, [])
    assert judge({"workers": 5}, fields, {"workers": 5}, applies="B") == ({"workers": 5}, [])


def test_what_no_longer_fits_its_definition_can_still_be_sent_back() -> None:
    fields = definitions(define("name", max_length=3), define("colour", "choice"))
    current = {"name": "too long", "colour": "green"}
    assert judge(current, fields, current) == (current, [])


def test_fields_of_a_template_apply_only_while_it_is_attached() -> None:
    fields = definitions(define("plain"), define("audit", template_id=7))
    assert judge({"audit": "x"}, fields, template_id=7, former_template_id=7) == ({"audit": "x"}, [])
    for other in (None, 8):
        errors = judge({"audit": "x"}, fields, template_id=other, former_template_id=other)[1]
        assert told(errors) == [("custom_field_not_applicable", "customFields.audit")]


def test_what_does_not_apply_is_told_where_it_would() -> None:
    fields = definitions(define("workers", applies_to=frozenset("SF")), define("audit", template_id=7))
    of_type, of_template = judge({"workers": "5", "audit": "x"}, fields, applies="B")[1]
    assert (of_type.message, of_type.params) == ("This custom field is for organizations of type F, S.", {"appliesTo": ["F", "S"]})
    assert of_template.message == "This custom field belongs to a template that the organization does not have."
    assert of_template.params == {"template": 7}


def test_only_organizations_say_which_template_they_have() -> None:
    fields = definitions(define("audit", template_id=7), record_type="relationship")
    assert judge({"audit": "x"}, fields, applies=None) == ({"audit": "x"}, [])


def test_changing_the_template_clears_the_former_one_and_asks_for_the_new_one() -> None:
    fields = definitions(
        define("plain"),
        define("old", template_id=7, is_active=False),
        define("audit", template_id=7),
        define("must", template_id=8, required=True),
    )
    current = {"plain": "p", "old": "o", "audit": "a"}
    assert judge({}, fields, current, template_id=None, former_template_id=7) == ({"plain": "p"}, [])
    values, errors = judge({"audit": "a"}, fields, current, template_id=8, former_template_id=7)
    assert values == {"plain": "p"}
    assert told(errors) == [("custom_field_not_applicable", "customFields.audit"), ("custom_field_required", "customFields.must")]
    assert judge({"must": "m"}, fields, current, template_id=8, former_template_id=7) == ({"plain": "p", "must": "m"}, [])
    assert judge({}, fields, {}, template_id=8, former_template_id=8) == ({}, [])


@given(
    st.dictionaries(ANY_TEXT | KNOWN, ANY_JSON, max_size=5),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_no_input_raises_and_errors_name_every_key_that_was_not_taken(
    values: dict[str, object], is_create: bool, replace: bool, remove: bool
) -> None:
    new, errors = judge(values, ONE_OF_EACH, {} if is_create else STORED, is_create=is_create, replace=replace, remove=remove)
    assert msgspec.json.encode([error.as_dict("/x/0") for error in errors])
    assert msgspec.json.encode(new)
    assert set(new) <= set(ONE_OF_EACH.by_key)
    assert all(error.path[1] in values for error in errors)


@given(st.dictionaries(KNOWN, ANY_JSON, max_size=9), st.booleans())
def test_what_was_taken_can_be_sent_again_and_changes_nothing(values: dict[str, object], replace: bool) -> None:
    new, errors = judge(values, ONE_OF_EACH, STORED, replace=replace)
    if not errors:
        assert judge(values, ONE_OF_EACH, new, replace=replace) == (new, [])
        assert judge(new, ONE_OF_EACH, new, replace=replace) == (new, [])
        assert judge(new, ONE_OF_EACH, {}, is_create=True) == (new, [])
