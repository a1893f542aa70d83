"""Nobody learns of what it does not see: not by what is answered, nor by how much is asked of the database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from tests.kit.matrix import all_cases, described, groups, routes, unjudged
from tests.kit.matrix_calls import Asker
from tests.kit.matrix_judge import complaints
from tests.kit.matrix_lines import Slot
from tests.kit.matrix_standings import ROLES, Scene
from tests.kit.matrix_table import TABLE

UNDESCRIBED = {"GET docs", "GET redoc"}  # pages for people


def test_the_url_map_the_description_and_the_table_name_the_same_routes():
    assert sorted(routes()) == sorted(TABLE)
    assert sorted(described()) == sorted(set(TABLE) - UNDESCRIBED)


def test_a_route_that_nobody_has_judged_fails():
    with pytest.raises(LookupError, match="GET secrets has no line"):
        groups("GET secrets", "O")


@pytest.mark.parametrize("route", [route for route in TABLE if TABLE[route].slots])
def test_every_place_is_judged_and_one_that_is_not_would_be_missed(route: str):
    row = TABLE[route]
    assert unjudged(route, row) == []
    for slot in row.slots:
        rest = tuple(other for other in row.slots if other.place != slot.place)
        assert unjudged(route, replace(row, slots=rest)) == [slot.place]
    assert unjudged(route, replace(row, slots=(*row.slots, Slot("query nowhere", "user", own="200", absent="200")))) == ["query nowhere"]


def test_there_are_more_than_5000_cases_and_none_twice():
    cases = [str(case) + case.slot.kind for case in all_cases()]
    assert len(set(cases)) == len(cases) > 5_000


@pytest.mark.parametrize("letter", ROLES)
@pytest.mark.parametrize("route", routes())
def test_a_route_tells_apart_only_what_the_asker_sees(client: Client, scene: Scene, route: str, letter: str):
    assert complaints(Asker(scene, client), route, letter) == []
