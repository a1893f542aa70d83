"""Staff pages keep to the same permissions as the API: who may open and send what, and nobody learns of what it does not see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.kit.page_calls import Reader, answer_of
from tests.kit.page_judge import complaints
from tests.kit.page_lines import LED_ON, NO_METHOD, NOT_THERE
from tests.kit.page_matrix import METHODS, line_of
from tests.kit.page_routes import page_routes
from tests.kit.page_scene import READERS, PageScene
from tests.kit.page_table import TABLE
from tests.kit.page_walk import Walk

OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS")


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


def addresses(pages: PageScene) -> Iterator[tuple[str, str]]:
    """(name, address) of every page, about what is the owner's."""
    reader = Reader(pages, "O")
    for name in page_routes():
        line = line_of(name)
        yield name, reader.address(name, line.names, "", None)


def test_who_has_not_signed_in_is_sent_to_the_sign_in(pages: PageScene):
    found = {}
    for name, address in addresses(pages):
        for method in METHODS if not line_of(name).is_public else ():
            answer = answer_of(Client(), method, address)
            if (answer.status, answer.location.partition("?")[0], answer.writes) != (LED_ON, "/sign-in", ()):
                found[f"{method} {name}"] = (answer.status, answer.location, answer.writes)
    assert found == {}


def test_no_page_knows_another_method(pages: PageScene):
    reader, found = Reader(pages, "O"), {}
    for name, address in addresses(pages):
        wanted = NOT_THERE if line_of(name).opened.answer == NOT_THERE else NO_METHOD  # the style guide
        for method in OTHER_METHODS:
            answer = reader.call(method, address)
            if (answer.status, answer.writes) != (wanted, ()):
                found[f"{method} {name}"] = (answer.status, answer.writes)
    assert found == {}
