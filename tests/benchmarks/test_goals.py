"""Judging: met, missed by how much, or not at all."""

from __future__ import annotations

import math

from benchmarks import machine
from benchmarks.goals import Goal
from benchmarks.measuring import Cost, Series


def goal(measured: float, *, limit: float = 75, is_minimum: bool = True, unit: str = " %", spread: float = 1.1) -> Goal:
    return Goal("share", limit, is_minimum, unit, measured, spread)


def test_a_goal_is_met_or_missed_by_what_lacks() -> None:
    assert goal(75).verdict == "met"
    assert goal(44).verdict == "missed by 31 points"
    assert goal(3.4, limit=2.5, is_minimum=False, unit="×").verdict == "missed by 0.90×"


def test_beside_a_restless_reference_nothing_is_judged() -> None:
    assert goal(99, spread=1.51).verdict.startswith("not judged")
    assert not goal(99, spread=1.51).is_judged


def test_spread_and_median_are_of_the_middle_half() -> None:
    series = Series(10, tuple(Cost(seconds, 0.0, 0.0, 0) for seconds in (1.0, 2.0, 3.0, 4.0, 500.0)))
    assert series.median() == 3
    assert series.spread == 2


def test_a_process_that_ended_meanwhile_takes_nothing_from_the_cpu_of_the_others() -> None:
    assert machine.cpu_spent({1: 5.0, 2: 1.0}, {1: 0.0, 2: 1.5}) == 0.5
    assert math.isnan(machine.cpu_spent({}, {}))
