"""What `make bench` compares does the same work. No timing here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from benchmarks import agreement
from benchmarks.measuring import Failed
from benchmarks.place import make_place, make_user
from benchmarks.sample import Numbers, Sample
from benchmarks.stage import Stage, make_stage
from benchmarks.story import agree

SAMPLE = Sample(organizations=200)
FILLED = 400


@pytest.fixture
def stage(transactional_db: None, settings: Settings, live_server: LiveServer) -> Iterator[Stage]:
    settings.ROOT_URLCONF = "benchmarks.urls"
    user = make_user()
    places = {name: make_place(name, user, SAMPLE) for name in ("floor", "product", "usual")}
    stage = make_stage(places, SAMPLE, int(live_server.url.rpartition(":")[2]), server=None)
    stage.fill((stage.floor, stage.product, stage.usual), 0, FILLED)
    yield stage
    stage.close()
    stage.bare.contender.close()  # type: ignore[attr-defined]  # the bare view is called over HTTP, too


def test_floor_usual_loop_bare_view_and_product_leave_the_same_rows(stage: Stage) -> None:
    agree(stage, Numbers(FILLED), size=20)


def test_a_contender_that_left_something_out_is_found(stage: Stage) -> None:
    agree(stage, Numbers(FILLED), size=20)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM relationships_relationshipcontact "
            "WHERE id = (SELECT max(id) FROM relationships_relationshipcontact WHERE account_id = %s)",
            [stage.floor.place.account.pk],
        )
    with pytest.raises(Failed, match="different rows"):
        agreement.agree_in_the_end(stage.floor.place, stage.product.place)


def test_a_call_that_does_not_do_what_it_should_fails_the_run(stage: Stage) -> None:
    numbers = Numbers(FILLED)
    stage.script.call(SAMPLE.body([FILLED]))
    with pytest.raises(Failed, match="floor: 20 items should be “create”"):
        agreement.agree([stage.floor, stage.product], SAMPLE, numbers, calls=1, size=20, statement=agreement.WHOLE)
