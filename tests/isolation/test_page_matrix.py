"""Staff pages keep to the same permissions as the API: who may open and send what, and nobody learns of what it does not see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.page_judge import complaints
from tests.kit.page_matrix import line_of
from tests.kit.page_routes import page_routes
from tests.kit.page_scene import READERS, PageScene, page_scene
from tests.kit.page_table import TABLE
from tests.kit.page_walk import Walk


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[PageScene]:
    with page_scene(django_db_blocker) as pages:
        yield pages


@pytest.fixture
def pages(kept: PageScene, db: None) -> PageScene:
    return kept


def test_the_url_map_and_the_table_name_the_same_pages():
    assert sorted(page_routes()) == sorted(TABLE)


def test_a_page_that_nobody_has_judged_fails():
    with pytest.raises(LookupError, match="rooms:secret has no line"):
        line_of("rooms:secret")


@pytest.mark.parametrize("letter", READERS)
def test_a_page_answers_as_the_table_says_and_tells_apart_only_what_its_reader_sees(pages: PageScene, letter: str):
    assert complaints(pages, letter) == []


@pytest.mark.parametrize("letter", READERS)
def test_no_page_leads_its_reader_to_where_it_is_turned_away(pages: PageScene, letter: str):
    assert list(Walk(pages, letter).dead_ends()) == []
