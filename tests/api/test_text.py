from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.text import TextError, case_key, clean, clean_key, encodable, printable

ANY_TEXT = st.text(st.characters(categories=None), max_size=60)


def test_text_is_brought_to_nfc_and_stripped_of_unicode_white_space() -> None:
    assert clean("\u00a0\u3000 Zu\u0308rich \u2028\n") == "Zürich"


def test_white_space_inside_is_untouched() -> None:
    assert clean("a  b\u00a0c") == "a  b\u00a0c"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\u009f", "\ud800", "\nx", "\tx", "\x1c"])
def test_control_characters_and_lone_surrogates_are_refused_by_name(character: str) -> None:
    with pytest.raises(TextError) as raised:
        clean(f"a{character}b")
    assert raised.value.code == "invalid_characters"
    assert f"U+{ord(character[0]):04X}" in raised.value.message


def test_separators_that_python_strips_but_unicode_calls_controls_are_refused_at_the_ends_too() -> None:
    with pytest.raises(TextError):
        clean("name\x1f")


def test_noncharacters_and_private_use_are_kept() -> None:
    assert clean("a\uffffb\ue000") == "a\uffffb\ue000"


def test_long_texts_keep_lines_and_tabs_and_get_unix_line_ends() -> None:
    assert clean(" one\r\n\ttwo\n", multiline=True) == "one\n\ttwo"


def test_a_carriage_return_alone_is_refused() -> None:
    with pytest.raises(TextError):
        clean("one\rtwo", multiline=True)


def test_a_key_also_loses_byte_order_marks_and_zero_width_spaces_at_its_ends() -> None:
    assert clean_key("\ufeff\u200b ID-1\u200b \ufeff") == "ID-1"
    assert clean_key("ID\u200b1 \u00a0x") == "ID\u200b1 \u00a0x"


def test_a_key_keeps_its_case_and_one_spelling() -> None:
    assert clean_key("Cafe\u0301") == clean_key("Café") == "Café"
    assert clean_key("id") != clean_key("ID")


def test_more_than_thirty_combining_marks_in_a_row_are_refused() -> None:
    assert clean("a" + "\u0301" * 30)
    with pytest.raises(TextError):
        clean("a" + "\u0301" * 31)


def test_a_megabyte_of_marks_in_the_worst_order_costs_no_time() -> None:
    started = time.perf_counter()
    with pytest.raises(TextError):
        clean("\u0316\u0301" * 500_000)
    assert time.perf_counter() - started < 1


@given(ANY_TEXT, st.booleans())
@example(" \u0301a", False)
@example("\u2000a\u2001", True)
def test_cleaning_twice_changes_nothing_more(text: str, multiline: bool) -> None:
    for clean_once in (lambda value: clean(value, multiline=multiline), clean_key):
        try:
            cleaned = clean_once(text)
        except TextError:
            continue
        assert clean_once(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        cleaned.encode()


def test_the_case_key_is_one_for_all_spellings_of_a_name() -> None:
    assert case_key("STRASSE") == case_key("straße")
    assert case_key("E\u0301cole") == case_key("école")


@given(ANY_TEXT, st.integers(min_value=1, max_value=20))
def test_printable_text_can_always_be_sent(text: str, limit: int) -> None:
    shown = printable(text, limit)
    assert len(shown) <= limit
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in shown)


def test_printable_text_shows_that_it_was_cut() -> None:
    assert printable("abcdef", 4) == "abc…"
    assert printable("abcd", 4) == "abcd"


def test_encodable_text_differs_by_its_lone_surrogates_only() -> None:
    assert encodable("a\ud800\n€") == "a\ufffd\n€"
