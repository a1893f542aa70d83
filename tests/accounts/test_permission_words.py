from __future__ import annotations

import pytest

from accounts.capabilities import NAMES, NEEDED, STORED, allows, mask_of
from accounts.permission_words import BRINGS, WORDS, in_words, ticked


@pytest.mark.parametrize("kind", ["organization", "relationship"])
@pytest.mark.parametrize("mask", STORED)
def test_every_grant_that_can_be_stored_says_something(kind: str, mask: int):
    assert in_words(kind, mask)


@pytest.mark.parametrize(("name", "brought"), [(name, one) for name, found in BRINGS.items() for one in found])
def test_what_is_said_to_be_included_is_included(name: str, brought: str):
    """Whatever the included permission allows, the other one allows as well."""
    for capability in NEEDED:
        if allows(mask_of([brought]), capability):
            assert allows(mask_of([name]), capability)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_includes_it_is_said_to(name: str):
    able = {other for other in NAMES if all(allows(mask_of([other]), one) for one in NEEDED if allows(mask_of([name]), one))}
    assert {other for other, brought in BRINGS.items() if name in brought} == able - {name}


@pytest.mark.parametrize(
    ("kind", "permissions", "labels"),
    [
        ("organization", ["full", "share"], ["Full control"]),
        ("organization", ["edit", "share"], ["Edit", "Share"]),
        ("organization", ["read", "relationship-edit"], ["See", "Edit relationships"]),
        ("relationship", ["read"], ["See"]),
        ("relationship", ["edit", "request-onboard"], ["Edit", "Ask to join"]),
        ("relationship", ["relationship-edit"], ["Edit"]),
    ],
)
def test_a_mask_in_words_names_the_strongest(kind: str, permissions: list[str], labels: list[str]):
    assert [str(words.label) for words in in_words(kind, mask_of(permissions))] == labels


def test_only_what_an_object_can_be_shared_with_is_ticked():
    assert ticked("relationship", mask_of(["edit"])) == {"relationship-read", "relationship-edit"}
    for kind, found in WORDS.items():
        assert ticked(kind, 127) <= {words.name for words in found}
