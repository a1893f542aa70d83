from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from api.fields import READ_ONLY, WARNINGS, ItemSerializer, StrictChar, StrictField, StrictList
from api.item_errors import item_error
from api.renderers import encode
from tests.api.items import PersonItem, PlaceItem
from tests.api.kit import refused

PLACE = PlaceItem()
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(categories=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(categories=None), max_size=12), inner, max_size=4),
    max_leaves=12,
)


def errors_of(item: object, partial: bool = False) -> list[tuple[str | None, str]]:
    return [(error.field, error.code) for error in PLACE.diagnose(item, partial)[1]]


def test_a_clean_item_comes_back_by_source_names_without_absent_members() -> None:
    values, errors = PLACE.diagnose({"type": "F", "externalId": "ID-1", "contacts": [{"email": "a@b.de", "firstName": ""}]})
    assert not errors
    assert values == {"type": "F", "external_id": "ID-1", "contacts": [{"email": "a@b.de", "first_name": None}]}


def test_an_item_with_five_mistakes_is_told_five() -> None:
    item = {"name": "", "signedOn": "2025-02-30", "order": "1", "contacts": [{"email": "a@b.de"}, {"email": "joe"}], "nmae": "x"}
    assert errors_of(item) == [
        ("type", "required"),
        ("name", "blank"),
        ("signedOn", "invalid_format"),
        ("order", "invalid_type"),
        ("contacts[1].email", "invalid_email"),
        ("nmae", "unknown_field"),
    ]


def test_valid_members_come_back_next_to_the_errors_of_others() -> None:
    values, errors = PLACE.diagnose({"type": "F", "name": 5, "contacts": [{"email": "joe"}]})
    assert len(errors) == 2
    assert values == {"type": "F"}


def test_paths_and_pointers_lead_into_lists_and_objects() -> None:
    (error,) = PLACE.diagnose({"type": "F", "contacts": [{"email": "a@b.de"}, {"email": "a@b.de", "firstName": "x" * 11}]})[1]
    assert error.path == ("contacts", 1, "firstName")
    assert error.as_dict("/places/7") == {
        "code": "too_long",
        "field": "contacts[1].firstName",
        "pointer": "/places/7/contacts/1/firstName",
        "message": "Use at most 10 characters.",
        "params": {"max": 10},
    }


@pytest.mark.parametrize("item", [None, 1, True, "x", [], [{}]])
def test_what_is_no_object_is_one_error_about_the_item(item: object) -> None:
    values, (error,) = PLACE.diagnose(item)
    assert values == {}
    assert (error.code, error.field) == ("invalid_type", None)


def test_nothing_is_required_of_a_partial_item_but_of_what_is_inside_it() -> None:
    assert errors_of({}) == [("type", "required")]
    assert errors_of({}, partial=True) == []
    assert errors_of({"contacts": [{}]}, partial=True) == [("contacts[0].email", "required")]


def test_null_clears_only_what_may_be_empty() -> None:
    values, errors = PLACE.diagnose({"type": "F", "note": None, "contactPerson": None, "name": None, "contacts": None})
    assert values == {"type": "F", "note": None, "contact_person": None}
    assert [(error.field, error.code) for error in errors] == [("name", "invalid_type"), ("contacts", "invalid_type")]


def test_read_only_members_are_handed_on_as_sent() -> None:
    values, errors = PLACE.diagnose({"type": "F", "id": {"x": [1]}, "version": None})
    assert not errors
    assert values == {"type": "F", READ_ONLY: {"id": {"x": [1]}, "version": None}}


def test_a_read_only_field_that_is_no_such_member_is_refused() -> None:
    class Item(ItemSerializer):
        made = StrictChar(max_length=5, read_only=True)

    values, (error,) = Item().diagnose({"made": "x"})
    assert (values, error.code) == ({}, "read_only_field")


def test_warnings_come_back_beside_the_values() -> None:
    values, errors = PLACE.diagnose({"type": "F", "externalId": " ID-1"})
    assert not errors
    assert [(warning.code, warning.field) for warning in values[WARNINGS]] == [("value_normalized", "externalId")]


