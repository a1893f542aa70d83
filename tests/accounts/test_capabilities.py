from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.capabilities import EVERY_BIT, NAMES, NEEDED, allows, close, names

MASKS = st.integers(min_value=0, max_value=EVERY_BIT)


def test_a_full_grant_reads_back_as_three_sorted_names():
    assert names(close(NAMES["full"])) == ["edit", "full", "read"]


@pytest.mark.parametrize(
    ("given_name", "read_back"),
    [
        ("read", ["read"]),
        ("edit", ["edit", "read"]),
        ("share", ["share"]),
        ("relationship-read", ["relationship-read"]),
        ("relationship-edit", ["relationship-edit", "relationship-read"]),
        ("request-onboard", ["request-onboard"]),
    ],
)
def test_closing_adds_only_what_the_table_says(given_name: str, read_back: list[str]):
    assert names(close(NAMES[given_name])) == read_back


@pytest.mark.parametrize(
    ("capability", "givers"),
    [
        ("view_organization", {"read", "edit", "full"}),
        ("edit_organization", {"edit", "full"}),
        ("full_organization", {"full"}),
        ("view_relationship", {"read", "edit", "full", "relationship-read", "relationship-edit"}),
        ("edit_relationship", {"edit", "full", "relationship-edit"}),
        ("share", {"share", "full"}),
        ("request_onboard", {"request-onboard", "full"}),
    ],
)
def test_a_capability_is_given_by_exactly_these_bits(capability: str, givers: set[str]):
    assert {name for name, bit in NAMES.items() if allows(bit, capability)} == givers


def test_a_capability_nobody_defined_is_a_mistake():
    with pytest.raises(KeyError):
        allows(EVERY_BIT, "view_everything")


def test_no_bit_gives_nothing():
    assert not any(allows(0, capability) for capability in NEEDED)


@given(MASKS)
def test_closing_twice_is_closing_once_and_takes_nothing_away(mask: int):
    assert close(close(mask)) == close(mask)
    assert close(mask) & mask == mask


@given(MASKS, MASKS)
def test_more_bits_never_allow_less(mask: int, more: int):
    for capability in NEEDED:
        assert allows(mask | more, capability) >= allows(mask, capability)
