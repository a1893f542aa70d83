from __future__ import annotations

import pytest

from api.errors import ITEM_CODES, item_error, status_of


@pytest.mark.parametrize(
    ("path", "field", "pointer"),
    [
        ((), None, "/contacts/2"),
        (("target",), "target", "/contacts/2/target"),
        (("contacts", 1, "email"), "contacts[1].email", "/contacts/2/contacts/1/email"),
        (("customFields", "a/b~c"), "customFields.a/b~c", "/contacts/2/customFields/a~1b~0c"),
        (("types", 0), "types[0]", "/contacts/2/types/0"),
    ],
)
def test_an_error_says_where_it_is_in_both_notations(path: tuple[str | int, ...], field: str | None, pointer: str) -> None:
    told = item_error("required", path).as_dict("/contacts/2")
    assert (told["field"], told["pointer"]) == (field, pointer)


def test_the_pointer_of_a_bare_item_starts_at_the_body() -> None:
    assert item_error("required", ("name",)).pointer() == "/name"
    assert item_error("invalid_type").pointer() == ""


def test_a_member_name_that_can_not_be_encoded_can_be_told() -> None:
    error = item_error("unknown_field", ("a\ud800\x00",))
    assert error.field == "a\ufffd\ufffd"
    error.pointer().encode()


def test_a_member_name_of_a_megabyte_is_not_echoed_whole() -> None:
    assert len(str(item_error("unknown_field", ("a" * 1_000_000,)).as_dict())) < 1_000


def test_the_sentence_names_the_parameters_it_was_given() -> None:
    assert item_error("too_long", max=255).message == "Use at most 255 characters."
    assert item_error("too_long").message == "The text is too long."
    assert item_error("too_long", (), "Shorter, please.", max=5).message == "Shorter, please."


def test_a_parameter_with_braces_is_text_and_nothing_else() -> None:
    assert item_error("permission_denied", needed="{0}{needed}").message == "You may not do this; it needs {0}{needed}."


def test_several_things_are_said_as_a_sentence_says_them() -> None:
    error = item_error("permission_denied", needed=["PRODUCT.UPDATE", "edit_product"])
    assert error.message == "You may not do this; it needs PRODUCT.UPDATE and edit_product."
    assert error.params == {"needed": ["PRODUCT.UPDATE", "edit_product"]}


def test_a_code_nobody_promised_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        item_error("no_such_code")
    with pytest.raises(KeyError):
        item_error("no_such_code", (), "Even with a sentence.")


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (["not_found"], 404),
        (["duplicate_data", "permission_denied"], 403),
        (["not_applied", "version_conflict"], 412),
        (["permission_denied", "required", "duplicate_data"], 400),
        (["retry_later", "not_applied"], 424),
        (["retry_later"], 503),
    ],
)
def test_the_most_basic_error_gives_an_item_its_status(codes: list[str], status: int) -> None:
    assert status_of([item_error(code) for code in codes]) == status


def test_every_code_has_a_sentence_and_a_status_that_can_be_ranked() -> None:
    for code, (status, message) in ITEM_CODES.items():
        assert message.endswith("."), code
        assert status_of([item_error(code)]) == status
