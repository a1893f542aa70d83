"""Cells that a spreadsheet would execute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cells import guarded, unguarded


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1"])
def test_what_looks_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "plain", "a=b", "'quoted'", "1", " =1", "ID-123"])
def test_anything_else_stays(cell: str) -> None:
    assert guarded(cell) == cell


@given(st.text(alphabet=st.sampled_from("'=+-@\t\ra 1"), max_size=6) | st.text())
def test_nothing_is_lost_and_nothing_starts_a_formula(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
