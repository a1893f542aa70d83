"""Array literals against the server that reads them."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from database.arrays import array_of

pytestmark = pytest.mark.django_db
TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))


def read(literal: str, kind: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [literal])
        return cursor.fetchone()[0]


@given(texts=TEXTS)
@settings(deadline=None)
def test_the_server_reads_back_every_text(texts):
    assert read(array_of(texts), "text") == texts


@pytest.mark.parametrize("texts", [["NULL", ""], ['a","b'], ['"'], ["\\"], ["{", "}", ","], [" a "], ["line\nbreak\ttab"]])
def test_no_text_is_taken_for_syntax(texts):
    assert read(array_of(texts), "text") == texts


def test_numbers_are_numbers_and_nothing_is_an_empty_array():
    assert read(array_of([1, 2**63 - 1, -5]), "bigint") == [1, 2**63 - 1, -5]
    assert read(array_of([]), "bigint") == []