@pytest.mark.parametrize(
    ("sent", "meant"), [("externalID", "externalId"), ("external_id", "externalId"), ("countri", "country"), ("zzzzz", None)]
)
def test_an_unknown_member_is_refused_with_what_was_probably_meant(sent: str, meant: str | None) -> None:
    (error,) = PLACE.diagnose({"type": "F", sent: 1})[1]
    assert (error.code, error.field) == ("unknown_field", sent)
    assert error.params["suggestions"] == ([meant] if meant else [])


def test_the_same_unknown_member_inside_a_list_names_its_place() -> None:
    assert errors_of({"type": "F", "contacts": [{"email": "a@b.de", "Email": "x"}]}) == [("contacts[0].Email", "unknown_field")]


def test_a_hostile_item_gets_a_bounded_answer() -> None:
    item = {"type": "F", **{f"member{index}": index for index in range(50_000)}, "x" * 1_000_000: 1}
    _, errors = PLACE.diagnose(item)
    assert len(errors) == 100
    assert len(encode([error.as_dict() for error in errors])) < 50_000


def test_lists_know_their_bounds() -> None:
    assert errors_of({"type": "F", "tags": []}) == [("tags", "too_short")]
    assert errors_of({"type": "F", "tags": ["a"] * 4}) == [("tags", "too_many")]
    assert errors_of({"type": "F", "tags": ["a", 1, None]}) == [("tags[1]", "invalid_type"), ("tags[2]", "invalid_type")]
    assert errors_of({"type": "F", "tags": "a"}) == [("tags", "invalid_type")]


def test_free_objects_are_handed_on_untouched() -> None:
    sent: dict[str, Any] = {"\ud800\x00": [{"deep": None}], "": 1}
    values, errors = PLACE.diagnose({"type": "F", "customFields": sent})
    assert not errors
    assert values["custom_fields"] is sent
    assert errors_of({"type": "F", "customFields": []}) == [("customFields", "invalid_type")]


@given(
    st.dictionaries(st.sampled_from(sorted(PLACE.fields)) | st.text(st.characters(categories=None), max_size=12), JSON, max_size=8) | JSON
)
def test_no_item_breaks_the_diagnosis_or_its_answer(item: object) -> None:
    _, errors = PLACE.diagnose(item)
    encode([error.as_dict("/places/0") for error in errors])


def test_every_field_of_an_item_is_strict() -> None:
    class Careless(ItemSerializer):
        name = serializers.CharField()

    with pytest.raises(TypeError, match=r"Careless\.name"):
        Careless().diagnose({})


def test_a_field_may_raise_its_errors_and_keep_its_paths() -> None:
    class Pair(StrictField):
        def to_internal_value(self, data: object) -> object:
            raise self.invalid(item_error("required", ("kind",)), item_error("too_long", ("value",), max=3))

    class Item(ItemSerializer):
        pairs = StrictList(child=Pair())

    _, errors = Item().diagnose({"pairs": [{}]})
    assert [(error.field, error.code) for error in errors] == [("pairs[0].kind", "required"), ("pairs[0].value", "too_long")]


def test_an_item_works_inside_a_serializer_of_rest_framework() -> None:
    class Outer(serializers.Serializer[Any]):
        person = PersonItem()
        name = StrictChar(max_length=3)

    good = Outer(data={"person": {"email": "a@b.de"}, "name": " x "})
    assert good.is_valid()
    assert good.validated_data == {"person": {"email": "a@b.de"}, "name": "x"}
    bad = Outer(data={"person": {"email": "a"}, "name": "xxxx"})
    assert not bad.is_valid()
    assert bad.errors["name"][0].code == "too_long"
    assert bad.errors["person"]["email"][0].code == "invalid_email"


def test_a_nested_item_that_is_no_object_is_one_error() -> None:
    assert refused(PersonItem(), [])[0] == "invalid_type"
