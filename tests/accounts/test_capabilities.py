from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.capabilities import EVERY_BIT, NAMES, NEEDED, STORED, allows, close, givable, is_complete, mask_of, names

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


def test_the_bits_are_those_that_are_stored():
    bits = {"read": 1, "edit": 2, "full": 4, "share": 8, "relationship-read": 16, "relationship-edit": 32, "request-onboard": 64}
    assert bits == NAMES
    assert sum(bits.values()) == EVERY_BIT


def test_a_capability_for_every_row_of_the_table_and_no_other():
    assert set(NEEDED) == {
        "view_organization",
        "edit_organization",
        "full_organization",
        "view_relationship",
        "edit_relationship",
        "view_product",
        "edit_product",
        "full_product",
        "share",
        "request_onboard",
    }


def test_a_mask_is_made_of_names_and_closed():
    assert mask_of([]) == 0
    assert mask_of(["full"]) == 7
    assert mask_of(["relationship-edit", "share"]) == 56
    assert mask_of(NAMES) == EVERY_BIT
    with pytest.raises(KeyError):
        mask_of(["fly"])


@given(MASKS)
def test_what_can_be_stored_is_closed_and_sees_what_it_shares(mask: int):
    sees = allows(mask, "view_relationship")
    assert is_complete(mask) == (mask in STORED) == (mask != 0 and close(mask) == mask and (sees or not mask & NAMES["share"]))


@pytest.mark.parametrize(
    ("holds", "gives"),
    [
        (["read"], []),
        (["edit"], []),
        (["relationship-edit", "request-onboard"], []),
        (["full"], list(NAMES)),
        (["read", "share"], ["read", "relationship-read"]),
        (["edit", "share"], ["edit", "read", "relationship-edit", "relationship-read"]),
        (["relationship-read", "share"], ["relationship-read"]),
        (["relationship-edit", "share"], ["relationship-edit", "relationship-read"]),
        (["read", "request-onboard", "share"], ["read", "relationship-read", "request-onboard"]),
    ],
)
def test_what_a_holder_may_give_on(holds: list[str], gives: list[str]):
    assert names(givable(mask_of(holds))) == sorted(gives)


@given(MASKS)
def test_nobody_gives_full_or_share_without_full(mask: int):
    if not mask & NAMES["full"]:
        assert not givable(mask) & (NAMES["full"] | NAMES["share"])
