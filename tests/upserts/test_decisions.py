"""docs/decisions names tests, those of other folders as folder/file: they exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

PAGES = sorted((Path(settings.BASE_DIR) / "docs" / "decisions").glob("*.md"))
HERE = Path(__file__).parent


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_test_that_a_decision_names_exists(page: Path) -> None:
    named = re.findall(r"`((?:\w+/)?test_\w+\.py)::(test_\w+)`", page.read_text())
    places = [(HERE.parent / file if "/" in file else HERE / file, name) for file, name in named]
    missing = [(place.name, name) for place, name in places if f"def {name}(" not in place.read_text()]
    assert named
    assert missing == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [page.name[:4] for page in PAGES] == [f"{number:04}" for number in range(1, len(PAGES) + 1)]
