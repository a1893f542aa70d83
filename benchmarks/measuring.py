"""One call, measured: time, CPU of the program and of the database, WAL. And many: median and spread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import psycopg

from benchmarks import machine
from benchmarks.sample import Operation


class Failed(Exception):
    """A call failed, or did something else than it should: nothing that was measured counts."""


class Contender(Protocol):
    """Somebody who stores a body of relationships. `words` are what it calls the operations in its answers."""

    name: str
    words: dict[Operation, str]

    def call(self, body: bytes) -> bytes:
        """Store and answer `{"data": [{"operationType": …}, …]}`. Raises Failed."""
        ...

    def processes(self) -> Sequence[int]:
        """The processes that work for it, the database's aside."""
        ...


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call took: seconds by the clock, CPU seconds (NaN: can't be seen from here), bytes of WAL."""

    seconds: float
    program_cpu: float
    database_cpu: float
    wal: int


@dataclass(frozen=True, slots=True)
class Series:
    """The same call again and again, each with this many items."""

    size: int
    costs: tuple[Cost, ...]

    def median(self, what: str = "seconds") -> float:
        """The median of one member of the costs, per call."""
        return statistics.median(getattr(cost, what) for cost in self.costs)

    def per_item(self, what: str = "seconds") -> float:
        """The mean of one member per item. A mean: the clocks of some kernels count CPU in 10 ms."""
        return sum(getattr(cost, what) for cost in self.costs) / (len(self.costs) * self.size)

    @property
    def spread(self) -> float:
        """Third quartile of the time over the first: 1 is perfectly calm."""
        first, _, third = statistics.quantiles((cost.seconds for cost in self.costs), n=4, method="inclusive")
        return third / first


class Meter:
    """Reads the counters around a call, over a connection of its own. Nobody else may use the database meanwhile."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)

    def measure(self, call: Callable[[], bytes], processes: Sequence[int]) -> tuple[bytes, Cost]:
        """The answer to one call, and what it took."""
        backends = self._backends()
        wal, program, database = self._wal(), machine.cpu_seconds(processes), machine.cpu_seconds(backends)
        start = time.perf_counter()
        answer = call()
        seconds = time.perf_counter() - start
        spent = machine.cpu_spent(program, machine.cpu_seconds(processes)), machine.cpu_spent(database, machine.cpu_seconds(backends))
        return answer, Cost(seconds, *spent, self._wal() - wal)

    def _backends(self) -> list[int]:
        """The server processes of everybody else who is connected."""
        rows = self.connection.execute(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in rows if machine.is_postgres(pid)]

    def _wal(self) -> int:
        row = self.connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()
        return int(row[0]) if row else 0


class _Result(msgspec.Struct):
    operationType: str  # the wire's name


class _Answer(msgspec.Struct):
    data: list[_Result]


def check(answer: bytes, contender: Contender, operation: Operation, size: int) -> None:
    """Raises Failed unless every item met its operation."""
    expected = contender.words[operation]
    results: list[Any] = msgspec.json.decode(answer, type=_Answer).data
    wrong = [result.operationType for result in results if result.operationType != expected]
    if wrong or len(results) != size:
        raise Failed(f"{contender.name}: {size} items should be “{expected}”; of {len(results)} answers {len(wrong)} are {set(wrong)}.")
