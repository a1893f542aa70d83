"""What `make bench` compares does the same work. No timing here."""

from __future__ import annotations

import pytest
from django.db import connection

from benchmarks import agreement
from benchmarks.measuring import Failed
from benchmarks.sample import Numbers
from benchmarks.stage import Stage
from benchmarks.story import agree
from tests.benchmarks.conftest import FILLED, SAMPLE


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
