"""The pages of docs/decisions say which test keeps what they say. A page that names a test that is gone says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGES = sorted((TESTS.parent / "docs" / "decisions").glob("*.md"))
RULES = TESTS.parent / "docs" / "decisions" / "0009-the-fifteen-rules.md"


def named(page: Path) -> Iterator[tuple[str, str]]:
    """(file, function) of every test that a page names.

    Files are below tests/; those of tests/upserts go by their name alone, those in tests/ itself by `tests/`.
    """
    for path, function in re.findall(r"`([\w/]+\.py)::(test_\w+)`", page.read_text(encoding="utf-8")):
        yield path.removeprefix("tests/") if "/" in path else f"upserts/{path}", function


@pytest.mark.parametrize("decision", PAGES, ids=lambda page: page.stem)
def test_every_decision_names_tests_and_all_of_them_are_there(decision: Path) -> None:
    tests = list(named(decision))
    assert tests
    assert [
        f"{path}::{function}" for path, function in tests if f"\ndef {function}(" not in (TESTS / path).read_text(encoding="utf-8")
    ] == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [page.name[:4] for page in PAGES] == [f"{number:04}" for number in range(1, len(PAGES) + 1)]


def test_each_of_the_fifteen_rules_has_its_tests() -> None:
    rows = re.findall(r"^\| (\d+)\. (.*)", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 16))
    for number, row in rows:
        assert {int(told) for told in re.findall(r"::test_rule_(\d\d)_", row)} == {int(number)}
