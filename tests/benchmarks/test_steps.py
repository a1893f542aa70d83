"""Clocks around the engine's steps: each counts its own time, all are gone afterwards, and a lost name is no silence."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from benchmarks import steps
from benchmarks.measuring import Failed
from benchmarks.sample import OPERATIONS, Numbers
from benchmarks.stage import Stage
from benchmarks.steps import STEPS, Clocks, Share, clocked
from tests.benchmarks.conftest import FILLED, SAMPLE


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, float], None]:
    """Lets seconds pass: on the wall, and of these so many on the processor."""
    now = SimpleNamespace(wall=0.0, cpu=0.0)
    monkeypatch.setattr(steps, "time", SimpleNamespace(perf_counter=lambda: now.wall, thread_time=lambda: now.cpu))

    def pass_by(wall: float, cpu: float) -> None:
        now.wall += wall
        now.cpu += cpu

    return pass_by


def test_a_step_inside_another_one_is_not_counted_twice(passes: Callable[[float, float], None]) -> None:
    clocks = Clocks()
    inner = clocks.around("inner", lambda: passes(3, 1))

    def outer() -> None:
        passes(2, 2)
        inner()
        passes(1, 0)

    passes(50, 50)  # before the call begins
    clocks.begin()
    passes(4, 4)
    clocks.around("outer", outer)()
    assert clocks.read(size=1_000_000) == {steps.REST: Share(4, 0), "outer": Share(2, 1), "inner": Share(1, 2)}


def test_the_clock_of_a_step_that_raises_stops(passes: Callable[[float, float], None]) -> None:
    clocks = Clocks()

    def fail() -> None:
        passes(2, 2)
        raise KeyError

    clocks.begin()
    with pytest.raises(KeyError):
        clocks.around("fails", fail)()
    passes(5, 5)
    assert clocks.read(size=1_000_000) == {"fails": Share(2, 0), steps.REST: Share(5, 0)}


@pytest.mark.parametrize("name", ["upserts.services.no_such_step", "upserts.no_such_room.work", "upserts.services.RETRIES"])
def test_a_name_that_is_gone_fails_the_run_and_leaves_no_clock_behind(name: str) -> None:
    first = steps.resolve_name("upserts.services.shape")
    with pytest.raises(Failed, match=f"The step “lost”.*{name}"), clocked({"shape": ("upserts.services.shape",), "lost": (name,)}):
        pass
    assert steps.resolve_name("upserts.services.shape") is first


def test_all_steps_exist_and_are_as_before_when_the_clocks_are_gone() -> None:
    names = [name for several in STEPS.values() for name in several]
    before = [steps.resolve_name(name) for name in names]
    with clocked():
        assert not [name for name, work in zip(names, before, strict=True) if steps.resolve_name(name) == work]
    assert [steps.resolve_name(name) for name in names] == before


class Parent:
    def work(self) -> None: ...


class Child(Parent):
    """Does what its parent does."""


def test_what_was_inherited_is_inherited_again() -> None:
    with clocked({"work": (f"{__name__}.Child.work",)}) as clocks:
        Child().work()
        assert "work" in clocks.spent
    assert "work" not in vars(Child)


def test_every_step_is_part_of_some_call_and_the_accounts_stay_alike(stage: Stage) -> None:
    pair = [stage.floor.contender, stage.service.contender]
    shares = steps.measure(pair, SAMPLE, Numbers(FILLED), size=10, rounds=1, warm_up=0)
    assert list(shares) == [*STEPS, steps.REST]
    assert set(shares["load rows"]) == set(OPERATIONS)
    assert "insert" in shares
    assert set(shares["insert"]) == {"new"}


def test_a_step_that_nothing_calls_fails_the_run(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEPS, "idle", ("benchmarks.service.Service.processes",))
    with pytest.raises(Failed, match="Nothing calls the steps idle"):
        steps.measure([stage.service.contender], SAMPLE, Numbers(FILLED), size=2, rounds=1, warm_up=0)
