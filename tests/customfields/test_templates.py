"""`template.fields` and `customFields` say the same thing twice; the read model says it once more."""

from __future__ import annotations

from customfields.reading import represent_template
from customfields.validation import template_values, validate
from tests.customfields.samples import define, definitions

FIELDS = definitions(
    define("plain", number=1),
    define("price", "money", number=2, template_id=7),
    define("note", number=3, template_id=7),
    define("old", number=4, template_id=7, is_active=False),
    define("other", number=5, template_id=8),
)


def test_ids_become_keys_and_join_the_custom_fields() -> None:
    merged = template_values(
        [{"id": 2, "value": "5"}, {"id": "3", "value": None}], definitions=FIELDS, template_id=7, custom_fields={"plain": "x"}
    )
    assert merged.values == {"plain": "x", "price": "5", "note": None}
    assert merged.paths == {"price": ("template", "fields", 0, "value"), "note": ("template", "fields", 1, "value")}
    assert not merged.errors


def test_a_field_of_no_or_another_template_is_not_found() -> None:
    sent = [{"id": number, "value": "x"} for number in (1, 5, 99, True, None, [2], "2x", -2, "9" * 5000)]
    merged = template_values(sent, definitions=FIELDS, template_id=7)
    assert [error.code for error in merged.errors] == ["reference_not_found"] * len(sent)
    assert merged.errors[1].field == "template.fields[1].id"
    assert merged.values == {}


def test_equal_values_pass_and_different_ones_are_a_mismatch() -> None:
    equal: list[tuple[object, object]] = [("12.5", "12.50"), (12, "12"), (None, ""), ("nonsense", "nonsense")]
    different: list[tuple[object, object]] = [("12.5", "12.51"), (None, "1"), (True, 1)]
    for sent, said in equal:
        assert not template_values([{"id": 2, "value": sent}], definitions=FIELDS, template_id=7, custom_fields={"price": said}).errors
    for sent, said in different:
        merged = template_values([{"id": 2, "value": sent}], definitions=FIELDS, template_id=7, custom_fields={"price": said})
        assert [(error.code, error.field) for error in merged.errors] == [("template_mismatch", "template.fields[0].value")]


def test_one_id_twice_is_judged_like_two_places() -> None:
    twice = [{"id": 3, "value": "a"}, {"id": 3, "value": "b"}]
    assert [error.field for error in template_values(twice, definitions=FIELDS, template_id=7).errors] == ["template.fields[1].value"]


def test_a_wrong_value_is_reported_where_it_was_sent() -> None:
    merged = template_values([{"id": 2, "value": "x"}], definitions=FIELDS, template_id=7)
    _, errors = validate(
        merged.values, definitions=FIELDS, current={}, applies="F", is_create=False, template_id=7, former_template_id=7, paths=merged.paths
    )
    assert [error.field for error in errors] == ["template.fields[0].value"]


def test_the_read_model_shows_fields_in_order_and_inactive_ones_only_with_a_value() -> None:
    assert represent_template(7, FIELDS, {"price": "5.00", "plain": "x"}) == {
        "id": 7,
        "name": "Template 7",
        "fields": [
            {"id": 2, "key": "price", "name": "Price", "dataType": "money", "value": "5.00"},
            {"id": 3, "key": "note", "name": "Note", "dataType": "text", "value": None},
        ],
    }
    shown = represent_template(7, FIELDS, {"old": "x"})
    assert shown is not None
    assert [field["key"] for field in shown["fields"]] == ["price", "note", "old"]


def test_no_template_is_null() -> None:
    assert represent_template(None, FIELDS, {}) is None
    assert represent_template(99, FIELDS, {}) is None
