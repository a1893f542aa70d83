from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.codes import DETAILED, ITEM_CODES, PROBLEM_CODES, PROBLEM_OF_STATUS, WARNING_CODES

GUIDE = (Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")
ITEMS, REST = GUIDE.split("## Warnings")
WARNINGS, PROBLEMS = REST.split("## Problems")
WITH_STATUS = re.compile(r"^\| `(\w+)` \| (\d{3}) \|", re.MULTILINE)


@pytest.mark.parametrize(("chapter", "table"), [(ITEMS, ITEM_CODES), (PROBLEMS, PROBLEM_CODES)])
def test_the_guide_lists_exactly_the_codes_there_are(chapter: str, table: dict[str, tuple[int, str]]) -> None:
    described = [(code, int(status)) for code, status in WITH_STATUS.findall(chapter)]
    assert described == [(code, status) for code, (status, _) in table.items()]


def test_the_guide_lists_exactly_the_warnings_there_are() -> None:
    assert re.findall(r"^\| `(\w+)` \|", WARNINGS, re.MULTILINE) == list(WARNING_CODES)


def test_no_warning_shares_its_code_with_an_error() -> None:
    assert not WARNING_CODES.keys() & ITEM_CODES.keys()


def test_detailed_sentences_belong_to_known_codes() -> None:
    assert DETAILED.keys() <= ITEM_CODES.keys()


def test_the_problem_of_a_status_has_that_status() -> None:
    assert all(PROBLEM_CODES[code][0] == status for status, code in PROBLEM_OF_STATUS.items())


def test_a_code_that_is_both_means_one_status() -> None:
    both = ITEM_CODES.keys() & PROBLEM_CODES.keys()
    assert all(ITEM_CODES[code][0] == PROBLEM_CODES[code][0] for code in both)
