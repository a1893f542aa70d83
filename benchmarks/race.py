"""The contenders take turns: every body goes to each of them before the next one, so that a slow minute hits them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from benchmarks import machine
from benchmarks.measuring import Contender, Cost, Meter, Series, check
from benchmarks.sample import OPERATIONS, Numbers, Operation, Sample, revision

Key = tuple[str, int, Operation]


class Race:
    """Rounds of calls, and what they took by contender, items per call and operation."""

    def __init__(self, meter: Meter, sample: Sample, numbers: Numbers) -> None:
        self.meter, self.sample, self.numbers = meter, sample, numbers
        self.costs: dict[Key, list[Cost]] = defaultdict(list)
        self.paces: dict[int, list[float]] = defaultdict(list)

    def run(self, contenders: Sequence[Contender], size: int, *, rounds: int, warm_up: int) -> None:
        """New, repeated and changed rows from every contender in turn, each round in the other order. Raises Failed."""
        for number in range(-warm_up, rounds):
            turn = contenders if number % 2 == 0 else contenders[::-1]
            self.paces[size].append(machine.seconds_of_fixed_work())
            for operation in OPERATIONS:
                body = self.sample.body(self.numbers.take(operation, size), revision(operation))
                for contender in turn:
                    cost = self._call(contender, body, operation, size)
                    if number >= 0:
                        self.costs[contender.name, size, operation].append(cost)

    def _call(self, contender: Contender, body: bytes, operation: Operation, size: int) -> Cost:
        answer, cost = self.meter.measure(lambda: contender.call(body), contender.processes())
        check(answer, contender, operation, size)
        return cost

    def series(self, name: str, size: int, operation: Operation) -> Series:
        """What one contender's calls took."""
        return Series(size, tuple(self.costs[name, size, operation]))

    def pace(self, size: int) -> float:
        """Seconds that the machine took for work that is always the same, while calls of this size were measured."""
        return fmean(self.paces[size])
