from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.keys import ALPHABET, digest_of, new_key, prefix_of

KEY = new_key().plain


def test_a_key_has_the_documented_form():
    made = new_key()
    assert re.fullmatch(r"rel_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}[0-9A-Za-z]{6}", made.plain)
    assert prefix_of(made.plain) == made.prefix
    assert digest_of(made.plain) == made.digest
    assert len(made.digest) == 32


def test_no_two_keys_are_alike():
    assert len({new_key().plain for _ in range(200)}) == 200


@given(st.integers(min_value=0, max_value=len(KEY) - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed_without_the_database(place: int, character: str):
    assume(KEY[place] != character)
    assert prefix_of(KEY[:place] + character + KEY[place + 1 :]) is None


@given(st.text())
def test_any_other_text_is_no_key(text: str):
    assert prefix_of(text) is None
